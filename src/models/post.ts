import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { Index, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsTo,
  BelongsToMany,
  can,
  EnumColumn,
  Model,
  MutableModel,
  NotBlank,
  own,
  ReadOnly,
  RuleError,
  where,
} from 'relata';
import { PostStatus } from './enums.js';
import { Tag } from './tag.js';
import { User } from './user.js';

const isPublished = where<Post>({ status: { eq: PostStatus.PUBLISHED } });

/** A text by a user. Drafts and archived posts are their author's. */
@Model({ description: 'A text by a user.' })
@Access<Post>({
  read: anyOf(isPublished, own('author'), can('post:read')),
  create: anyOf(own('author'), can('post:create')),
  update: anyOf(own('author'), can('post:update')),
  delete: anyOf(own('author'), can('post:delete')),
})
@Index({ properties: ['author', 'createdAt', 'id'] })
@Index({ properties: ['status', 'id'] })
@Index({ properties: ['createdAt', 'id'] })
@Index({ properties: ['publishedAt', 'id'] })
export class Post extends MutableModel {
  @NotBlank()
  @Property({ type: 'string', index: true })
  @Field({ description: 'The headline.' })
  title!: string;

  @Property({ type: 'text' })
  @Field({ description: 'The text itself.' })
  content!: string;

  @ReadOnly()
  @EnumColumn(() => PostStatus, { default: PostStatus.DRAFT })
  @Field(() => PostStatus, { description: 'Status of the post.' })
  status!: Opt<PostStatus>;

  @ReadOnly()
  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the post was published; null before.',
  })
  publishedAt?: Date | null;

  @BelongsTo(() => User, {
    setByViewer: true,
    description: 'Who wrote it; null when hidden or deleted.',
  })
  author!: Ref<User>;

  @BelongsToMany(() => Tag, { through: 'post_tags', description: 'What the post is about.' })
  tags = new Collection<Tag>(this);

  /** Puts a draft out. @throws RuleError for a post that is no draft */
  publish(): void {
    if (this.status !== PostStatus.DRAFT) {
      throw new RuleError(`only a draft can be published, this post is ${this.status}`);
    }
    this.status = PostStatus.PUBLISHED;
    this.publishedAt = new Date();
  }

  /** Takes a published post out of circulation. @throws RuleError for one that is not out */
  archive(): void {
    if (this.status !== PostStatus.PUBLISHED) {
      throw new RuleError(`only a published post can be archived, this post is ${this.status}`);
    }
    this.status = PostStatus.ARCHIVED;
  }
}
