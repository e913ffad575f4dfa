import { rmSync } from 'node:fs';
import type { Configuration, Constructor, QueryResult } from '@mikro-orm/core';
import { AbstractSqlDriver, BaseSqliteConnection } from '@mikro-orm/sql';
import { MikroORM as SqliteMikroORM } from '@mikro-orm/sqlite';
import Database from 'better-sqlite3';
import type { ControlledTransaction, Dialect } from 'kysely';
import { getOrMake } from '../../cache/get-or-make.js';
import { GuardedDialect } from '../fast/guarded-dialect.js';
import { guardedTransactions } from '../fast/guarded-transactions.js';
import { PreparedInserts } from '../fast/prepared-inserts.js';
import { type InsertArguments, type Inserts, plainInserts } from '../inserts.js';
import {
  flatReferences,
  type UpdateArguments,
  type UpdateManyArguments,
} from '../flat-references.js';
import { migrationNames } from '../migrations/migrations.js';
import { ReleasingDialect } from '../releasing-dialect.js';
import { plainTransactions, type TransactingDriver, type Transactions } from '../transactions.js';
import { SessionSqliteDialect } from './sqlite-dialect.js';
import { inspectSqliteFile, type SqliteFileState } from './sqlite-file.js';
import { registerFunctions } from './sqlite-functions.js';
import { SqliteSessionPlatform } from './sqlite-platform.js';
import { type WideColumns, wideColumnsOf } from './wide-columns.js';

/** What {@link SqliteSessionDriver} takes as `driverOptions`. */
export interface SqliteSessionOptions {
  /** How sure a commit is on disk; FULL survives a power cut. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Longest wait for another process that writes to the file, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Folder that goes, with the database in it, when the ORM closes; null keeps everything. */
  readonly temporaryFolder: string | null;
  readonly fastPath: boolean;
}

/**
 * MikroORM's SQLite driver over two connections to one file: a writer, held by one unit of work at
 * a time, and a reader (a replica in the ORM's terms) for whatever runs outside a transaction, so
 * that reads neither wait for a transaction nor see what it has not committed.
 */
export class SqliteSessionDriver
  extends AbstractSqlDriver<SqliteSessionConnection>
  implements TransactingDriver
{
  readonly transactions: Transactions;
  readonly #inserts: Inserts;

  constructor(config: Configuration) {
    super(config, new SqliteSessionPlatform(), SqliteSessionConnection, [
      'kysely',
      'better-sqlite3',
    ]);
    const { fastPath }: SqliteSessionOptions = config.get('driverOptions');
    this.transactions = fastPath ? guardedTransactions : plainTransactions;
    this.#inserts = fastPath ? new PreparedInserts(this, config) : plainInserts;
  }

  override async nativeInsertMany<T extends object>(
    ...[entity, rows, ...others]: InsertArguments<T>
  ): Promise<QueryResult<T>> {
    const meta = this.metadata.get(entity);
    const insert: InsertArguments<T> = [entity, flatReferences(meta, rows), ...others];
    return await this.#inserts.insert(meta, insert, (...byOrm) => super.nativeInsertMany(...byOrm));
  }

  override async nativeUpdate<T extends object>(
    ...[entity, where, row, ...others]: UpdateArguments<T>
  ): Promise<QueryResult<T>> {
    const [flat = row] = flatReferences(this.metadata.get(entity), [row]);
    return await super.nativeUpdate(entity, where, flat, ...others);
  }

  override async nativeUpdateMany<T extends object>(
    ...[entity, where, rows, ...others]: UpdateManyArguments<T>
  ): Promise<QueryResult<T>> {
    const flat = flatReferences(this.metadata.get(entity), rows);
    return await super.nativeUpdateMany(entity, where, flat, ...others);
  }

  override getORMClass(): Constructor<SqliteMikroORM> {
    return SqliteMikroORM;
  }

  override async close(force?: boolean): Promise<void> {
    await super.close(force);
    const { temporaryFolder }: Pick<SqliteSessionOptions, 'temporaryFolder'> =
      this.config.get('driverOptions');
    if (temporaryFolder !== null) {
      rmSync(temporaryFolder, { recursive: true, force: true });
    }
  }
}

// What the first of the two connections found: the file has changed when the second is made.
const states = new WeakMap<Configuration, SqliteFileState>();

/** Whether the file of an ORM was made by it; false before it has connected. */
export function isNewSqliteFile(config: Configuration): boolean {
  return states.get(config) === 'new';
}

type BeginOptions = NonNullable<Parameters<BaseSqliteConnection['begin']>[0]>;

/** One of the two connections; which of them, MikroORM says by its type. */
export class SqliteSessionConnection extends BaseSqliteConnection {
  #database: Database.Database | undefined;
  #guarded: GuardedDialect | undefined;
  #wide: WideColumns | undefined;

  override async begin(options: BeginOptions = {}): Promise<ControlledTransaction<unknown>> {
    try {
      const begun = await this.#guarded?.begin(options);
      if (begun == null) {
        return (await super.begin(options)) as ControlledTransaction<unknown>;
      }
      this.logQuery('begin');
      return begun;
    } catch (error) {
      // As every statement does.
      throw this.platform.getExceptionConverter().convertException(error as Error);
    }
  }

  override createKyselyDialect(options: SqliteSessionOptions): Dialect {
    const path = this.options.dbName ?? this.config.get('dbName') ?? '';
    const { tableName: table = '' } = this.config.get('migrations');
    const own = (): readonly string[] => migrationNames(this.config);
    getOrMake(states, this.config, () => inspectSqliteFile(path, { table, own }));
    this.#database = openSqlite(path, this.type === 'read' ? 'reader' : 'writer', options);
    const wide = (): WideColumns => (this.#wide ??= wideColumnsOf(this.metadata));
    const releasing = new ReleasingDialect(new SessionSqliteDialect(this.#database, wide));
    this.#guarded = options.fastPath ? new GuardedDialect(releasing) : undefined;
    return this.#guarded ?? releasing;
  }

  override async executeDump(dump: string): Promise<void> {
    (await this.getNativeClient()).exec(dump);
  }

  override async getNativeClient(): Promise<Database.Database> {
    await this.ensureConnection();
    return this.requireNativeClient(this.#database);
  }
}

/**
 * Opens a SQLite file, and makes it when it is missing, with the pragmas and functions that every
 * connection of the server has.
 */
function openSqlite(
  path: string,
  role: 'reader' | 'writer',
  options: SqliteSessionOptions,
): Database.Database {
  const database = new Database(path, { timeout: options.busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${options.synchronous}`);
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    registerFunctions(database);
    if (role === 'reader') {
      database.pragma('query_only = ON');
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
