import { sql } from 'kysely';
import type { DialectName, Sql, Storage } from './kind.js';

/** Storage of values that need no help: the driver takes and gives them as they are. */
export function plainStorage(
  storage: Pick<Storage, 'column' | 'json'> & Partial<Storage>,
): Storage {
  return {
    check: null,
    parameter: (value) => value,
    bound: (parameter) => parameter,
    selected: (value) => value,
    items: null,
    isRewritten: false,
    cursor: storage.json,
    ...storage,
  };
}

/** NULL for NULL; any other value fails the statement. */
export const refused: Readonly<Record<DialectName, (value: Sql) => Sql>> = {
  sqlite: (value) => sql`relata_refused(${value})`,
  // No text that begins so is a number.
  postgresql: (value) => sql`('refused ' || (${value})::text)::int::text`,
};

/** Whether a value is an integer of a range, on SQLite, where a column may hold anything. */
export function isBetween(value: Sql, least: number, max: number): Sql {
  return sql`typeof(${value}) = 'integer' and ${value} between ${sql.lit(least)} and ${sql.lit(max)}`;
}

/** The CHECK of a column of integers on SQLite, which keeps anything in any column: it holds nothing else. */
export function integersBetween(
  least: bigint | number,
  most: bigint | number,
): NonNullable<Storage['check']> {
  return (column) =>
    `${column} is null or typeof(${column}) = 'integer' and ${column} between ${String(least)} and ${String(most)}`;
}

/** As PostgreSQL prints it. */
export function asText(value: Sql): Sql {
  return sql`(${value})::text`;
}

/** A text that JSON has as it is, in its quotes. */
export function quoted(text: Sql): Sql {
  return sql`'"' || ${text} || '"'`;
}

/** A text as SQL has it, in what is no statement of ours: in CHECKs and defaults. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
