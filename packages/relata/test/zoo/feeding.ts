import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { GraphQLBigInt, GraphQLLocalDate, GraphQLLocalTime, GraphQLUUID } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, allOf, anyOf, BelongsTo, can, Model, own, readable, via, where } from 'relata';
import { Animal } from './animal.js';
import { Species } from './species.js';

/** What an animal was given: found by a UUID, ordered by day and time, one at a time. */
@Model({ description: 'What an animal was given.' })
@Access<Feeding>({
  read: readable('animal'),
  create: can('feeding:create'),
  update: anyOf(
    via('animal', allOf(own('home.warden'), where<Animal>({ isFierce: { eq: false } }))),
    can('feeding:update'),
  ),
  delete: can('feeding:delete'),
})
@Unique({ properties: ['animal', 'day', 'at'] })
export class Feeding {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: Opt<bigint>;

  @Property({ type: 'uuid', nullable: true, unique: true })
  @Field(() => GraphQLUUID, { nullable: true, description: 'The receipt.' })
  receipt?: string | null;

  @Property({ type: 'bigint', unique: true })
  @Field(() => GraphQLBigInt, { description: 'The number on the bag.' })
  bag!: bigint;

  @Property({ type: 'date' })
  @Field(() => GraphQLLocalDate, { description: 'The day.' })
  day!: string;

  @Property({ type: 'time', nullable: true })
  @Field(() => GraphQLLocalTime, { nullable: true, description: 'The time, where it was noted.' })
  at?: string | null;

  @BelongsTo(() => Animal, { description: 'Who was fed.' })
  animal!: Ref<Animal>;

  @BelongsTo(() => Species, { onDelete: 'restrict', description: 'What the bag is made for.' })
  meantFor!: Ref<Species>;
}
