import type { Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int } from 'type-graphql';
import { Access, anyOf, BelongsTo, can, Model, where } from 'relata';
import { Animal } from './animal.js';

/** What an animal weighed: found by the animal and a number, which together are its key. */
@Model({ description: 'What an animal weighed.' })
@Access<Weighing>({
  read: anyOf(where<Weighing>({ number: { lt: 50 } }), can('animal:read')),
  create: can('weighing:create'),
  update: anyOf(where<Weighing>({ kilograms: { lt: 1 } }), can('weighing:update')),
  delete: anyOf(
    where<Weighing>(({ attributes }) => ({
      animal: { home: { region: { in: attributes['regions'] } } },
    })),
    can('weighing:delete'),
  ),
  fields: { kilograms: { read: can('animal:read') } },
})
export class Weighing {
  @BelongsTo(() => Animal, { primary: true, reverse: 'weighings', description: 'Who was weighed.' })
  animal!: Ref<Animal>;

  @PrimaryKey({ type: 'integer' })
  @Field(() => Int, { description: 'Which of its weighings.' })
  number!: number;

  @Property({ type: 'double' })
  @Field(() => Float, { nullable: true, description: 'What came of it; not for everybody.' })
  kilograms!: number;
}
