import type { Opt } from '@mikro-orm/core';
import { PrimaryKey } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { CreatedAt, UpdatedAt, Version } from './row-history.js';

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

  @CreatedAt()
  @Field(() => GraphQLDateTime, { description: 'When the row was created.' })
  createdAt!: Opt<Date>;

  @UpdatedAt()
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
  @Version()
  @Field(() => Int, {
    description:
      'Raised by each change of the row or its links: compare it to notice that of another.',
  })
  version!: Opt<number>;
}
