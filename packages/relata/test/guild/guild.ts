import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  type Application,
  BaseModel,
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  can,
  everyone,
  GraphQLEmail,
  HasOne,
  maskEmail,
  Model,
  MutableModel,
  nobody,
  not,
  own,
  readable,
  self,
  some,
  via,
  where,
} from 'relata';

/** Who asks. */
@Model({ description: 'A person.' })
@Access<Person>({
  read: everyone,
  create: anyOf(
    not(where<Person>({ name: { eq: 'Xaver' } })),
    some('teams', where<Team>({ name: { startsWith: 's' } })),
  ),
})
export class Person extends BaseModel {
  @Property({ type: 'string' })
  @Field({ description: 'The name.' })
  name!: string;

  @BelongsToOne(() => Team, 'mascot', { nullable: true, description: 'Whose luck they bring.' })
  mascotOf?: Ref<Team> | null;
}

const inRegion = where<Team>(({ attributes }) => ({ region: { eq: attributes['region'] } }));

/** Masks of an application may fail. */
function failing(text: string): string {
  if (text.startsWith('x')) {
    throw new TypeError(`${text} has no parts`);
  }
  return text.length > 3 ? `${text.slice(0, 1)}…` : (text.length as unknown as string);
}

/** Those who work together; seen by those in it, and by its region. */
@Model({ description: 'A team.' })
@Access<Team>({
  read: anyOf(some('memberships', own('person')), some('friends', self), inRegion),
  create: anyOf(some('memberships', own('person')), some('friends', self), can('team:create')),
  update: some('memberships', allOf(own('person'), where<Membership>({ role: { eq: 'lead' } }))),
  delete: not(inRegion),
  fields: {
    motto: { read: some('friends', self) },
    contact: { read: some('friends', self), else: maskEmail },
    code: { read: nobody, else: failing },
  },
})
export class Team extends MutableModel {
  @Property({ type: 'string', unique: true })
  @Field({ description: 'The name.' })
  name!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Where.' })
  region?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'For friends.' })
  motto?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => GraphQLEmail, {
    nullable: true,
    description: 'Whom to write to; a part of it, but for friends.',
  })
  contact?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What nobody sees.' })
  code?: string | null;

  @BelongsTo(() => Person, {
    nullable: true,
    onDelete: 'set null',
    reverse: 'led',
    description: 'Who leads it.',
  })
  head?: Ref<Person> | null;

  @HasOne(() => Person, 'mascotOf', { description: 'Who brings luck.' })
  mascot!: Ref<Person> | null;

  @BelongsToMany(() => Person, { through: 'team_friends', description: 'Who may look.' })
  friends = new Collection<Person>(this);
}

/** Somebody in a team, until it is deleted. */
@Model({ description: 'A membership.' })
@Access<Membership>({
  read: everyone,
  readDeleted: everyone,
  create: everyone,
  update: everyone,
  delete: everyone,
  purge: own('person'),
})
export class Membership extends MutableModel {
  @Property({ type: 'string' })
  @Field({ description: 'What they are.' })
  role!: string;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is over.' })
  deletedAt?: Date | null;

  @BelongsTo(() => Team, { description: 'Of which team.' })
  team!: Ref<Team>;

  @BelongsTo(() => Person, { description: 'Who.' })
  person!: Ref<Person>;
}

/** What a team does. */
@Model({ description: 'A task.' })
@Access<Task>({
  read: anyOf(readable('team'), own('team.head'), own('team.mascot'), can('task:read')),
  create: via('team', some('memberships', own('person'))),
  update: anyOf(own('by'), not(via('team', inRegion)), can('task:update')),
  delete: not(own('team.head')),
  fields: {
    points: { write: where<Task>({ state: { eq: 'DRAFT' } }) },
    mark: { write: not(readable('team')) },
    note: { write: not(own('by')) },
  },
})
export class Task extends MutableModel {
  @Property({ type: 'string' })
  @Field({ description: 'What.' })
  title!: string;

  @Property({ type: 'string', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Its number.' })
  code?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'From those who do not read the team.' })
  mark?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'From those who do not do it.' })
  note?: string | null;

  @Property({ type: 'string', default: 'DRAFT' })
  @Field(() => String, { description: 'How far it is.' })
  state!: Opt<string>;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'What it is worth; set in drafts only.' })
  points?: number | null;

  @BelongsTo(() => Team, { nullable: true, description: 'Whose it is.' })
  team?: Ref<Team> | null;

  @BelongsTo(() => Person, { nullable: true, description: 'Who does it.' })
  by?: Ref<Person> | null;
}

/** Rules that reach other rows, and what the viewer has. */
export const guild: Application = { models: [Person, Team, Membership, Task] };
