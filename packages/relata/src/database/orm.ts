import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type AnyEntity,
  type EntityClass,
  FlushMode,
  type LoggerOptions,
  type MetadataStorage,
  type MikroORM,
  type Options,
  type Platform,
} from '@mikro-orm/core';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { MikroORM as PostgresMikroORM } from '@mikro-orm/postgresql';
import type { AbstractSqlDriver, SqlEntityManager } from '@mikro-orm/sql';
import { MikroORM as SqliteMikroORM } from '@mikro-orm/sqlite';
import { checkTables } from '../model/check-tables.js';
import { applyConventions, indexRelations, leaveOutOthers } from '../model/conventions.js';
import { indexTenants } from '../model/tenant-indexes.js';
import { plainViews } from '../model/view-model.js';
import { nameKindChecks } from '../model/kind-checks.js';
import { locateHookErrors } from '../model/hook-errors.js';
import { batchSizeOf } from './batch-size.js';
import type { DatabaseSettings } from './database-settings.js';
import { IdempotencyEntry } from './idempotency-entry.js';
import { migrationOptions } from './migrations/migrations.js';
import { PostgresSessionDriver, postgresPoolOptions } from './postgresql/postgres-driver.js';
import { secretColumnsOf } from './statements/secret-columns.js';
import { PostgresSession, SqliteSession } from './sessions.js';
import { SqliteSessionDriver, type SqliteSessionOptions } from './sqlite/sqlite-driver.js';
import { type EchoOptions, echoStatements } from './statements/statement-echo.js';
import { observeStatements, StatementLog } from './statements/statement-log.js';

/**
 * The ORM of either database: one per process, from which every session is forked.
 * @example
 * const countTags = (orm: Orm): Promise<number> => openSession(orm).count(Tag);
 */
export type Orm = MikroORM<AbstractSqlDriver, SqlEntityManager>;

/** Classes of models. */
export type Models = readonly EntityClass<AnyEntity>[];

/** What an application keeps in its database. */
export interface Tables {
  readonly models: Models;
  /** Folder of the migrations, with one for each dialect in it; none where left out. */
  readonly migrations?: string;
}

/**
 * Makes the ORM of a process. It connects with the first statement; call `connect()` to know
 * before. `close()` closes every connection and removes a temporary database.
 * @param echo - how SQL_ECHO shows statements
 * @example
 * const orm = await createOrm(loadSettings().database, { models: [User, Post], migrations: 'migrations' });
 * await orm.close();
 */
export async function createOrm(
  database: DatabaseSettings,
  tables: Tables,
  echo: EchoOptions = {},
): Promise<Orm> {
  const init = database.dialect === 'postgresql' ? PostgresMikroORM : SqliteMikroORM;
  const { migrations, ...rest } = ormOptions(database, tables);
  // Whoever runs migrations in a process says so in its own words.
  const quiet = { ...rest, migrations: { ...migrations, silent: true } };
  const orm = (await init.init(quiet as never)) as unknown as Orm;
  orm.config.set('batchSize', batchSizeOf(orm));
  if (database.sqlEcho) {
    observeStatements(orm, echoStatements(secretColumnsOf(orm.getMetadata()), echo));
  }
  return orm;
}

/**
 * MikroORM's options, for {@link createOrm} and for its command line alike.
 * @example
 * // mikro-orm.config.ts
 * const config = ormOptions(loadSettings().database, tablesOf(application));
 */
export function ormOptions(
  database: DatabaseSettings,
  { models, migrations }: Tables,
): Options<AbstractSqlDriver> {
  return {
    // The engine's own table is migrated with the models.
    entities: [...models, IdempotencyEntry],
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    discovery: {
      onMetadata: applyConventions as NonNullable<Options['discovery']>['onMetadata'],
      // It is checked here, in words that name the models.
      checkDuplicateTableNames: false,
      afterDiscovered: (storage: MetadataStorage, platform: Platform) => {
        nameKindChecks(storage, platform);
        plainViews(storage, platform);
        checkTables(storage, platform);
        indexRelations(storage);
        indexTenants(storage);
        leaveOutOthers(storage);
        locateHookErrors(storage);
      },
    },
    // A session without a fork of its own would share its identity map with every other one.
    allowGlobalContext: false,
    // A read never writes what has changed meanwhile; only a flush or a commit does.
    flushMode: FlushMode.COMMIT,
    // Creating databases is the business of migrations, not of the first statement.
    ensureDatabase: false,
    loggerFactory: (options: LoggerOptions) => StatementLog.create(options),
    ...migrationOptions(database.dialect, migrations),
    ...(database.dialect === 'postgresql' ? postgresOptions(database) : sqliteOptions(database)),
  } as unknown as Options<AbstractSqlDriver>;
}

function postgresOptions(database: DatabaseSettings): object {
  return {
    driver: PostgresSessionDriver,
    entityManager: PostgresSession,
    clientUrl: database.url,
    driverOptions: postgresPoolOptions(database),
  };
}

function sqliteOptions(database: DatabaseSettings): object {
  const path = database.url.slice('sqlite:'.length);
  const temporaryFolder = path === ':memory:' ? join(tmpdir(), `relata-${randomUUID()}`) : null;
  const driverOptions: SqliteSessionOptions = {
    synchronous: database.sqliteSynchronous,
    busyTimeoutMs: database.sqliteBusyTimeoutMs,
    temporaryFolder,
    fastPath: database.fastPath,
  };
  return {
    driver: SqliteSessionDriver,
    entityManager: SqliteSession,
    dbName: temporaryFolder === null ? resolve(path) : join(temporaryFolder, 'relata.sqlite3'),
    driverOptions,
    // What is not said of a replica it has of the writer: the same file, the same options.
    replicas: [{ name: 'reader' }],
  };
}
