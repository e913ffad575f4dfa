import { sql } from 'kysely';
import type { Sql } from '../sql/dialect.js';
import type { JsonDialect } from './json-dialect.js';

/** Text that is known, or what computes it. */
export type Piece = string | Sql;

/** The pieces as one expression. Known texts that meet become one; they hold names of the schema only. */
export function textOf(dialect: JsonDialect, pieces: readonly Piece[]): Sql {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + piece;
    } else {
      merged.push(piece);
    }
  }
  const [only] = merged;
  if (merged.length === 1 && typeof only === 'string') {
    return sql.lit(only);
  }
  return dialect.concat(
    merged.map((piece) => (typeof piece === 'string' ? sql.lit(piece) : piece)),
  );
}

/** A JSON object as pieces. */
export function objectOf(entries: readonly (readonly [string, readonly Piece[]])[]): Piece[] {
  const pieces: Piece[] = ['{'];
  for (const [index, [key, value]] of entries.entries()) {
    pieces.push(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`, ...value);
  }
  pieces.push('}');
  return pieces;
}

/** A value that may be missing. */
export function orNull(value: Sql): Sql {
  return sql`coalesce(${value}, 'null')`;
}
