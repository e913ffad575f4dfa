import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { Access } from '../../../src/access/access.js';
import { anyOf, can, own, readable } from '../../../src/access/rules.js';
import { BelongsTo, Model, UniqueString } from '../../../src/model/decorators.js';
import { MutableModel } from '../../../src/model/base-model.js';
import { Post, User } from '../../blog/models/index.js';

/**
 * A model the application does not have, for tests that must hold for models added later: its rows
 * are seen with their post, some of its fields are masked, one of those is unique.
 */
@Model({ description: 'A remark about a post.' })
@Access<Remark>({
  read: readable('post'),
  create: own('author'),
  update: anyOf(own('author'), can('remark:update')),
  delete: anyOf(own('author'), can('remark:delete')),
  fields: {
    note: { read: anyOf(own('author'), can('remark:read-note')) },
    score: { read: own('author'), write: can('remark:update') },
    ticket: { read: anyOf(own('author'), can('remark:read-note')) },
  },
})
export class Remark extends MutableModel {
  @Property({ type: 'text' })
  @Field({ description: 'What it says.' })
  body!: string;

  @UniqueString({ caseless: true })
  @Field(() => String, { nullable: true, description: 'Where it is dealt with.' })
  ticket!: string;

  ticketKey!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'For its author alone.' })
  note?: string | null;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'What its author thinks of the post.' })
  score?: number | null;

  @BelongsTo(() => Post, { reverse: 'remarks', description: 'The post it is about.' })
  post!: Ref<Post>;

  @BelongsTo(() => User, { reverse: 'remarks', setByViewer: true, description: 'Who wrote it.' })
  author!: Ref<User>;

  @BelongsTo(() => User, {
    reverse: 'reviews',
    nullable: true,
    onDelete: 'set null',
    description: 'Who looked at it.',
  })
  reviewer?: Ref<User> | null;
}
