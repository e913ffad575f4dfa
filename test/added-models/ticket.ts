import type { Ref } from '@mikro-orm/core';
import { Check, Property } from '@mikro-orm/decorators/legacy';
import { Max, Min } from 'class-validator';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, Int, registerEnumType } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsTo,
  can,
  EnumColumn,
  everyone,
  type JsonValue,
  Model,
  MutableModel,
  own,
} from 'relata';
import { User } from '../../packages/relata/test/blog/models/user.js';

/** How soon a ticket is dealt with. Its names in the API are not what is stored. */
export const Urgency = { NOW: 'now', SOME_DAY: 'some day' } as const;
/** One of the stored values of {@link Urgency}. */
export type Urgency = (typeof Urgency)[keyof typeof Urgency];

registerEnumType(Urgency, { name: 'Urgency', description: 'How soon it is dealt with.' });

/** A model that has what is hard: two ways to one model, nulls everywhere, rules of the database. */
@Model({ description: 'What somebody wants done.' })
@Access<Ticket>({
  read: everyone,
  readDeleted: can('ticket:read-deleted'),
  create: anyOf(own('reporter'), can('ticket:create')),
  update: anyOf(own('reporter'), own('assignee'), can('ticket:update')),
  delete: anyOf(own('reporter'), can('ticket:delete')),
  fields: {
    details: { read: anyOf(own('reporter'), own('assignee')) },
    severity: { write: can('ticket:update') },
  },
})
export class Ticket extends MutableModel {
  @Property({ type: 'string', length: 40, nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Its number in another system.' })
  reference?: string | null;

  @EnumColumn(() => Urgency, { nullable: true })
  @Field(() => Urgency, { nullable: true, description: 'How soon it is dealt with.' })
  urgency?: Urgency | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, { nullable: true, description: 'For those it concerns.' })
  details?: JsonValue | null;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [String], { nullable: true, description: 'What it is about.' })
  labels?: string[] | null;

  @Min(1)
  @Max(5)
  @Check({ expression: 'severity between 1 and 5' })
  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'From 1 to 5.' })
  severity?: number | null;

  @Property({ type: 'smallint', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Hours it takes.' })
  hours?: number | null;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was deleted.' })
  deletedAt?: Date | null;

  @BelongsTo(() => User, { reverse: 'reportedTickets', description: 'Who wants it done.' })
  reporter!: Ref<User>;

  @BelongsTo(() => User, {
    reverse: 'assignedTickets',
    nullable: true,
    onDelete: 'set null',
    description: 'Who does it.',
  })
  assignee?: Ref<User> | null;
}
