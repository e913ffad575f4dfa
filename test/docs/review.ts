import type { Ref } from '@mikro-orm/core';
import { Property, Unique } from '@mikro-orm/decorators/legacy';
import { Max, Min } from 'class-validator';
import { Field, Int } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  BelongsTo,
  can,
  Model,
  MutableModel,
  not,
  own,
  readable,
} from 'relata';
import { Post } from '../../src/models/post.js';
import { User } from '../../src/models/user.js';

const ofOthers = allOf(own('author'), readable('post'), not(own('post.author')));

/** What a user thinks of a post of somebody else: one review of each. */
@Model({ description: 'What a user thinks of a post.' })
@Access<Review>({
  read: readable('post'),
  create: ofOthers,
  update: ofOthers,
  delete: anyOf(own('author'), own('post.author'), can('review:delete')),
})
@Unique({ properties: ['post', 'author'] })
export class Review extends MutableModel {
  @Min(1)
  @Max(5)
  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'From 1 to 5.' })
  stars!: number;

  @BelongsTo(() => Post, { reverse: 'reviews', description: 'The post it is about.' })
  post!: Ref<Post>;

  @BelongsTo(() => User, {
    setByViewer: true,
    reverse: 'reviews',
    description: 'Who wrote it; null when hidden or deleted.',
  })
  author!: Ref<User>;
}
