import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { TestDatabase } from '../../support/databases.js';

/** One row as the database has it. */
export type RawRow = Readonly<Record<string, unknown>>;

/** The tables of a test database, past the application. */
export interface Store {
  /** Runs statements, all or none. */
  run(statements: readonly string[]): Promise<void>;
  /** Runs queries. @returns the rows of each */
  read(queries: readonly string[]): Promise<readonly (readonly RawRow[])[]>;
  close(): Promise<void>;
}

/** Opens the tables of an open test database. */
export async function openStore(database: TestDatabase): Promise<Store> {
  return database.dialect === 'sqlite'
    ? openSqlite(database.url)
    : await openPostgres(database.url);
}

function openSqlite(url: string): Store {
  const database = new Database(url.slice('sqlite:'.length));
  database.pragma('synchronous = off');
  return {
    run: (statements) => {
      database.exec(['begin immediate', ...statements, 'commit'].join(';\n'));
      return Promise.resolve();
    },
    read: (queries) => {
      const read = database.transaction(() =>
        queries.map((query) => database.prepare(query).all() as RawRow[]),
      );
      return Promise.resolve(read());
    },
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

async function openPostgres(url: string): Promise<Store> {
  const client = new Client({ connectionString: url });
  // Whoever drops the database ends the connection.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('set synchronous_commit = off');
  const send = async (statements: readonly string[]): Promise<readonly (readonly RawRow[])[]> => {
    const results = (await client.query(statements.join(';\n'))) as unknown;
    return [results].flat().map((result) => (result as { rows: RawRow[] }).rows);
  };
  return {
    run: async (statements) => {
      await send(statements);
    },
    read: send,
    close: () => client.end().catch(() => undefined),
  };
}
