import type { Ref } from '@mikro-orm/core';
import { Property, Unique } from '@mikro-orm/decorators/legacy';
import { Length } from 'class-validator';
import { Field, Float } from 'type-graphql';
import { Access, anyOf, BelongsTo, can, everyone, Model, MutableModel, own } from 'relata';
import { Keeper } from './keeper.js';
import { Parcel } from './parcel.js';

/** A place in a depot, which may be in another. */
@Model({ description: 'A place in a depot.', plural: 'Shelves' })
@Access<Shelf>({
  read: everyone,
  create: anyOf(own('keeper'), can('shelf:create')),
  update: anyOf(own('keeper'), can('shelf:update')),
  delete: can('shelf:delete'),
})
@Unique({ properties: ['keeper', 'label'] })
export class Shelf extends MutableModel {
  @Length(2, 12)
  @Property({ type: 'string', length: 12 })
  @Field({ description: 'What is written on it.' })
  label!: string;

  @Property({ type: 'double', nullable: true })
  @Field(() => Float, { nullable: true, description: 'How wide it is, in metres.' })
  width?: number | null;

  @BelongsTo(() => Keeper, { reverse: 'shelves', description: 'Who looks after it.' })
  keeper!: Ref<Keeper>;

  @BelongsTo(() => Shelf, {
    reverse: 'parts',
    nullable: true,
    onDelete: 'set null',
    description: 'What it is a part of.',
  })
  whole?: Ref<Shelf> | null;

  @BelongsTo(() => Parcel, {
    reverse: false,
    nullable: true,
    onDelete: 'set null',
    description: 'What is taken from it next.',
  })
  next?: Ref<Parcel> | null;
}
