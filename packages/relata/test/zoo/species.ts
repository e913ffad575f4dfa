import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { Access, anyOf, can, everyone, maskAllBut, Model, not, where } from 'relata';

/** What animals are of: found by a text, which is its key. */
@Model({
  description: 'What animals are of.',
  plural: 'KindsOfAnimals',
  orderBy: [{ name: 'DESC' }],
})
@Access<Species>({
  read: everyone,
  create: can('species:create'),
  update: where<Species>({ code: { startsWith: '~' } }),
  delete: anyOf(
    not(where<Species>(({ attributes }) => ({ name: { eq: attributes['studies'] } }))),
    can('species:delete'),
  ),
  fields: { name: { read: can('species:read-name'), else: maskAllBut(2) } },
})
export class Species {
  @PrimaryKey({ type: 'string', length: 40 })
  @Field({ description: 'What it is called in books.' })
  code!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What everybody calls it.' })
  name?: string | null;
}
