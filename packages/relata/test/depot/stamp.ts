import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Float } from 'type-graphql';
import { Access, BaseModel, everyone, Model, ReadOnly } from 'relata';

/** What nobody makes, and nobody changes. */
@Model({ description: 'A stamp.' })
@Access<Stamp>({ read: everyone })
export class Stamp extends BaseModel {
  @ReadOnly()
  @Property({ type: 'double' })
  @Field(() => Float, { description: 'What it costs.' })
  price!: number;
}
