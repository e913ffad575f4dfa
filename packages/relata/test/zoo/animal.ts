import { Collection, type Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import {
  GraphQLBigInt,
  GraphQLDateTime,
  GraphQLJSON,
  GraphQLLocalDate,
  GraphQLLocalTime,
  GraphQLURL,
  GraphQLUUID,
} from 'graphql-scalars';
import { GraphQLScalarType } from 'graphql';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsTo,
  BelongsToMany,
  can,
  EnumColumn,
  GraphQLBase64,
  GraphQLDecimal,
  GraphQLDuration,
  JsonOf,
  type JsonValue,
  Model,
  MutableModel,
  not,
  own,
  self,
  some,
  where,
} from 'relata';
import { Enclosure } from './enclosure.js';
import { Species } from './species.js';

/** What an animal eats. */
export const Diet = { PLANTS: 'plants', MEAT: 'meat', ALL: 'all' } as const;
/** One of the stored values of {@link Diet}. */
export type Diet = (typeof Diet)[keyof typeof Diet];

registerEnumType(Diet, { name: 'Diet', description: 'What an animal eats.' });

/** What {@link STARS} makes of a number. */
class Stars {
  readonly count: number;

  constructor(count: number) {
    this.count = count;
  }
}

/** A scalar of this application, over an integer. */
const STARS = new GraphQLScalarType<Stars, number>({
  name: 'Stars',
  description: 'One to five.',
  serialize: (value) => {
    if (!(value instanceof Stars)) {
      throw new TypeError('no stars');
    }
    return value.count;
  },
  parseValue: (value) => {
    if (value === 1 || value === 2 || value === 3 || value === 4 || value === 5) {
      return new Stars(value);
    }
    throw new RangeError('must be one to five');
  },
});

/** Where on earth. */
@ObjectType({ description: 'A place on earth.' })
export class Spot {
  @Field(() => Float, { description: 'Degrees north.' })
  north!: number;

  @Field(() => Int, { nullable: true, description: 'Metres above the sea.' })
  height?: number | null;
}

/** Where an animal is from: a member of each form. */
@ObjectType({ description: 'Where an animal is from.' })
export class Origin {
  @Field(() => String, { description: 'The country.' })
  country!: string;

  @Field(() => String, { nullable: true, description: 'The town.' })
  town?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was born in the wild.' })
  isWild?: boolean | null;

  @Field(() => Diet, { nullable: true, description: 'What it ate there.' })
  diet?: Diet | null;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'When it left.' })
  left?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was seen first.' })
  seen?: string | null;

  @Field(() => Spot, { nullable: true, description: 'Where it was found.' })
  spot?: Spot | null;

  @JsonOf(() => Spot)
  @Field(() => [Spot], { description: 'Where it was seen.' })
  spots!: Spot[];

  @Field(() => [Diet], { nullable: true, description: 'What there was.' })
  food?: Diet[] | null;

  @Field(() => [String], { nullable: true, description: 'What it is called there.' })
  names?: string[] | null;

  @Field(() => GraphQLDecimal, { nullable: true, description: 'What it cost there.' })
  price?: string | null;

  @Field(() => GraphQLBigInt, { nullable: true, description: 'Its number there.' })
  number?: bigint | null;

  @Field(() => GraphQLDuration, { nullable: true, description: 'How long it was under way.' })
  travelled?: string | null;

  @Field(() => STARS, { nullable: true, description: 'How visitors liked it there.' })
  liked?: number | null;

  @Field(() => GraphQLURL, { nullable: true, description: 'Where its page was.' })
  page?: string | null;

  @Field(() => GraphQLBase64, { nullable: true, description: 'A print of its paw.' })
  paw?: string | null;
}

/** A column of each kind: those that must be there, then those that may be empty. */
@Model({ description: 'What lives in a zoo.' })
@Access<Animal>({
  read: anyOf(
    where<Animal>({ born: { gte: '2000-01-01' } }),
    own('home.warden'),
    can('animal:read'),
  ),
  create: can('animal:create'),
  update: anyOf(
    where<Animal>({ wakes: { lt: '12:00' } }),
    some('visits.keepers', self),
    can('animal:update'),
  ),
  delete: can('animal:delete'),
  fields: {
    chip: { read: anyOf(own('home.warden'), can('animal:read')) },
    stars: { write: anyOf(where<Animal>({ legs: { lt: 1_000 } }), can('animal:rate')) },
    visitors: { write: not(own('home.warden')) },
    upkeep: { read: can('animal:read') },
  },
})
export class Animal extends MutableModel {
  @Property({ type: 'uuid', unique: true })
  @Field(() => GraphQLUUID, {
    nullable: true,
    description: 'The chip it wears; not for everybody.',
  })
  chip!: string;

