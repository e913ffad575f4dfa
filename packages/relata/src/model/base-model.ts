import { type Opt, raw } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { DATABASE_NOW } from './conventions.js';
import { isBeingCreated } from './is-being-created.js';

/**
 * What every table has: a key of its own and when a row came to be and last changed.
 * @example
 * @Model({ description: 'A line of a log, which never changes.' })
 * @Access<LogLine>({ read: can('log:read'), create: signedIn })
 * class LogLine extends BaseModel {
 *   @Property({ type: 'text' })
 *   @Field()
 *   text!: string;
 * }
 */
@ObjectType()
export abstract class BaseModel {
  @PrimaryKey({ type: 'integer', autoincrement: true })
  id!: number;

  @Property({ type: 'datetime', defaultRaw: DATABASE_NOW, onCreate: () => new Date() })
  @Field(() => GraphQLDateTime, { description: 'When the row was created.' })
  createdAt!: Opt<Date>;

  @Property({
    type: 'datetime',
    defaultRaw: DATABASE_NOW,
    // A new row has one date-time: who compares the two sees whether it was ever changed.
    onCreate: (row) => (row as Partial<BaseModel>).createdAt ?? new Date(),
    onUpdate: (row, em) => (isBeingCreated(row, em) ? row.updatedAt : new Date()),
  })
  @Field(() => GraphQLDateTime, { description: 'When the row was last changed.' })
  updatedAt!: Opt<Date>;
}

/**
 * A model whose rows change, and count their changes.
 * @example
 * @Model({ description: 'A shelf of books.' })
 * @Access<Shelf>({ read: everyone, create: signedIn, update: signedIn })
 * class Shelf extends MutableModel {
 *   @NotBlank()
 *   @Property({ type: 'string' })
 *   @Field()
 *   title!: string;
 * }
 */
@ObjectType()
export abstract class MutableModel extends BaseModel {
  // Raised in the update statement itself, so that no two changes count as one.
  @Property({
    type: 'integer',
    default: 1,
    onUpdate: (row, em): unknown => (isBeingCreated(row, em) ? row.version : raw('version + 1')),
  })
  @Field(() => Int, {
    description:
      'Raised by each change of the row or its links: compare it to notice that of another.',
  })
  version!: Opt<number>;
}
