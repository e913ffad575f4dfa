import type { Opt, Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import {
  Access,
  anyOf,
  BaseModel,
  BelongsTo,
  can,
  everyone,
  Model,
  MutableModel,
  own,
  readable,
  some,
  Tree,
  via,
  where,
} from 'relata';

/** Who asks. */
@Model({ description: 'Who keeps folders.', plural: 'People' })
@Access<Person>({ read: everyone })
export class Person extends BaseModel {
  @Property({ type: 'string' })
  @Field({ description: 'The name.' })
  name!: string;
}

/** A tree in which some are hidden, and some deleted. */
@Model({ description: 'A folder, which may be in another.' })
@Access<Folder>({
  read: anyOf(own('keeper'), where<Folder>({ isSecret: { eq: false } }), can('folder:read')),
  readDeleted: can('folder:read'),
  create: anyOf(own('keeper'), can('folder:create')),
  update: anyOf(own('keeper'), can('folder:update')),
  delete: can('folder:delete'),
  fields: { pages: { read: anyOf(own('keeper'), can('folder:read')) } },
})
export class Folder extends MutableModel {
  @Property({ type: 'string', unique: true })
  @Field({ description: 'What is written on it, and on no other.' })
  label!: string;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'How thick it is.' })
  pages?: number | null;

  @Property({ type: 'boolean', default: false })
  @Field(() => Boolean, { description: 'Whether few may know of it.' })
  isSecret!: Opt<boolean>;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is gone.' })
  deletedAt?: Date | null;

  @BelongsTo(() => Person, { description: 'Who keeps it.' })
  keeper!: Ref<Person>;

  @Tree()
  @BelongsTo(() => Folder, {
    nullable: true,
    reverse: 'children',
    description: 'The folder it is in.',
  })
  parent?: Ref<Folder> | null;
}

/** Rules lead through trees. */
@Model({ description: 'What is in a folder.' })
@Access<Paper>({
  read: anyOf(readable('folder'), via('folder', some('ancestors', own('keeper')))),
  create: anyOf(
    via('folder', own('keeper')),
    via('folder', some('ancestors', own('keeper'))),
    can('paper:create'),
  ),
  update: via('folder', some('descendants', own('keeper'))),
})
export class Paper extends BaseModel {
  @Property({ type: 'string', unique: true })
  @Field({ description: 'What it says.' })
  text!: string;

  @BelongsTo(() => Folder, { reverse: 'papers', description: 'Where it is.' })
  folder!: Ref<Folder>;
}