  @Property({ type: 'date' })
  @Field(() => GraphQLLocalDate, { description: 'The day it was born.' })
  born!: string;

  @Property({ type: 'time' })
  @Field(() => GraphQLLocalTime, { description: 'When it wakes up.' })
  wakes!: string;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Legs it has.' })
  legs!: number;

  @Property({ type: 'boolean' })
  @Field(() => Boolean, { description: 'Whether it bites.' })
  isFierce!: boolean;

  @EnumColumn(() => Diet)
  @Field(() => Diet, { description: 'What it eats.' })
  diet!: Diet;

  @EnumColumn(() => Diet, { array: true })
  @Field(() => [Diet], { description: 'What it was seen eating.' })
  eaten!: Diet[];

  @Property({ type: 'string', length: 60 })
  @Field({ description: 'What it is called.' })
  name!: string;

  @Property({ type: 'string', length: 200, nullable: true, unique: true })
  @Field(() => GraphQLURL, { nullable: true, description: 'Where its page is.' })
  page?: string | null;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [GraphQLURL], { nullable: true, description: 'Where it was filmed.' })
  films?: string[] | null;

  @Property({ type: 'smallint', nullable: true })
  @Field(() => STARS, { nullable: true, description: 'How visitors like it.' })
  stars?: number | null;

  @Property({ type: 'datetime' })
  @Field(() => GraphQLDateTime, { description: 'When it came.' })
  cameAt!: Date;

  @Property({ type: 'uuid', nullable: true })
  @Field(() => GraphQLUUID, { nullable: true, description: 'Its number in another zoo.' })
  formerly?: string | null;

  @Property({ type: 'date', nullable: true })
  @Field(() => GraphQLLocalDate, { nullable: true, description: 'The day it left.' })
  left?: string | null;

  @Property({ type: 'time', nullable: true })
  @Field(() => GraphQLLocalTime, { nullable: true, description: 'When it is fed.' })
  fed?: string | null;

  @Property({ type: 'duration', nullable: true })
  @Field(() => GraphQLDuration, { nullable: true, description: 'How long it sleeps.' })
  sleeps?: number | null;

  @Property({ type: 'smallint', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Visitors it saw.' })
  visitors?: number | null;

  @Property({ type: 'bigint', nullable: true })
  @Field(() => GraphQLBigInt, { nullable: true, description: 'Heartbeats counted so far.' })
  beats?: bigint | null;

  @Property({ type: 'decimal', precision: 10, scale: 2 })
  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'What it costs a year; not for everybody.',
  })
  upkeep!: string;

  @Property({ type: 'decimal', precision: 18, scale: 18, nullable: true })
  @Field(() => GraphQLDecimal, { nullable: true, description: 'Its share of the zoo.' })
  share?: string | null;

  @Property({ type: 'double', nullable: true })
  @Field(() => Float, { nullable: true, description: 'Kilograms.' })
  weight?: number | null;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [String], { nullable: true, description: 'What it answers to.' })
  calls?: string[] | null;

  @EnumColumn(() => Diet, { array: true, nullable: true })
  @Field(() => [Diet], { nullable: true, description: 'What it never eats.' })
  refused?: Diet[] | null;

  @Property({ type: 'int[]' })
  @Field(() => [Int], { description: 'The cages it was in.' })
  cages!: number[];

  @JsonOf(() => Origin, { nullable: true })
  @Field(() => Origin, { nullable: true, description: 'Where it is from.' })
  origin?: Origin | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, { nullable: true, description: 'What else is known.' })
  notes?: JsonValue | null;

  @Property({ type: 'blob', nullable: true })
  @Field(() => GraphQLBase64, { nullable: true, description: 'A print of its paw.' })
  paw?: Buffer | null;

  @BelongsTo(() => Enclosure, { nullable: true, description: 'Where it lives.' })
  home?: Ref<Enclosure> | null;

  @BelongsTo(() => Species, {
    nullable: true,
    onDelete: 'restrict',
    reverse: 'animals',
    description: 'What it is of.',
  })
  species?: Ref<Species> | null;

  @BelongsToMany(() => Enclosure, {
    through: 'animal_visits',
    reverse: 'visitors',
    description: 'Where it was shown.',
  })
  visits = new Collection<Enclosure>(this);
}
