import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLBigInt } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, type Application, BelongsTo, everyone, GraphQLDecimal, Model } from 'relata';
import { harbour } from '../harbour/harbour.js';
import { Berth } from '../harbour/models.js';

/** Numbers that a double cannot hold, found by one of them, of a row with a key of several columns. */
@Model({ description: 'What a berth costs.' })
@Access<Charge>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Charge {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: Opt<bigint>;

  @Property({ type: 'decimal', precision: 18, scale: 2 })
  @Field(() => GraphQLDecimal, { description: 'The money.' })
  amount!: string;

  @Property({ type: 'bigint' })
  @Field(() => GraphQLBigInt, { description: 'How often.' })
  units!: bigint;

  @BelongsTo(() => Berth, { reverse: 'charges', description: 'Of which berth.' })
  berth!: Ref<Berth>;
}

/** Rows with keys of every kind, and what they cost. */
export const office: Application = { models: [...(harbour.models as never[]), Charge] };
