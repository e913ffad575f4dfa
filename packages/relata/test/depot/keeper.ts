import type { Opt } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { IsEmail, Matches } from 'class-validator';
import { Field, Int } from 'type-graphql';
import {
  Access,
  BaseModel,
  can,
  everyone,
  Model,
  ReadOnly,
  self,
  anyOf,
  UniqueString,
} from 'relata';

/** Who has things in a depot. Nobody signs in as one: tests say who asks. */
@Model({ description: 'Who has things in a depot.' })
@Access<Keeper>({
  read: everyone,
  create: can('keeper:create'),
  update: anyOf(self, can('keeper:update')),
  delete: can('keeper:delete'),
  fields: {
    phone: { read: anyOf(self, can('keeper:read-phone')) },
    badge: { read: anyOf(self, can('keeper:read-phone')), write: can('keeper:update') },
  },
})
export class Keeper extends BaseModel {
  @Matches(/^[a-z][a-z0-9-]+$/)
  @UniqueString({ caseless: true, length: 60 })
  @Field({ description: 'What the keeper is called.' })
  handle!: string;

  /** What `handle` is compared by. */
  handleKey!: Opt<string>;

  @IsEmail()
  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Where to ask.' })
  phone?: string | null;

  @Property({ type: 'integer', nullable: true, unique: true })
  @Field(() => Int, { nullable: true, description: 'The number on the badge.' })
  badge?: number | null;

  @ReadOnly()
  @Property({ type: 'boolean', default: false })
  @Field(() => Boolean, { description: 'Whether the depot knows the keeper.' })
  isKnown!: Opt<boolean>;
}
