import type { Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import {
  Access,
  type Application,
  BaseModel,
  BelongsTo,
  everyone,
  Model,
  not,
  UniqueString,
  ViewModel,
  where,
} from 'relata';
import type { Models } from '../../src/database/orm.js';

const OPEN = { read: everyone, create: everyone, update: everyone, delete: everyone };

/** Where books stand. */
@Model({ description: 'Where books stand.' })
@Access<Shelf>(OPEN)
export class Shelf extends BaseModel {
  @UniqueString({ length: 40 })
  @Field({ description: 'The name.' })
  name!: string;
}

/** A book of one version of the application. @param pages - how its pages are kept; null where they are not */
export function bookWith(pages: { readonly type: 'integer' | 'bigint' } | null): Models[number] {
  class Book extends BaseModel {
    title!: string;
    shelf!: Ref<Shelf>;
  }
  const at = Book.prototype;
  Property({ type: 'text' })(at, 'title');
  Field(() => String, { description: 'The title.' })(at, 'title');
  BelongsTo(() => Shelf, { description: 'Where it stands.' })(at, 'shelf');
  if (pages !== null) {
    Property({ ...pages, nullable: true })(at, 'pages');
  }
  Access<Book>(OPEN)(Book);
  Model({ description: 'A book.' })(Book);
  return Book;
}

/** How many books a shelf has: kept until it is refreshed, where the database can do that. */
@ViewModel({
  description: 'How many books a shelf has.',
  table: 'shelf_totals',
  orderBy: { books: 'DESC' },
  materialized: true,
  expression: {
    sqlite: `select shelf_id as id, shelf_id, count(*) as amount, max(title) as last_title from books group by shelf_id`,
    postgresql: `select shelf_id as id, shelf_id, cast(count(*) as integer) as amount, max(title) as last_title from books group by shelf_id`,
  },
})
@Access<ShelfTotal>({ read: not(where<ShelfTotal>({ books: { gt: 2 } })) })
export class ShelfTotal {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', fieldName: 'amount' })
  @Field(() => Int, { description: 'How many.' })
  books!: number;

  @Property({ type: 'text' })
  @Field({ description: 'The last by the alphabet.' })
  lastTitle!: string;

  @BelongsTo(() => Shelf, { reverse: 'totals', description: 'Of which.' })
  shelf!: Ref<Shelf>;
}

/** A view of a view. */
@ViewModel({
  description: 'A shelf with one book.',
  table: 'lonely_shelves',
  plural: 'LonelyShelves',
  expression: 'select id, last_title from shelf_totals where amount = 1',
})
@Access<LonelyShelf>({ read: everyone })
export class LonelyShelf {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'text' })
  @Field({ description: 'Its book.' })
  lastTitle!: string;
}

/** An application with views. */
export const library: Application = {
  models: [Shelf, bookWith({ type: 'integer' }), ShelfTotal, LonelyShelf],
};
