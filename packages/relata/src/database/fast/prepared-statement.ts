import { hash } from 'node:crypto';

/** A statement that comes again and again. */
export interface PreparedStatement {
  readonly sql: string;
  /** One text, one name. */
  readonly name: string;
}

/** A value of a row as text: PostgreSQL gives the UTF-8 of it as it came, SQLite a string. */
export type Cell = string | Buffer | null;

/** Most statements a connection keeps prepared. */
export const MAX_PREPARED = 500;

/** Gives a statement its name. */
export function preparedStatement(sql: string): PreparedStatement {
  return { sql, name: hash('sha256', sql, 'base64url') };
}
