import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatabaseSettings } from '../database/database-settings.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { dropPostgresDatabase, onServer } from './postgres-databases.js';

const FOLDER = 'RELATA_TEST_FOLDER';
const POSTGRES = 'RELATA_TEST_POSTGRES';

/**
 * One of the databases, as the settings name it.
 * @example
 * const both: readonly Dialect[] = ['sqlite', 'postgresql'];
 */
export type Dialect = DatabaseSettings['dialect'];

/** What the test files of one run of Jest share. */
export interface TestRun {
  /** A temporary folder; its name is the name of the run. */
  readonly folder: string;
  /** The URL of a PostgreSQL server; null where the run has none. */
  readonly postgres: string | null;
}

/** The run this test file belongs to. @throws TypeError outside of Jest */
export function testRun(): TestRun {
  const { [FOLDER]: folder, [POSTGRES]: postgres } = process.env;
  if (folder === undefined) {
    throw new TypeError(
      "There are test databases only while Jest runs, with the globalSetup of 'relata/testing'",
    );
  }
  return { folder, postgres: postgres ?? null };
}

/** The databases that the run has: both, or SQLite alone. */
export function dialectsOfRun(): readonly Dialect[] {
  return testRun().postgres === null ? ['sqlite'] : ['sqlite', 'postgresql'];
}

/** Begins the name of each PostgreSQL database of the run. */
export function databasePrefix({ folder }: TestRun): string {
  return basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_');
}

/**
 * Starts what the test files of one run share: a folder, and a PostgreSQL server, unless
 * TEST_DATABASE_URL names one, or `embedded-postgres` is not installed.
 * @returns what ends it
 */
export async function startTestRun(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
  const given = process.env['TEST_DATABASE_URL'] ?? '';
  const server = given === '' && isEmbeddedThere() ? await startEmbeddedPostgres() : undefined;
  const postgres = server?.url ?? (given === '' ? null : given);
  process.env[FOLDER] = folder;
  if (postgres === null) {
    process.stdout.write(
      'These tests run on SQLite alone: install embedded-postgres, or set TEST_DATABASE_URL, for PostgreSQL.\n',
    );
  } else {
    process.env[POSTGRES] = postgres;
  }
  return async () => {
    if (server === undefined && postgres !== null) {
      await dropDatabasesOf({ folder, postgres }, postgres);
    }
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

function isEmbeddedThere(): boolean {
  try {
    createRequire(import.meta.url).resolve('embedded-postgres');
    return true;
  } catch {
    return false;
  }
}

async function dropDatabasesOf(run: TestRun, url: string): Promise<void> {
  const { rows } = await onServer(url, (client) =>
    client.query<{ readonly name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [databasePrefix(run)],
    ),
  );
  for (const { name } of rows) {
    await dropPostgresDatabase(url, name);
  }
}
