import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access } from '../../../src/access/access.js';
import { everyone, signedIn, where } from '../../../src/access/rules.js';
import { BelongsTo, Model, UniqueString } from '../../../src/model/decorators.js';
import { MutableModel } from '../../../src/model/base-model.js';
import { Post } from '../../blog/models/index.js';

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
