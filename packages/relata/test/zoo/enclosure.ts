import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { Access, can, everyone, HasOne, Model, where } from 'relata';
import { Licence } from './licence.js';

/** Where animals live: found by a UUID, which is its key. */
@Model({ description: 'Where animals live.' })
@Access<Enclosure>({
  read: everyone,
  create: can('enclosure:create'),
  update: where<Enclosure>({ area: { lt: 5 } }),
  delete: can('enclosure:delete'),
})
export class Enclosure {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @Property({ type: 'string' })
  @Field({ description: 'What visitors read.' })
  sign!: string;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Square metres.' })
  area?: number | null;

  @HasOne(() => Licence, 'enclosure', { description: 'What lets it be opened.' })
  licence!: Ref<Licence> | null;
}
