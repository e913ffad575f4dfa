import { Collection, type EventArgs, type Opt, type Ref } from '@mikro-orm/core';
import { BeforeUpdate, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsToMany,
  can,
  DescribeInput,
  everyone,
  GraphQLEmail,
  HashOf,
  HasMany,
  HasOne,
  Model,
  MutableModel,
  NotBlank,
  self,
  UniqueString,
} from 'relata';
import { NoAtSign, passwordRule } from 'relata/auth';
import { Post } from './post.js';
import { Profile } from './profile.js';
import { Role } from './role.js';
import { Tag } from './tag.js';

/** Someone who writes, and may sign in. A deleted user stays as a row and is hidden by default. */
@Model({ description: 'Someone who writes, and may sign in.' })
@Access<User>({
  read: everyone,
  readDeleted: can('user:read-deleted'),
  create: can('user:create'),
  update: anyOf(self, can('user:update')),
  delete: anyOf(self, can('user:delete')),
  purge: can('user:purge'),
  fields: {
    isActive: { write: can('user:update') },
    roles: { write: can('role:update') },
    email: { read: anyOf(self, can('user:read-email')) },
    deletedAt: { read: can('user:read-deleted') },
  },
})
export class User extends MutableModel {
  @NotBlank()
  @NoAtSign()
  @UniqueString({ caseless: true })
  @Field({ description: 'The name the user goes by, without @; unique without regard to case.' })
  username!: string;

  /** What `username` is compared by; see {@link UniqueString}. */
  usernameKey!: Opt<string>;

  @UniqueString({ caseless: true, length: 320 })
  @DescribeInput('The e-mail address of the user; unique without regard to case.')
  @Field(() => GraphQLEmail, {
    nullable: true,
    description: 'Unique without regard to case; null for those who may not read it.',
  })
  email!: string;

  /** What `email` is compared by; see {@link UniqueString}. */
  emailKey!: Opt<string>;

  /** Not a GraphQL field: the API cannot read, filter or order by it. */
  @HashOf('password', {
    description: 'What the user signs in with; only a hash is stored.',
    rule: passwordRule,
  })
  passwordHash!: string;

  @Property({ type: 'boolean', default: true })
  @Field(() => Boolean, { description: 'Whether the user may sign in.' })
  isActive!: Opt<boolean>;

  @Property({ type: 'datetime', nullable: true, index: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the user was deleted; null if not deleted.',
  })
  deletedAt?: Date | null;

  /**
   * Raised by whatever ends the sign-ins of the user: a new password, deactivation, deletion. Not a
   * GraphQL field.
   */
  @Property({ type: 'integer', default: 1, hidden: true })
  accessStamp!: Opt<number>;

  @HasOne(() => Profile, 'user', {
    orphanRemoval: true,
    description: 'Who the user is; null before it is filled in.',
  })
  profile!: Ref<Profile> | null;

  @HasMany(() => Post, 'author', { orphanRemoval: true, description: 'What the user wrote.' })
  posts = new Collection<Post>(this);

  @BelongsToMany(() => Role, {
    through: 'user_roles',
    description: 'The roles that say what the user may do.',
  })
  roles = new Collection<Role>(this);

  @BelongsToMany(() => Tag, {
    through: 'user_tags',
    description: 'What the user is interested in.',
  })
  tags = new Collection<Tag>(this);

  /** Ends the sign-ins of the user when what they rest on changes. */
  @BeforeUpdate()
  raiseAccessStamp({ changeSet }: EventArgs<User>): void {
    const { passwordHash, isActive, deletedAt } = changeSet?.payload ?? {};
    if (passwordHash !== undefined || isActive !== undefined || deletedAt !== undefined) {
      this.accessStamp += 1;
    }
  }
}
