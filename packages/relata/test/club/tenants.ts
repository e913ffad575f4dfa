import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  anyOf,
  type Application,
  BelongsTo,
  BelongsToOne,
  everyone,
  HasOne,
  Model,
  own,
  self,
} from 'relata';

/** A key of a text that is given. */
@Model({ description: 'A house with flats.' })
@Access<House>({ read: everyone })
export class House {
  @PrimaryKey({ type: 'string', length: 120 })
  @Field({ description: 'Its name.' })
  name!: string;
}

/** A user with a key of two columns, of which one is another row. */
@Model({ description: 'Who lives in a flat.' })
@Access<Tenant>({ read: everyone, update: self })
export class Tenant {
  @BelongsTo(() => House, { primary: true, description: 'Where.' })
  house!: Ref<House>;

  @PrimaryKey({ type: 'integer' })
  @Field(() => Int, { description: 'Which flat.' })
  flat!: number;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What it is called.' })
  name?: string | null;

  @HasOne(() => Card, 'tenant', { description: 'What the tenant shows.' })
  card!: Ref<Card> | null;
}

/** The key of another row. */
@Model({ description: 'What a tenant shows.' })
@Access<Card>({ read: everyone, update: anyOf(self, own('tenant')) })
export class Card {
  @BelongsToOne(() => Tenant, 'card', { primary: true, description: 'Whose it is.' })
  tenant!: Ref<Tenant>;

  @Property({ type: 'string' })
  @Field({ description: 'What is on it.' })
  motto!: string;
}

/** What belongs to a user. */
@Model({ description: 'What a tenant keeps in the cellar.' })
@Access<Box>({
  read: own('owner'),
  create: own('owner'),
  update: own('owner'),
  delete: own('owner'),
})
export class Box {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @BelongsTo(() => Tenant, { setByViewer: true, description: 'Whose it is.' })
  owner!: Ref<Tenant>;

  @Property({ type: 'string' })
  @Field({ description: 'What is in it.' })
  inside!: string;
}

/** Who asks is a row with a key of several columns, as a header says. */
export const tenants: Application = {
  models: [House, Tenant, Card, Box],
  auth: ({ headers }) =>
    headers['x-tenant'] === undefined
      ? null
      : { userId: decodeURIComponent(String(headers['x-tenant'])) },
};
