import type { Opt } from '@mikro-orm/core';
import { BeforeCreate, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLBigInt, GraphQLDateTime } from 'graphql-scalars';
import { Arg, Field, Query, Resolver } from 'type-graphql';
import {
  Access,
  type Application,
  everyone,
  GraphQLDecimal,
  GraphQLDuration,
  Model,
  MutableModel,
  ReadOnly,
  where,
} from 'relata';

/** Numbers that a double cannot hold, in every role a column has. */
@Model({ description: 'A line of a ledger.', plural: 'Entries', table: 'entries' })
@Access<Entry>({
  read: everyone,
  create: everyone,
  update: where<Entry>({ owner: { eq: 9_007_199_254_740_993n } }),
  delete: everyone,
})
export class Entry extends MutableModel {
  @Property({ type: 'bigint', unique: true })
  @Field(() => GraphQLBigInt, { description: 'Its number.' })
  number!: bigint;

  @Property({ type: 'bigint', nullable: true })
  @Field(() => GraphQLBigInt, { nullable: true, description: 'Units.' })
  units?: bigint | null;

  @Property({ type: 'bigint', default: '9007199254740993' })
  @Field(() => GraphQLBigInt, {
    description: 'Whose it is; of somebody, by default of the database.',
  })
  owner!: Opt<bigint>;

  @Property({ type: 'bigint' })
  @Field(() => GraphQLBigInt, { nullable: true, description: 'By default of the code.' })
  account: Opt<bigint> = 9_007_199_254_740_995n;
}

/** What something costs, in several ways. */
@Model({ description: 'A price.' })
@Access<Price>({
  read: everyone,
  create: everyone,
  update: where<Price>({ amount: { gt: '0' } }),
  delete: everyone,
})
export class Price extends MutableModel {
  @Property({ type: 'decimal', precision: 18, scale: 2, unique: true })
  @Field(() => GraphQLDecimal, { description: 'The amount.' })
  amount!: string;

  @Property({ type: 'decimal', precision: 6, scale: 4, default: '0.19' })
  @Field(() => GraphQLDecimal, { description: 'The tax, by default of the database.' })
  tax!: Opt<string>;

  @Property({ type: 'decimal', precision: 3, scale: 0 })
  @Field(() => GraphQLDecimal, { nullable: true, description: 'Pieces, by default of the code.' })
  pieces: Opt<string> = '12';

  @Property({ type: 'numeric', precision: 5, scale: 5, nullable: true })
  @Field(() => GraphQLDecimal, { nullable: true, description: 'A share.' })
  share?: string | null;

  @Property({ type: 'duration', nullable: true })
  @Field(() => GraphQLDuration, { nullable: true, description: 'For how long.' })
  lasts?: number | null;
}

/** What is worked out of what is given. */
@Model({ description: 'A bill.' })
@Access<Bill>({ read: everyone, create: everyone, update: everyone })
class Bill extends MutableModel {
  @Property({ type: 'bigint' })
  @Field(() => GraphQLBigInt, { description: 'How many.' })
  count!: bigint;

  @Property({ type: 'datetime', unique: true, nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it is due.' })
  due?: Date | null;

  @ReadOnly()
  @Property({ type: 'bigint' })
  @Field(() => GraphQLBigInt, { description: 'Twice as many.' })
  twice!: Opt<bigint>;

  @ReadOnly()
  @Property({ type: 'decimal', precision: 4, scale: 2 })
  @Field(() => GraphQLDecimal, { description: 'The same in hundreds.' })
  hundreds!: Opt<string>;

  @BeforeCreate()
  fill(): void {
    this.twice = this.count * 2n;
    this.hundreds = this.count === 7n ? '0.007' : `${String(this.count)}.00`;
  }
}

/** A field that is written by hand. */
@Resolver()
class Doubling {
  @Query(() => GraphQLBigInt, { description: 'Twice a number.' })
  twice(@Arg('number', () => GraphQLBigInt) number: bigint): bigint {
    return number * 2n;
  }
}

/** An application of nothing else. */
export const ledger: Application = { models: [Entry, Price, Bill], operations: [Doubling] };
