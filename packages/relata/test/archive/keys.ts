import type { Opt, Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { Access, BelongsTo, everyone, GraphQLDecimal, Model, Tree } from 'relata';

/** A UUID; a default order, and names of its own. */
@Model({ description: 'A region.', orderBy: { name: 'DESC' } })
@Access<Region>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Region {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @Property({ type: 'string' })
  @Field({ description: 'The name.' })
  name!: string;

  @Tree({ ancestors: 'wholes', descendants: 'allParts' })
  @BelongsTo(() => Region, { nullable: true, reverse: 'parts', description: 'What it is part of.' })
  whole?: Ref<Region> | null;
}

/** A text; no way down. */
@Model({ description: 'What a paper is about.' })
@Access<Topic>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Topic {
  @PrimaryKey({ type: 'string', length: 40 })
  code!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What else it is called.' })
  alias?: string | null;

  @Tree({ descendants: false })
  @BelongsTo(() => Topic, { nullable: true, reverse: 'narrower', description: 'What is wider.' })
  wider?: Ref<Topic> | null;
}

/** An integer of 64 bits; of two ways from row to row one that makes a tree. */
@Model({ description: 'An account.' })
@Access<Account>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Account {
  @PrimaryKey({ type: 'bigint', autoincrement: true })
  id!: Opt<bigint>;

  @Property({ type: 'decimal', precision: 10, scale: 2 })
  @Field(() => GraphQLDecimal, { description: 'What is in it.' })
  balance!: string;

  @Tree()
  @BelongsTo(() => Account, { nullable: true, reverse: 'parts', description: 'Its main account.' })
  main?: Ref<Account> | null;

  @BelongsTo(() => Account, { nullable: true, reverse: 'covered', description: 'Who covers it.' })
  cover?: Ref<Account> | null;
}

/** A text and a number. */
@Model({ description: 'A section of a book.' })
@Access<Section>({ read: everyone, create: everyone, update: everyone, delete: everyone })
export class Section {
  @PrimaryKey({ type: 'string', length: 30 })
  @Field({ description: 'The book.' })
  book!: string;

  @PrimaryKey({ type: 'integer' })
  @Field(() => Int, { description: 'Which of it.' })
  number!: number;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'What is above it.' })
  heading?: string | null;

  @Tree()
  @BelongsTo(() => Section, {
    nullable: true,
    fieldName: ['parent_book', 'parent_number'],
    reverse: 'children',
    description: 'What it is in.',
  })
  parent?: Ref<Section> | null;
}
