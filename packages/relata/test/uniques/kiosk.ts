import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  allOf,
  type Application,
  BaseModel,
  BelongsTo,
  can,
  everyone,
  HasMany,
  Model,
  not,
  UniqueString,
  where,
} from 'relata';

const OPEN = { read: everyone, create: everyone, update: everyone, delete: everyone };

/** What is sold; hidden while it is a draft. */
@Model({ description: 'What is sold.' })
@Access<Paper>({
  ...OPEN,
  read: not(where<Paper>({ name: { startsWith: 'draft' } })),
})
export class Paper extends BaseModel {
  @UniqueString()
  @Field({ description: 'What it is called.' })
  name!: string;

  @HasMany(() => Issue, 'paper', { description: 'What came out.' })
  issues = new Collection<Issue>(this);
}

/** Who writes, found by a UUID. */
@Model({ description: 'Who writes.' })
@Access<Critic>(OPEN)
export class Critic {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @Property({ type: 'string' })
  @Field({ description: 'The name.' })
  name!: string;
}

/** A number of a paper: unique by the paper and a number, or by year, week and a mark that not everybody sees. */
@Model({ description: 'A number of a paper.' })
@Access<Issue>({
  ...OPEN,
  create: allOf(everyone, not(where<Issue>({ number: { gte: 1000 } }))),
  fields: { mark: { read: can('mark:read') } },
})
@Unique({ properties: ['paper', 'number'] })
@Unique({ properties: ['year', 'week', 'mark'] })
@Unique({ properties: ['critic', 'paper'] })
export class Issue extends BaseModel {
  @BelongsTo(() => Paper, { description: 'Of which.' })
  paper!: Ref<Paper>;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Which.' })
  number!: number;

  @Property({ type: 'integer', nullable: true, fieldName: 'in year' })
  @Field(() => Int, { nullable: true, description: 'When.' })
  year?: number | null;

  @Property({ type: 'integer', default: 1 })
  @Field(() => Int, { description: 'When.' })
  week!: Opt<number>;

  @Property({ type: 'string', length: 20, nullable: true })
  @Field(() => String, { nullable: true, description: 'Not for everybody.' })
  mark?: string | null;

  @BelongsTo(() => Critic, { nullable: true, description: 'Who wrote of it.' })
  critic?: Ref<Critic> | null;
}

/** A place in a paper: no two the same once a document is through, and one leading article for each paper. */
@Model({ description: 'A place in a paper.' })
@Access<Slot>(OPEN)
@Unique({ properties: ['paper', 'position'], deferMode: 'deferred' })
@Unique({ properties: ['paper', 'leads'], where: { leads: true } })
export class Slot extends BaseModel {
  @BelongsTo(() => Paper, { description: 'Of which.' })
  paper!: Ref<Paper>;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Where.' })
  position!: number;

  @Property({ type: 'boolean', default: false })
  @Field(() => Boolean, { description: 'Whether it leads.' })
  leads!: Opt<boolean>;
}

/** An application of things that are unique by several columns. */
export const kiosk: Application = { models: [Paper, Critic, Issue, Slot] };
