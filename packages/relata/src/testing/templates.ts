import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Application, tablesOf } from '../application.js';
import { createOrm, type Orm } from '../database/orm.js';
import { withSession } from '../request/session.js';
import { loadSettings } from '../settings.js';
import {
  createPostgresDatabase,
  databaseUrl,
  dropPostgresDatabase,
  onServer,
} from './postgres-databases.js';
import { databasePrefix, testRun } from './test-run.js';
import { LANE } from './lane.js';

/** What a template is made of. */
export interface TemplateOptions {
  readonly application: Application;
  /** Whether the rows that migrations write are taken away. */
  readonly isEmptied: boolean;
}

/**
 * Copies a SQLite file with the tables of an application, which is made once in a run, whichever
 * process asks for it first.
 * @param file - where the copy goes
 */
export async function copySqliteTemplate(options: TemplateOptions, file: string): Promise<void> {
  const { folder } = testRun();
  const template = join(folder, `${await keyOf(options, 'sqlite')}.sqlite3`);
  if (!existsSync(template)) {
    const draft = join(folder, `${randomUUID()}.sqlite3`);
    await makeTables(options, `sqlite:${draft}`);
    renameSync(draft, template);
  }
  copyFileSync(template, file);
}

/** Makes a PostgreSQL database that is a copy of such a template, likewise. */
export async function copyPostgresTemplate(
  options: TemplateOptions,
  server: string,
  name: string,
): Promise<void> {
  const template = `${databasePrefix(testRun())}_${await keyOf(options, 'postgresql')}`;
  // The lock goes with the connection: other processes wait until the template is whole.
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      template,
    ]);
    if (rowCount === 0) {
      await makePostgresTemplate(options, server, template);
    }
  });
  await createPostgresDatabase(server, name, template);
}

async function makePostgresTemplate(
  options: TemplateOptions,
  server: string,
  template: string,
): Promise<void> {
  await createPostgresDatabase(server, template);
  try {
    await makeTables(options, databaseUrl(server, template));
  } catch (error) {
    await dropPostgresDatabase(server, template);
    throw error;
  }
}

/** What the tables depend on: the migrations, or the models where there are none. */
async function keyOf(
  { application, isEmptied }: TemplateOptions,
  dialect: 'sqlite' | 'postgresql',
): Promise<string> {
  const hash = createHash('sha256').update(String(isEmptied));
  const { migrations } = application;
  if (migrations === undefined) {
    hash.update(await createSqlOf(application, dialect));
  } else {
    const folder = join(migrations, dialect);
    for (const name of readdirSync(folder).sort()) {
      hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** The models tell without a connection. */
async function createSqlOf(application: Application, dialect: string): Promise<string> {
  const url = dialect === 'sqlite' ? 'sqlite::memory:' : 'postgres://127.0.0.1/none';
  return await withOrm(application, url, (orm) => orm.schema.getCreateSchemaSQL());
}

async function makeTables({ application, isEmptied }: TemplateOptions, url: string): Promise<void> {
  await withOrm(application, url, async (orm) => {
    await orm.migrator.up();
    if (isEmptied) {
      await empty(orm, url.startsWith('sqlite:'));
    }
  });
}

/** Takes away the rows that migrations wrote, so that the ids of a test begin with 1. */
async function empty(orm: Orm, isSqlite: boolean): Promise<void> {
  const metadata = [...orm.getMetadata().getAll().values()];
  const tables = [...new Set(metadata.map(({ tableName }) => `"${tableName}"`))];
  const statements = isSqlite
    ? [
        'pragma defer_foreign_keys = on',
        ...tables.map((table) => `delete from ${table}`),
        'delete from sqlite_sequence',
      ]
    : [`truncate ${tables.join(', ')} restart identity cascade`];
  await withSession({ orm }, async (em) => {
    await em.transactional(async (inner) => {
      for (const statement of statements) {
        await inner.execute(statement);
      }
    });
  });
}

async function withOrm<T>(
  application: Application,
  url: string,
  work: (orm: Orm) => Promise<T>,
): Promise<T> {
  const { database } = loadSettings({ ...LANE, NODE_ENV: 'test', DATABASE_URL: url });
  const orm = await createOrm(database, tablesOf(application));
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}
