import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLLocalDate } from 'graphql-scalars';
import { Field } from 'type-graphql';
import { Access, anyOf, BelongsToOne, can, Model, where } from 'relata';
import { Enclosure } from './enclosure.js';

/** What lets an enclosure be opened: its key is that of the enclosure. */
@Model({ description: 'What lets an enclosure be opened.' })
@Access<Licence>({
  read: anyOf(
    where<Licence>({ ends: { gte: '2000-01-01' } }),
    where<Licence>(({ attributes }) => ({
      enclosure: { region: { eq: attributes['region'] } },
    })),
    can('licence:read'),
  ),
  create: can('licence:create'),
  update: can('licence:update'),
  delete: can('licence:delete'),
})
export class Licence {
  @BelongsToOne(() => Enclosure, 'licence', { primary: true, description: 'What may be opened.' })
  enclosure!: Ref<Enclosure>;

  @Property({ type: 'date' })
  @Field(() => GraphQLLocalDate, { description: 'The last day of it.' })
  ends!: string;
}
