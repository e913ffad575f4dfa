import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access } from '../../packages/relata/src/access/access.js';
import { everyone, signedIn, where } from '../../packages/relata/src/access/rules.js';
import { BelongsTo, Model, UniqueString } from '../../packages/relata/src/model/decorators.js';
import { MutableModel } from '../../packages/relata/src/model/base-model.js';
import { Post } from '../../src/models/index.js';

/** A model the application does not have: some of its rows are written by whoever comes along. */
@Model({ description: 'A note of a guest.' })
@Access<GuestNote>({
  read: everyone,
  create: where<GuestNote>({ isOpen: { eq: true } }),
  update: where<GuestNote>({ isOpen: { eq: true } }),
  delete: signedIn,
})
export class GuestNote extends MutableModel {
  @UniqueString({ caseless: true })
  @Field({ description: 'What it says.' })
  text!: string;

  textKey!: string;

  @Property({ type: 'boolean' })
  @Field({ description: 'Whether everybody may write it.' })
  isOpen!: boolean;

  @BelongsTo(() => Post, { reverse: 'guestNotes', nullable: true, description: 'What about.' })
  post?: Ref<Post> | null;
}
