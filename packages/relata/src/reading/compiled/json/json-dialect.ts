import type { DialectName } from '../../../kinds/kind.js';
import type { Bindable } from '../../../filter/placeholder.js';
import type { Key } from '../../../kinds/kind.js';
import type { KeySql, Sql } from '../../sql/dialect.js';

/** What ties rows of a target to a parent through a link table. */
export interface LinkedRows {
  readonly table: string;
  readonly alias: string;
  /** Names of the columns of the target's primary key. */
  readonly ids: readonly string[];
  readonly linkTable: string;
  readonly linkAlias: string;
  /** The key of the target, in the link table. */
  readonly key: KeySql;
}

/** Types of JSON, and integers of 32 bits. */
export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';

/** How documents are looked into. */
export interface DocumentDialect {
  /** Whether what is in them is to be parsed and written anew. */
  readonly isRewritten: boolean;
  /** A member of an object, NULL where there is none. */
  member(object: Sql, name: string): Sql;
  /** Items of a list as rows, and what they are ordered by. */
  items(list: Sql, alias: string): { readonly item: Sql; readonly order: Sql; readonly from: Sql };
  /** A value as it stands in JSON. */
  raw(value: Sql): Sql;
  /** A value without the quotes of a text. */
  text(value: Sql): Sql;
  /** Whether it is null, or nothing. */
  isNull(value: Sql): Sql;
  isOfType(value: Sql, type: JsonType): Sql;
}

/** Where the two databases write JSON differently. All of it is text, NULL for no value. */
export interface JsonDialect {
  readonly name: DialectName;
  /** Fragments of text one after the other, numbers among them; NULL is the empty text. */
  concat(fragments: readonly Sql[]): Sql;
  /** NULL for NULL; any other value fails the statement. */
  refused(value: Sql): Sql;
  /** A line feed, for which the text of a statement needs no second line. */
  readonly lineFeed: Sql;
  readonly document: DocumentDialect;
  /** `true` or `false` as JSON. */
  boolean(test: Sql): Sql;
  /** Items joined by commas, in the order of `by` or in that in which they come; NULL for none. */
  list(item: Sql, by: Sql | null): Sql;
  /** A cursor: what is signed, signed, in base64url. */
  cursor(key: Buffer, body: Sql): Sql;
  /** `from` over the rows of a target that a link table names: one look by key for each link. */
  linked(rows: LinkedRows): Sql;
  /**
   * Pairs as a relation of the columns `place`, `k` and, in their order, `n`. Keys are all integers of 32 bits, or all
   * texts.
   */
  numbered(places: Bindable<readonly number[]>, keys: Bindable<readonly Key[]>, alias: string): Sql;
  /** An item of a list in JSON, in a text, as a value of a type. */
  item(list: Sql, index: number, native: string): Sql;
}

/** Most arguments of a call: PostgreSQL takes 100. */
const MAX_ARGUMENTS = 90;

/** A call of a variadic function, of calls where there are too many arguments. */
export function nested(fragments: readonly Sql[], call: (fragments: readonly Sql[]) => Sql): Sql {
  if (fragments.length <= MAX_ARGUMENTS) {
    return call(fragments);
  }
  const size = Math.max(MAX_ARGUMENTS, Math.ceil(fragments.length / MAX_ARGUMENTS));
  const parts: Sql[] = [];
  for (let start = 0; start < fragments.length; start += size) {
    parts.push(nested(fragments.slice(start, start + size), call));
  }
  return nested(parts, call);
}
