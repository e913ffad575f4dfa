import { Collection, type Opt, type Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  BelongsTo,
  BelongsToMany,
  can,
  everyone,
  HasOne,
  Model,
  not,
  own,
  self,
  some,
  where,
} from 'relata';
import { Keeper } from './keeper.js';
import { Licence } from './licence.js';

/** Where animals live: found by a UUID, which is its key. */
@Model({ description: 'Where animals live.' })
@Access<Enclosure>({
  read: everyone,
  create: can('enclosure:create'),
  update: anyOf(where<Enclosure>({ area: { lt: 5 } }), own('warden')),
  delete: anyOf(allOf(some('keepers', self), not(own('warden'))), can('enclosure:delete')),
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

  @Property({ type: 'string', length: 20, nullable: true })
  @Field(() => String, { nullable: true, description: 'The part of the zoo.' })
  region?: string | null;

  @BelongsTo(() => Keeper, {
    nullable: true,
    onDelete: 'set null',
    description: 'Who answers for it.',
  })
  warden?: Ref<Keeper> | null;

  @BelongsToMany(() => Keeper, {
    through: 'enclosure_keepers',
    reverse: 'wards',
    description: 'Who looks after what lives here.',
  })
  keepers = new Collection<Keeper>(this);

  @HasOne(() => Licence, 'enclosure', { description: 'What lets it be opened.' })
  licence!: Ref<Licence> | null;
}
