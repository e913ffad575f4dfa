import type { Opt } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { MaxLength, Min } from 'class-validator';
import { GraphQLScalarType } from 'graphql';
import {
  GraphQLBigInt,
  GraphQLDateTime,
  GraphQLJSON,
  GraphQLLocalDate,
  GraphQLURL,
} from 'graphql-scalars';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Access,
  BaseModel,
  can,
  everyone,
  GraphQLBase64,
  GraphQLDecimal,
  GraphQLDuration,
  JsonOf,
  Model,
  where,
} from '../../src/index.js';

/** What is at an address. */
export const Use = { HOME: 'home', WORK: 'at work' } as const;
/** One of the stored values of {@link Use}. */
export type Use = (typeof Use)[keyof typeof Use];
registerEnumType(Use, { name: 'Use', description: 'What is at an address.' });

/** Written as a number, read as something else. */
class Rank {
  readonly rank: number;

  constructor(rank: number) {
    this.rank = rank;
  }
}

const RANK = new GraphQLScalarType<Rank, number>({
  name: 'Rank',
  description: 'From one.',
  serialize: (value) => (value as Rank).rank,
  parseValue: (value) => {
    if (typeof value !== 'number' || value < 1) {
      throw new RangeError('must be from one');
    }
    return new Rank(value);
  },
});

/** A point on the map. */
@ObjectType({ description: 'A point on the map.' })
export class Point {
  @Field(() => Float, { description: 'Degrees north.' })
  lat!: number;

  @Field(() => Float, { description: 'Degrees east.' })
  lon = 0.5;
}

/** Who rings there. */
@ObjectType({ description: 'Who rings there.' })
export class Bell {
  @MaxLength(5)
  @Field(() => String, { description: 'The name on it.' })
  label!: string;

  @Field(() => Int, { nullable: true, description: 'The floor.' })
  floor?: number | null;

  @Field(() => Point, { nullable: true, description: 'Where the house is.' })
  at?: Point | null;
}

/** An address, with one member of each form. */
@ObjectType({ description: 'Where something is.' })
export class Address {
  @MaxLength(20)
  @Field(() => String, { description: 'The city.' })
  city!: string;

  @Min(-5)
  @Field(() => Int, { nullable: true, description: 'The floor.' })
  floor?: number | null;

  @Field(() => String, { description: 'The code.' })
  zip = '00000';

  @Field(() => Use, { description: 'What is there.' })
  use: Use = Use.HOME;

  @Field(() => [Use], { nullable: true, description: 'What was there.' })
  uses?: Use[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the door is open.' })
  open?: boolean | null;

  @Field(() => Point, { nullable: true, description: 'Where on the map.' })
  point?: Point | null;

  @JsonOf(() => Bell)
  @Field(() => [Bell], { description: 'Who rings there.' })
  bells!: Bell[];

  @Field(() => [String], { nullable: true, description: 'Words about it.' })
  words?: string[] | null;

  @Field(() => [Int], { nullable: true, description: 'Numbers of it.' })
  numbers?: number[] | null;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'Since when.' })
  since?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was seen.' })
  seen?: string | null;

  @Field(() => GraphQLURL, { nullable: true, description: 'Its page.' })
  page?: string | null;

  @Field(() => RANK, { nullable: true, description: 'How good it is.' })
  rank?: number | null;

  @Field(() => GraphQLDuration, { nullable: true, description: 'How far it is.' })
  far?: string | null;

  @Field(() => GraphQLDecimal, { nullable: true, description: 'The rent.' })
  rent?: string | null;

  @Field(() => GraphQLBigInt, { nullable: true, description: 'Its number.' })
  number?: bigint | null;

  @Field(() => [GraphQLBigInt], { nullable: true, description: 'Its former numbers.' })
  former?: bigint[] | null;

  @Field(() => GraphQLBase64, { nullable: true, description: 'Its seal.' })
  seal?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'What else is known.' })
  notes?: unknown;
}

/** What is kept somewhere. */
@Model({ description: 'What is kept somewhere.' })
@Access<Place>({
  read: where<Place>({ address: { city: { ne: 'Nowhere' } } }),
  create: everyone,
  update: everyone,
  delete: everyone,
  fields: { spare: { read: can('place:spare') } },
})
export class Place extends BaseModel {
  @Property({ type: 'string' })
  @Field(() => String)
  name!: string;

  @JsonOf(() => Address, { default: { city: "B'ern", zip: '1', use: 'home', bells: [] } as never })
  @Field(() => Address)
  address!: Opt<Address>;

  @JsonOf(() => Address, { nullable: true })
  @Field(() => Address, { nullable: true })
  spare?: Address | null;
}
