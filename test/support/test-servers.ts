import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { models } from '../../src/models/index.js';
import { createOrm } from '../../src/session/orm.js';
import { loadSettings } from '../../src/settings.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

/** What the run of Jest tells its workers, through the environment. */
export const TEST_POSTGRES = 'RELATA_TEST_POSTGRES';
/** Name of the migrated PostgreSQL database that test databases are copies of. */
export const TEST_TEMPLATE = 'RELATA_TEST_TEMPLATE';
/** Path of the migrated SQLite file that test databases are copies of. */
export const TEST_SQLITE = 'RELATA_TEST_SQLITE';

/**
 * Starts what the test files of one run share: a PostgreSQL server (unless TEST_DATABASE_URL names
 * one) and, on either database, a migrated template.
 * @returns what ends it
 */
export async function startTestServers(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
  const given = process.env['TEST_DATABASE_URL'] ?? '';
  const server = given === '' ? await startEmbeddedPostgres() : undefined;
  const url = server?.url ?? given;
  const template = `relata_template_${randomUUID().replaceAll('-', '')}`;
  const sqlite = join(folder, 'template.sqlite3');
  await createPostgresDatabase(url, template);
  await Promise.all([migrate(databaseUrl(url, template)), migrate(`sqlite:${sqlite}`)]);
  process.env[TEST_POSTGRES] = url;
  process.env[TEST_TEMPLATE] = template;
  process.env[TEST_SQLITE] = sqlite;
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await (server === undefined ? dropPostgresDatabase(url, template) : server.stop());
  };
}

/** Makes a database on a server; empty, with an ICU en-US locale, unless it copies a template. */
export async function createPostgresDatabase(
  url: string,
  name: string,
  template?: string,
): Promise<void> {
  const origin =
    template === undefined
      ? `template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`
      : `"${template}"`;
  await onServer(url, `create database "${name}" template ${origin}`);
}

/** Drops a database whoever is still connected to it. */
export async function dropPostgresDatabase(url: string, name: string): Promise<void> {
  await onServer(url, `drop database if exists "${name}" with (force)`);
}

/** The URL of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function migrate(url: string): Promise<void> {
  const orm = await createOrm(loadSettings({ DATABASE_URL: url }).database, models);
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
}
