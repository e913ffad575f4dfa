import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Float, registerEnumType } from 'type-graphql';
import { Access } from '../../../src/access/access.js';
import { anyOf, can, own, readable } from '../../../src/access/rules.js';
import { EnumColumn } from '../../../src/model/column-decorators.js';
import { BelongsTo, Model } from '../../../src/model/decorators.js';
import { MutableModel } from '../../../src/model/base-model.js';
import { Post, User } from '../../blog/models/index.js';

/** What a review comes to. Its names in the API are not what is stored. */
export const Verdict = { GOOD: 'good', SO_SO: 'so-so', NO_GOOD: 'no "good"' } as const;
/** One of the stored values of {@link Verdict}. */
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

registerEnumType(Verdict, { name: 'Verdict', description: 'What a review comes to.' });

/**
 * A model the application does not have, with the kinds of columns it does not have: numbers with
 * a fraction, a boolean that may be missing, an enum whose names are not its values.
 */
@Model({ description: 'What somebody thinks of a post.' })
@Access<Review>({
  read: readable('post'),
  create: own('author'),
  update: anyOf(own('author'), can('review:update')),
  delete: anyOf(own('author'), can('review:delete')),
  fields: {
    weight: { read: anyOf(own('author'), can('post:read')) },
    isHelpful: { read: anyOf(own('author'), can('post:read')) },
    opinion: { read: own('author') },
  },
})
export class Review extends MutableModel {
  @Property({ type: 'double' })
  @Field(() => Float, { description: 'How good the post is.' })
  stars!: number;

  @Property({ type: 'double', nullable: true })
  @Field(() => Float, { nullable: true, description: 'How much the review counts.' })
  weight?: number | null;

  @Property({ type: 'boolean', nullable: true })
  @Field(() => Boolean, { nullable: true, description: 'Whether it was of help.' })
  isHelpful?: boolean | null;

  @EnumColumn(() => Verdict)
  @Field(() => Verdict, { description: 'What it comes to.' })
  verdict!: Verdict;

  @EnumColumn(() => Verdict, { nullable: true })
  @Field(() => Verdict, { nullable: true, description: 'For its author alone.' })
  opinion?: Verdict | null;

  @BelongsTo(() => Post, { reverse: 'reviews', description: 'The post it is about.' })
  post!: Ref<Post>;

  @BelongsTo(() => User, {
    reverse: 'reviews',
    nullable: true,
    onDelete: 'set null',
    description: 'Who wrote it.',
  })
  author?: Ref<User> | null;
}
