import type { Opt } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, anyOf, can, Model, self, some } from 'relata';

/** Who looks after animals, and asks: seen by those who look after one of the same enclosures. */
@Model({ description: 'Who looks after animals.' })
@Access<Keeper>({
  read: anyOf(self, some('wards.keepers', self), can('keeper:read')),
  create: can('keeper:create'),
  update: anyOf(self, can('keeper:update')),
  delete: can('keeper:delete'),
})
export class Keeper {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: Opt<bigint>;

  @Property({ type: 'string', length: 60 })
  @Field({ description: 'What everybody calls them.' })
  name!: string;
}
