import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, BelongsTo, Model, MutableModel, readable, signedIn, where } from 'relata';
import { Parcel } from './parcel.js';

/** What whoever comes along writes on a parcel, as long as it is open. */
@Model({ description: 'A slip on a parcel.' })
@Access<Slip>({
  read: readable('parcel'),
  create: where<Slip>({ isOpen: { eq: true } }),
  update: where<Slip>({ isOpen: { eq: true } }),
  delete: signedIn,
})
export class Slip extends MutableModel {
  @Property({ type: 'text' })
  @Field({ description: 'What it says.' })
  text!: string;

  @Property({ type: 'boolean' })
  @Field(() => Boolean, { description: 'Whether everybody may write it.' })
  isOpen!: boolean;

  @BelongsTo(() => Parcel, {
    reverse: 'slips',
    onDelete: 'restrict',
    description: 'What it is on.',
  })
  parcel!: Ref<Parcel>;
}
