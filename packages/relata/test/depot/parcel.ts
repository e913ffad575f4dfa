import { Collection, type Ref } from '@mikro-orm/core';
import { Check, Property } from '@mikro-orm/decorators/legacy';
import { ArrayMaxSize, IsIn, Max, Min } from 'class-validator';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, Int, registerEnumType } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsTo,
  BelongsToMany,
  can,
  EnumColumn,
  type JsonValue,
  Model,
  MutableModel,
  own,
  where,
} from 'relata';
import { Keeper } from './keeper.js';
import { Shelf } from './shelf.js';
import { Stamp } from './stamp.js';

/** How soon a parcel goes. Its names in the API are not what is stored. */
export const Haste = { NOW: 'now', SOME_DAY: 'some day', NEVER: 'not "ever"' } as const;
/** One of the stored values of {@link Haste}. */
export type Haste = (typeof Haste)[keyof typeof Haste];

registerEnumType(Haste, { name: 'Haste', description: 'How soon it goes.' });

/** What has much that is hard: two ways to one model, nulls everywhere, rules of the database, soft deletion. */
@Model({ description: 'What lies on a shelf.' })
@Access<Parcel>({
  read: anyOf(
    where<Parcel>({ haste: { eq: Haste.NOW } }),
    own('sender'),
    own('receiver'),
    can('parcel:read'),
  ),
  readDeleted: can('parcel:read-deleted'),
  create: anyOf(own('sender'), can('parcel:create')),
  update: anyOf(own('sender'), own('receiver'), can('parcel:update')),
  delete: anyOf(own('sender'), can('parcel:delete')),
  purge: anyOf(own('sender'), can('parcel:purge')),
  fields: {
    details: { read: anyOf(own('sender'), own('receiver')) },
    weight: { write: can('parcel:update') },
    // Who becomes the sender sees more.
    sender: { write: own('sender') },
    reference: { read: anyOf(own('sender'), can('parcel:read')) },
  },
})
export class Parcel extends MutableModel {
  @Property({ type: 'string', length: 40, nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Its number in another system.' })
  reference?: string | null;

  @EnumColumn(() => Haste, { nullable: true })
  @Field(() => Haste, { nullable: true, description: 'How soon it goes.' })
  haste?: Haste | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, { nullable: true, description: 'For those it concerns.' })
  details?: JsonValue | null;

  @ArrayMaxSize(3)
  @Property({ type: 'string[]', nullable: true })
  @Field(() => [String], { nullable: true, description: 'What is in it.' })
  contents?: string[] | null;

  @Min(1)
  @Max(5)
  @Check({ expression: 'weight between 1 and 5' })
  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'From 1 to 5.' })
  weight?: number | null;

  @Property({ type: 'smallint', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Days it lies there.' })
  days?: number | null;

  @IsIn(['small', 'large'])
  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Small, or large.' })
  size?: string | null;

  @Property({ type: 'boolean', nullable: true })
  @Field(() => Boolean, { nullable: true, description: 'Whether it breaks.' })
  isFragile?: boolean | null;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was deleted.' })
  deletedAt?: Date | null;

  @BelongsTo(() => Keeper, { reverse: 'sent', description: 'Who sends it.' })
  sender!: Ref<Keeper>;

  @BelongsTo(() => Keeper, {
    reverse: 'received',
    nullable: true,
    onDelete: 'set null',
    description: 'Who gets it.',
  })
  receiver?: Ref<Keeper> | null;

  @BelongsTo(() => Shelf, {
    reverse: 'parcels',
    nullable: true,
    onDelete: 'set null',
    description: 'Where it lies.',
  })
  shelf?: Ref<Shelf> | null;

  @BelongsToMany(() => Stamp, { through: 'parcel_stamps', description: 'What is stuck on it.' })
  stamps = new Collection<Stamp>(this);
}
