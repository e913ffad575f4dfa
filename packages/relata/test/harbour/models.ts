import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  BaseModel,
  BelongsTo,
  BelongsToMany,
  BelongsToOne,
  can,
  everyone,
  HasOne,
  Model,
  MutableModel,
  own,
} from 'relata';

/** A key that whoever creates a row gives. */
@Model({ description: 'Where ships lie.' })
@Access<Port>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Port {
  @PrimaryKey({ type: 'string', length: 80 })
  @Field({ description: 'What it is called on all charts.' })
  code!: string;

  @Property({ type: 'string' })
  @Field({ description: 'What its people call it.' })
  name!: string;
}

/** A UUID; a reference to a text, and one to itself. */
@Model({ description: 'What sails.' })
@Access<Ship>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Ship {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @Property({ type: 'string', unique: true })
  @Field({ description: 'Its name, which no other has.' })
  name!: string;

  @BelongsTo(() => Port, { nullable: true, reverse: 'ships', description: 'Where it is at home.' })
  home?: Ref<Port> | null;

  @BelongsTo(() => Ship, { nullable: true, reverse: 'boats', description: 'What carries it.' })
  carrier?: Ref<Ship> | null;

  @HasOne(() => Papers, 'ship', { orphanRemoval: true, description: 'Its papers.' })
  papers!: Ref<Papers> | null;

  @BelongsToMany(() => Port, {
    through: 'ship_calls',
    reverse: 'callers',
    description: 'Where it calls.',
  })
  calls = new Collection<Port>(this);

  @BelongsToMany(() => Signal, { through: 'ship_signals', description: 'What it has shown.' })
  signals = new Collection<Signal>(this);
}

/** The key of another row. */
@Model({ description: 'What a ship has to show.', plural: 'PapersOfShips' })
@Access<Papers>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Papers {
  @BelongsToOne(() => Ship, 'papers', { primary: true, description: 'Whose they are.' })
  ship!: Ref<Ship>;

  @Property({ type: 'string' })
  @Field({ description: 'The flag.' })
  flag!: string;
}

/** An integer of 64 bits; a reference to a UUID. */
@Model({ description: 'A voyage of a ship.' })
@Access<Voyage>({
  read: everyone,
  create: everyone,
  update: own('ship'),
  delete: can('voyage:delete'),
})
export class Voyage {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: Opt<bigint>;

  @BelongsTo(() => Ship, { description: 'Which sails.' })
  ship!: Ref<Ship>;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What it is for.' })
  purpose?: string | null;
}

/** A row and a number. */
@Model({ description: 'A part of a voyage, from port to port.' })
@Access<Leg>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Leg {
  @BelongsTo(() => Voyage, { primary: true, reverse: 'legs', description: 'The voyage.' })
  voyage!: Ref<Voyage>;

  @PrimaryKey({ type: 'integer' })
  @Field(() => Int, { description: 'Which part of it.' })
  number!: number;

  @BelongsTo(() => Port, { reverse: 'departures', description: 'Where it begins.' })
  from!: Ref<Port>;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'What was written down.' })
  log?: string | null;

  @BelongsToMany(() => Ship, {
    through: 'leg_escorts',
    reverse: 'escorted',
    description: 'Who goes along.',
  })
  escorts = new Collection<Ship>(this);
}

/** Two rows, one of them with a key of two columns, and a text. */
@Model({ description: 'A berth that was kept for a leg.' })
@Access<Berth>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Berth {
  @BelongsTo(() => Port, { primary: true, reverse: 'berths', description: 'Where it is.' })
  port!: Ref<Port>;

  @BelongsTo(() => Leg, { primary: true, reverse: 'berths', description: 'What it is for.' })
  leg!: Ref<Leg>;

  @PrimaryKey({ type: 'string', length: 20 })
  @Field({ description: 'Which of the quays.' })
  quay!: string;

  @Property({ type: 'string', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'What hangs there, and nowhere else.' })
  sign?: string | null;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Its length.' })
  metres!: number;
}

/** A reference to a key of several columns, one of which is such a reference itself. */
@Model({ description: 'What went wrong at a berth.' })
@Access<Incident>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Incident extends MutableModel {
  @BelongsTo(() => Berth, { nullable: true, reverse: 'incidents', description: 'Where it was.' })
  berth?: Ref<Berth> | null;

  @Property({ type: 'text' })
  @Field({ description: 'What it was.' })
  what!: string;
}

/** A text that is called as the field is. */
@Model({ description: 'What ships are told by.' })
@Access<Signal>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Signal {
  @PrimaryKey({ type: 'string', length: 12 })
  id!: string;

  @Property({ type: 'string' })
  @Field({ description: 'What it says.' })
  meaning!: string;
}

/** An integer, and a reference to a key of two columns. */
@Model({ description: 'What was seen on a leg.' })
@Access<Sighting>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Sighting extends BaseModel {
  @BelongsTo(() => Leg, { nullable: true, reverse: 'sightings', description: 'On which leg.' })
  leg?: Ref<Leg> | null;

  @Property({ type: 'text' })
  @Field({ description: 'What it was.' })
  what!: string;
}
