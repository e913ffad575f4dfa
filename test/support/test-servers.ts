import { TABLES } from './application.js';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { createOrm, type Orm } from '../../packages/relata/src/database/orm.js';
import { withSession } from '../../packages/relata/src/request/session.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

/** What the run of Jest tells its workers, through the environment. */
export const TEST_POSTGRES = 'RELATA_TEST_POSTGRES';
/**
 * Names of the migrated PostgreSQL databases that test databases are copies of: without rows, and
 * with those that migrations write.
 */
export const TEST_TEMPLATE = 'RELATA_TEST_TEMPLATE';
export const TEST_SEEDED_TEMPLATE = 'RELATA_TEST_SEEDED_TEMPLATE';
/** Paths of the migrated SQLite files that test databases are copies of, as above. */
export const TEST_SQLITE = 'RELATA_TEST_SQLITE';
export const TEST_SEEDED_SQLITE = 'RELATA_TEST_SEEDED_SQLITE';

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
  const seeded = `relata_template_${randomUUID().replaceAll('-', '')}`;
  const template = `${seeded}_empty`;
  const seededSqlite = join(folder, 'seeded.sqlite3');
  const sqlite = join(folder, 'template.sqlite3');
  await createPostgresDatabase(url, seeded);
  await Promise.all([migrate(databaseUrl(url, seeded)), migrate(`sqlite:${seededSqlite}`)]);
  await createPostgresDatabase(url, template, seeded);
  copyFileSync(seededSqlite, sqlite);
  await Promise.all([empty(databaseUrl(url, template)), empty(`sqlite:${sqlite}`)]);
  process.env[TEST_POSTGRES] = url;
  process.env[TEST_TEMPLATE] = template;
  process.env[TEST_SEEDED_TEMPLATE] = seeded;
  process.env[TEST_SQLITE] = sqlite;
  process.env[TEST_SEEDED_SQLITE] = seededSqlite;
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    if (server === undefined) {
      await dropPostgresDatabase(url, template);
      await dropPostgresDatabase(url, seeded);
    } else {
      await server.stop();
    }
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
  await withOrm(url, async (orm) => {
    await orm.migrator.up();
  });
}

/** Takes away the rows that migrations wrote, so that the ids of a test begin with 1. */
async function empty(url: string): Promise<void> {
  await withOrm(url, async (orm) => {
    const tables = ['rbac_role_permission', 'rbac_roles', 'rbac_permissions'];
    const statements = url.startsWith('sqlite:')
      ? [...tables.map((table) => `delete from ${table}`), 'delete from sqlite_sequence']
      : [`truncate ${tables.join(', ')} restart identity cascade`];
    await withSession({ orm }, async (em) => {
      for (const statement of statements) {
        await em.execute(statement);
      }
    });
  });
}

async function withOrm(url: string, work: (orm: Orm) => Promise<void>): Promise<void> {
  const orm = await createOrm(loadSettings({ DATABASE_URL: url }).database, TABLES);
  try {
    await work(orm);
  } finally {
    await orm.close(true);
  }
}
