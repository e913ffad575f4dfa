import type { Opt, Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Max, Min } from 'class-validator';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import {
  Access,
  anyOf,
  BelongsToOne,
  can,
  DescribeInput,
  EnumColumn,
  GraphQLBase64,
  type JsonValue,
  Model,
  MutableModel,
  NotBlank,
  own,
  readable,
} from 'relata';
import { Gender, Profession } from './enums.js';
import { User } from './user.js';

/** Who a user is. It is seen and hidden with its user. */
@Model({ description: 'Who a user is.' })
@Access<Profile>({
  read: readable('user'),
  create: anyOf(own('user'), can('user:update')),
  update: anyOf(own('user'), can('user:update')),
  delete: anyOf(own('user'), can('user:delete')),
  fields: { contacts: { read: anyOf(own('user'), can('user:read-email')) } },
})
export class Profile extends MutableModel {
  @NotBlank()
  @Property({ type: 'string' })
  @Field({ description: 'Given name.' })
  firstName!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string | null;

  @Min(0)
  @Max(150)
  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Age in years.' })
  age?: number | null;

  @EnumColumn(() => Gender)
  @Field(() => Gender, { description: 'Gender, as the person describes it.' })
  gender!: Gender;

  // The application and the database differ on purpose: who signs up here is a developer, a row
  // brought in by other means is nobody in particular.
  @EnumColumn(() => Profession, {
    default: Profession.UNEMPLOYED,
    onCreate: (profile) => (profile as Partial<Profile>).profession ?? Profession.DEVELOPER,
  })
  @Field(() => Profession, { description: 'Occupation.' })
  profession!: Opt<Profession>;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [String], { nullable: true, description: 'Interests, in the order given.' })
  interests?: string[] | null;

  @DescribeInput('Ways to reach the person, as JSON of any shape.')
  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'Ways to reach the person; null for those who may not read it.',
  })
  contacts?: JsonValue | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'A text about the person.' })
  bio?: string | null;

  @Property({ type: 'blob', nullable: true })
  @Field(() => GraphQLBase64, { nullable: true, description: 'A small picture (PNG).' })
  avatar?: Buffer | null;

  @BelongsToOne(() => User, 'profile', { description: 'Whose profile it is.' })
  user!: Ref<User>;
}
