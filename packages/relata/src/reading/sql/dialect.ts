import type { RawBuilder, SqlBool } from 'kysely';
import type { DialectName, Key, Operand, Sql } from '../../kinds/kind.js';
import type { Column, Within } from '../../model/model.js';
import type { ListTest, SearchOperator } from '../../filter/operators.js';
import type { Bindable } from '../../filter/placeholder.js';

export type { Sql };

/** A key in a statement: an expression for each of the columns it is made of. */
export type KeySql = readonly Sql[];

/** A fragment of SQL that is true, false or unknown. */
export type SqlTest = RawBuilder<SqlBool>;

/** One page for each of many parents, in the fragments that each dialect puts together its own way. */
export interface PageQuery {
  /** Keys of the parents, and the column they are of. */
  readonly parents: readonly Key[];
  readonly start: Column;
  /** The key of the rows. */
  readonly id: Column;
  /** Table of the rows, and the names it goes by inside and outside of the page. */
  readonly table: string;
  readonly inner: string;
  readonly outer: string;
  /** The rows under the inner name, with what joins a link table in, given the expression for the parent's key. */
  readonly from: (parent: KeySql) => Sql;
  /** Conditions on the inner name, given the expression for the parent's key. */
  readonly where: (parent: KeySql) => SqlTest;
  /** Columns to select, over the given name. */
  readonly select: (alias: string) => Sql;
  /** Order, over the given name. */
  readonly orderBy: (alias: string) => Sql;
  readonly limit: number;
}

/** Rows of a table that are looked up again and again. */
export interface LookedUp {
  readonly table: string;
  readonly alias: string;
  /** Which rows, given their name. */
  readonly where: (alias: string) => SqlTest;
  /** Whether that is one at most. */
  readonly isOne: boolean;
}

/** A text, and what is looked for in it; both in lower case where case does not matter. */
export interface TextSearch {
  readonly text: Sql;
  readonly part: Sql;
  /** The part as it is known before the database sees it. */
  readonly folded: Bindable<string>;
  /** A text as a parameter. */
  readonly bind: (operand: Bindable<string>) => Sql;
}

/** Where the two databases speak differently. Everything else is written once. */
export interface Dialect {
  readonly name: DialectName;
  /** An operand, or all items of a list, as a parameter of the column's type. */
  bind(column: Column, operand: Bindable<Operand | readonly Operand[]>): Sql;
  /** A column in a comparison that is not worth an index; for planners that cannot tell. */
  unindexed(column: Sql): Sql;
  /** Unicode lower case, compared by code point. */
  lower(text: Sql): Sql;
  /** A digest of a text, as `digestOf` makes it. */
  digest(text: Sql): Sql;
  /** Searches inside a text. */
  readonly text: Readonly<Record<SearchOperator, (search: TextSearch) => SqlTest>>;
  /** What a list is asked. */
  readonly list: Readonly<Record<ListTest, (list: Sql, items: Sql) => SqlTest>>;
  /** A member of a document, as columns of its kind have it; NULL where it is missing, or something else. */
  member(document: Sql, within: Pick<Within, 'path' | 'form'>): Sql;
  jsonEquals(
    json: Sql,
    path: readonly string[],
    operand: Bindable<string | number | boolean>,
  ): SqlTest;
  /** Whether a test is true, neither false nor unknown. */
  isTrue(test: SqlTest): SqlTest;
  /** Whether a key of a column is one of some; one statement text for any number of them. */
  isOneOf(column: Column, key: KeySql, keys: readonly Key[]): SqlTest;
  /** What a row is one of: SQLite takes a table of values, and PostgreSQL would not know their types there. */
  rows(rows: readonly Sql[]): Sql;
  /** Keys of a column as a relation; where it has them says {@link Dialect.keysOf}. */
  keys(column: Column, keys: readonly Key[], alias: string): Sql;
  /** The key in a row of {@link Dialect.keys}. */
  keysOf(column: Column, alias: string): KeySql;
  /**
   * `from` over what stands before, and for each row of that those of a table: each time they are looked up by index, however
   * many rows the planner expects.
   */
  lookUpEach(before: Sql, rows: LookedUp): Sql;
  /** The page of each parent, read by index; rows carry their parent as `__parent`. */
  pagePerParent(page: PageQuery): Sql;
  /** What locks the chosen rows until the end of the transaction. */
  lock(alias: string): Sql;
  /**
   * Statement that lets one transaction after the other past each of the names, in that order; null
   * where they begin that way.
   */
  inTurn(names: readonly string[]): Sql | null;
  /** Pairs of keys of two columns as rows, to insert. */
  pairs(columns: readonly [Column, Column], pairs: readonly (readonly [Key, Key])[]): Sql;
  /** A sum or count as text, so that no digit is lost on the way. */
  asText(number: Sql): Sql;
}

/** Column under which a row carries the key of its parent. */
export const PARENT = '__parent';
