import { hash } from 'node:crypto';

/** A statement that comes again and again. */
export interface PreparedStatement {
  readonly sql: string;
  /** One text, one name. */
  readonly name: string;
}

/** A value of a row as text: PostgreSQL gives the UTF-8 of it as it came, SQLite a string. */
export type Cell = string | Buffer | null;

/** Gives a statement its name. */
export function preparedStatement(sql: string): PreparedStatement {
  return { sql, name: hash('sha256', sql, 'base64url') };
}

/** A value as a driver gives it, as a cell. */
export function cellOf(value: Cell | number | bigint): Cell {
  return value === null || typeof value === 'string' || Buffer.isBuffer(value)
    ? value
    : String(value);
}
