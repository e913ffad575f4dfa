import { setTimeout } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { readWide, type RowReading, type WideColumns } from './wide-columns.js';

const CACHED_STATEMENTS = 500;
/** How often the write lock is asked for while another process has it. */
const LOCK_POLL_MS = 10;

/** What Kysely hands over with a statement besides its text. */
interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Kysely's SQLite dialect with what a server needs: transactions that take the write lock at
 * once, prepared statements kept, and an abort signal that is looked at before each statement.
 */
export class SessionSqliteDialect extends SqliteDialect {
  readonly #database: Database;
  readonly #wide: () => WideColumns;

  /** @param wide - columns that are read as bigints; asked for with the first statement */
  constructor(database: Database, wide: () => WideColumns = () => new Map()) {
    super({ database });
    this.#database = database;
    this.#wide = wide;
  }

  override createDriver(): SessionSqliteDriver {
    return new SessionSqliteDriver(this.#database, this.#wide);
  }

  override createAdapter(): SqliteAdapter {
    return new SessionSqliteAdapter();
  }
}

// Kysely would guard the single connection by a lock of its own, which a failed `begin` never
// opens again: the driver keeps the lock itself, and says here that it needs no other.
class SessionSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely's SQLite driver over one native connection; see {@link SessionSqliteDialect}. */
export class SessionSqliteDriver extends SqliteDriver {
  readonly #database: Database;
  readonly #connection: SqliteSessionConnection;
  readonly #busyTimeoutMs: number;
  // Who waits for the connection, in the order of asking; undefined while it is free.
  #waiting: (() => void)[] | undefined;

  constructor(database: Database, wide: () => WideColumns) {
    super({ database });
    this.#database = database;
    this.#connection = new SqliteSessionConnection(database, wide);
    this.#busyTimeoutMs = Number(database.pragma('busy_timeout', { simple: true }));
  }

  override init(): Promise<void> {
    return Promise.resolve();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#waiting === undefined) {
      this.#waiting = [];
    } else {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#waiting.push(() => {
        resolve(undefined);
      });
      await promise;
    }
    return this.#connection;
  }

  override releaseConnection(): Promise<void> {
    const next = this.#waiting?.shift();
    if (next === undefined) {
      this.#waiting = undefined;
    } else {
      next();
    }
    return Promise.resolve();
  }

  // A deferred transaction that reads before it writes fails with SQLITE_BUSY, without waiting,
  // when another process wrote in between: the lock is taken when the transaction begins.
  override async beginTransaction(
    _connection: DatabaseConnection,
    settings: TransactionSettings = {},
  ): Promise<void> {
    const sql = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    const begun = performance.now();
    while (!this.#hasBegun(sql, performance.now() - begun < this.#busyTimeoutMs)) {
      await setTimeout(LOCK_POLL_MS);
    }
    this.#connection.hold();
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#connection.letGo();
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const isOver = this.#connection.letGo();
    if (!isOver) {
      await super.rollbackTransaction(connection);
    }
  }

  // SQLite itself would wait for another process with the whole of this one, and nobody else would
  // be served meanwhile. So it is asked not to wait, and asked again.
  #hasBegun(sql: string, mayTryAgain: boolean): boolean {
    this.#database.pragma('busy_timeout = 0');
    try {
      this.#database.prepare(sql).run();
      return true;
    } catch (error) {
      if (mayTryAgain && (error as { code?: unknown }).code === 'SQLITE_BUSY') {
        return false;
      }
      throw error;
    } finally {
      this.#database.pragma(`busy_timeout = ${String(this.#busyTimeoutMs)}`);
    }
  }

  override destroy(): Promise<void> {
    this.#connection.forget();
    this.#database.close();
    return Promise.resolve();
  }
}

/** A statement, and what is done to each of its rows. */
interface Prepared {
  readonly statement: Statement;
  readonly reading: RowReading | null;
}

class SqliteSessionConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #wide: () => WideColumns;
  readonly #statements = new BoundedCache<string, Prepared>(CACHED_STATEMENTS);
  // Whether somebody holds a transaction, and with what SQLite has ended it meanwhile: a trigger may
  // (`raise(rollback)`), and so does a full disk. What is asked for then must not run outside of one.
  #isHeld = false;
  #end: unknown = null;

  constructor(database: Database, wide: () => WideColumns) {
    this.#database = database;
    this.#wide = wide;
  }

  /** A transaction has begun. */
  hold(): void {
    this.#isHeld = true;
    this.#end = null;
  }

  /** Nobody holds it any more. @returns whether SQLite had ended it */
  letGo(): boolean {
    const isOver = this.#end !== null;
    this.#isHeld = false;
    this.#end = null;
    return isOver;
  }

  // What is thrown in here rejects. The native call blocks: there is nothing to wait for.
  executeQuery<R>(query: CompiledQuery, options: ExecuteOptions = {}): Promise<QueryResult<R>> {
    return new Promise((resolve) => {
      options.signal?.throwIfAborted();
      resolve(this.#run<R>(query));
    });
  }

  // Whoever could ask for it runs after the statement has ended: it blocks the thread.
  cancelQuery(): Promise<void> {
    return Promise.resolve();
  }

  async *streamQuery<R>(
    query: CompiledQuery,
    _chunkSize: number,
    options: ExecuteOptions = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    // Prepared afresh: a statement that is being stepped through cannot be used by anyone else.
    const { statement, reading } = this.#prepared(query.sql);
    const rows = statement.iterate(...query.parameters.map(toSqlite));
    for (const row of rows) {
      options.signal?.throwIfAborted();
      yield await Promise.resolve({ rows: [(reading?.(row) ?? row) as R] });
    }
  }

  /** Lets go of every prepared statement. */
  forget(): void {
    this.#statements.clear();
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    if (this.#end !== null) {
      throw this.#end as Error;
    }
    const { statement, reading } = this.#prepare(query);
    const parameters = query.parameters.map(toSqlite);
    try {
      if (statement.reader) {
        const rows = statement.all(...parameters);
        return { rows: (reading === null ? rows : rows.map(reading)) as R[] };
      }
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
    } catch (error) {
      if (this.#isHeld && !this.#database.inTransaction) {
        this.#end = error;
      }
      throw error;
    }
  }

  #prepare({ sql, parameters }: CompiledQuery): Prepared {
    // The ORM writes values into the text: such a statement never comes again.
    if (parameters.length === 0) {
      return this.#prepared(sql);
    }
    return this.#statements.getOrSet(sql, () => this.#prepared(sql));
  }

  #prepared(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    return { statement, reading: readWide(statement, this.#wide()) };
  }
}

/** SQLite has neither booleans nor dates; they are stored as integers. */
function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return value instanceof Date ? value.getTime() : value;
}
