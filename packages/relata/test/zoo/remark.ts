import { Collection, type Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  BelongsTo,
  BelongsToMany,
  can,
  Model,
  MutableModel,
  not,
  own,
  readable,
  self,
  some,
  via,
} from 'relata';
import { Enclosure } from './enclosure.js';
import { Weighing } from './weighing.js';

/** What was said of a weighing: refers to a key of two columns, of which it may have none. */
@Model({ description: 'What was said of a weighing.' })
@Access<Remark>({
  read: readable('weighing'),
  create: anyOf(own('place.warden'), can('remark:create')),
  update: allOf(readable('weighing'), not(own('place.warden'))),
  delete: anyOf(via('place', some('keepers', self)), can('remark:delete')),
})
export class Remark extends MutableModel {
  @BelongsTo(() => Weighing, {
    nullable: true,
    onDelete: 'set null',
    reverse: 'remarks',
    description: 'Of which it was said.',
  })
  weighing?: Ref<Weighing> | null;

  @Property({ type: 'text' })
  @Field({ description: 'The words.' })
  words!: string;

  @BelongsToMany(() => Weighing, {
    through: 'remark_comparisons',
    reverse: 'comparedIn',
    description: 'With what it was compared.',
  })
  compared = new Collection<Weighing>(this);

  @BelongsTo(() => Enclosure, { description: 'Where it was said.' })
  place!: Ref<Enclosure>;
}
