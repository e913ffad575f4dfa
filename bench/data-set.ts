import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrm, loadSettings, tablesOf } from 'relata/app';
import {
  createPostgresDatabase,
  databaseUrl,
  dropPostgresDatabase,
  startEmbeddedPostgres,
} from 'relata/testing';
import { application } from '../src/app.js';
import { seedDatabase } from '../src/sample-data/seed-database.js';
import type { Samples } from './operations.js';

/** The databases there are, as the settings name them. */
export const DIALECTS = ['postgresql', 'sqlite'] as const;

/** One of {@link DIALECTS}. */
export type Dialect = (typeof DIALECTS)[number];

/** How many rows of each are made up. */
export interface Size {
  readonly users: number;
  readonly posts: number;
  readonly tags: number;
}

/** A database filled for one run. */
export interface DataSet {
  /** Its DATABASE_URL. */
  readonly url: string;
  /** Of the server, or of the library: `PostgreSQL 18.4`. */
  readonly version: string;
  readonly samples: Samples;
  /** Takes it away, and the server with it if it was ours. */
  remove(): Promise<void>;
}

/**
 * Makes a database, migrates and fills it. PostgreSQL is the server of BENCH_POSTGRES_URL, in which
 * a database of its own is made, or else an embedded one; SQLite is a temporary file.
 */
export async function makeDataSet(dialect: Dialect, size: Size): Promise<DataSet> {
  const { url, remove } = await makeDatabase(dialect);
  try {
    return { url, remove, ...(await fill(url, size)) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A database, and what takes it away. */
export type Place = Pick<DataSet, 'url' | 'remove'>;

/** Makes an empty one. @param server - URL of the PostgreSQL server it is made in */
export async function makeDatabase(dialect: Dialect, server?: string): Promise<Place> {
  return await (dialect === 'sqlite' ? sqliteFile() : postgresDatabase(server));
}

function sqliteFile(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'relata-bench-'));
  return {
    url: `sqlite:${join(folder, 'relata.sqlite3')}`,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function postgresDatabase(given = process.env['BENCH_POSTGRES_URL'] ?? ''): Promise<Place> {
  const name = `relata_bench_${randomUUID().replaceAll('-', '')}`;
  if (given !== '') {
    await createPostgresDatabase(given, name);
    return { url: databaseUrl(given, name), remove: () => dropPostgresDatabase(given, name) };
  }
  const server = await startEmbeddedPostgres();
  await createPostgresDatabase(server.url, name);
  return { url: databaseUrl(server.url, name), remove: () => server.stop() };
}

const SAMPLE_NAMES = 200;

async function fill(url: string, size: Size): Promise<Pick<DataSet, 'version' | 'samples'>> {
  const { database } = loadSettings({ DATABASE_URL: url });
  // A batch may take as long as it takes.
  const orm = await createOrm(
    { ...database, statementTimeoutMs: 0, queryTimeoutMs: 0 },
    tablesOf(application),
  );
  try {
    await orm.migrator.up();
    await seedDatabase(orm, { ...size, seed: 1, force: true });
    const em = orm.em.fork();
    const rows = await em.execute<{ readonly username: string }[]>(
      `select username from users where deleted_at is null and username = username_key order by id limit ${String(SAMPLE_NAMES)}`,
    );
    const [facts] = await em.execute<{ readonly version: string }[]>(
      database.dialect === 'sqlite'
        ? `select 'SQLite ' || sqlite_version() as version`
        : `select 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) as version`,
    );
    return {
      version: facts?.version ?? '',
      samples: { usernames: rows.map(({ username }) => username), users: size.users },
    };
  } finally {
    await orm.close(true);
  }
}
