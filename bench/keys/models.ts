import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import {
  Access,
  type Application,
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  everyone,
  HasOne,
  Model,
} from 'relata';
import type { KeyKind } from '../contestants/contestants.js';

const KEYS: Readonly<Record<KeyKind, () => ReturnType<typeof PrimaryKey>>> = {
  int: () => PrimaryKey({ type: 'integer', autoincrement: true }),
  bigint: () => PrimaryKey({ type: 'bigint', autoincrement: true }),
  uuid: () => PrimaryKey({ type: 'uuid' }),
};

/** What keys are of in this process. */
export const KEY_KIND = process.env['KEY_KIND'] as KeyKind;
const Key = KEYS[KEY_KIND];

/** As in the blog: what Q2 and Q5 ask for. */
@Model({ description: 'A user.' })
@Access({ read: everyone })
class User {
  @Key()
  id!: Opt;

  @Property({ type: 'string', length: 40 })
  @Field({ description: 'A name.' })
  username!: string;

  @HasOne(() => Profile, 'user', { description: 'The profile.' })
  profile!: Ref<Profile> | null;
}

@Model({ description: 'A profile.' })
@Access({ read: everyone })
class Profile {
  @Key()
  id!: Opt;

  @Property({ type: 'string', length: 40 })
  @Field({ description: 'A name.' })
  firstName!: string;

  @Property({ type: 'text' })
  @Field({ description: 'A life.' })
  bio!: string;

  @BelongsToOne(() => User, 'profile', { description: 'Whose it is.' })
  user!: Ref<User>;
}

@Model({ description: 'A tag.' })
@Access({ read: everyone })
class Tag {
  @Key()
  id!: Opt;

  @Property({ type: 'string', length: 40 })
  @Field({ description: 'A word.' })
  name!: string;
}

@Model({ description: 'A post.' })
@Access({ read: everyone })
@Index({ properties: ['createdAt', 'id'] })
@Index({ properties: ['author', 'createdAt', 'id'] })
class Post {
  @Key()
  id!: Opt;

  @Property({ type: 'string', length: 100 })
  @Field({ description: 'A title.' })
  title!: string;

  @Property({ type: 'datetime' })
  @Field(() => GraphQLDateTime, { description: 'When it was written.' })
  createdAt!: Date;

  @BelongsTo(() => User, { reverse: 'posts', description: 'Who wrote it.' })
  author!: Ref<User>;

  @BelongsToMany(() => Tag, { through: 'post_tags', reverse: 'posts', description: 'About what.' })
  tags = new Collection<Tag>(this);
}

/** A blog with keys of one kind. */
export const application: Application = { models: [User, Profile, Tag, Post] };
