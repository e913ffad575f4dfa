import type { Opt } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime, GraphQLLocalDate, GraphQLLocalTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, BaseModel, DATABASE_NOW, everyone, GraphQLDuration, Model } from 'relata';

/** What the database says by itself of a row that says nothing. */
@Model({ description: 'A visit.' })
@Access<Visit>({ read: everyone })
export class Visit extends BaseModel {
  @Property({ type: 'datetime', defaultRaw: DATABASE_NOW })
  @Field(() => GraphQLDateTime, { description: 'When it began.' })
  begunAt!: Opt<Date>;

  @Property({ type: 'date', default: '2026-03-29' })
  @Field(() => GraphQLLocalDate, { description: 'The day it is for.' })
  day!: Opt<string>;

  @Property({ type: 'time', default: '02:30:00.000' })
  @Field(() => GraphQLLocalTime, { description: 'When it is for.' })
  at!: Opt<string>;

  @Property({ type: 'duration', default: 86_400_000 })
  @Field(() => GraphQLDuration, { description: 'How long it lasts.' })
  lasts!: Opt<number>;
}
