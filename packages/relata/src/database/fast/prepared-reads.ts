import type { Database, Statement } from 'better-sqlite3';
import type { Pool, PoolClient } from 'pg';
import { BoundedCache } from '../../cache/bounded-cache.js';
import type { Cancellation } from '../../cancellation/cancellation.js';
import type { Orm } from '../orm.js';
import { type PooledClient, SessionClient } from '../postgresql/postgres-client.js';
import { preparedQuery } from './prepared-parameters.js';
import { type Cell, MAX_PREPARED, type PreparedStatement } from './prepared-statement.js';
import { type StatementLog, statementLogOf } from '../statements/statement-log.js';
import { runQuery, type StatementContext } from '../statements/statements.js';

/** What a read within a transaction is given. */
export interface ReadWithin {
  readonly parameters: readonly unknown[];
  /**
   * Whether all that is left to do is to commit, which happens at once where that spares a journey
   * to the database, unless the read fails. The session has still to be told.
   */
  readonly isLast?: boolean;
}

/**
 * Reads of one row by prepared statements, outside of any session and transaction: on the reading
 * connection of SQLite, on any connection of the PostgreSQL pool.
 */
export class PreparedReads {
  readonly #orm: Orm;
  readonly #log: StatementLog | undefined;
  #native: SqliteReads | PostgresReads | undefined;

  constructor(orm: Orm) {
    this.#orm = orm;
    this.#log = statementLogOf(orm);
  }

  /**
   * @param cancellation - ends it: PostgreSQL is told to cancel it, SQLite does not begin it
   * @returns the values of the first row as texts
   * @throws the reason of the cancellation; MikroORM's DriverException for what the database refuses
   */
  async first(
    read: PreparedStatement,
    parameters: readonly unknown[],
    cancellation: Cancellation,
  ): Promise<readonly Cell[]> {
    const report = this.#log?.begin(read.sql, parameters);
    let row: readonly Cell[] | undefined;
    try {
      cancellation.throwIfOver();
      this.#native ??= await this.#connect();
      row = await this.#native.first(read, parameters, cancellation);
      return row;
    } catch (error) {
      throw cancellation.reason ?? this.#orm.em.getDriver().convertException(error as Error);
    } finally {
      report?.(row && Math.min(row.length, 1));
    }
  }

  /**
   * As {@link first}, but within the transaction of a session.
   * @throws what {@link runQuery} throws; the transaction cannot go on then
   */
  async firstWithin(
    context: StatementContext,
    read: PreparedStatement,
    { parameters, isLast }: ReadWithin,
  ): Promise<readonly Cell[]> {
    const query = preparedQuery(read, parameters, isLast);
    const [row = {}] = await runQuery<Record<string, Cell>>(context, { compile: () => query });
    return Object.values(row).map(cellOf);
  }

  async #connect(): Promise<SqliteReads | PostgresReads> {
    const connection = this.#orm.em.getDriver().getConnection('read');
    const native: unknown = await (
      connection as unknown as { getNativeClient(): Promise<unknown> }
    ).getNativeClient();
    return isPool(native) ? new PostgresReads(native) : new SqliteReads(native as Database);
  }
}

function isPool(native: unknown): native is Pool {
  return typeof native === 'object' && native !== null && 'totalCount' in native;
}

class SqliteReads {
  readonly #database: Database;
  readonly #statements = new BoundedCache<string, Statement>(MAX_PREPARED);

  constructor(database: Database) {
    this.#database = database;
  }

  first({ sql, name }: PreparedStatement, parameters: readonly unknown[]): readonly Cell[] {
    const statement = this.#statements.getOrSet(name, () => this.#database.prepare(sql).raw());
    return ((statement.get(...parameters) ?? []) as readonly Cell[]).map(cellOf);
  }
}

function cellOf(value: Cell | number | bigint): Cell {
  return value === null || typeof value === 'string' || Buffer.isBuffer(value)
    ? value
    : String(value);
}

class PostgresReads {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async first(
    read: PreparedStatement,
    parameters: readonly unknown[],
    cancellation: Cancellation,
  ): Promise<readonly Cell[]> {
    const client = (await this.#pool.connect()) as PooledClient;
    let isRunning = true;
    const cancel = (): void => {
      void this.#cancel(client, () => isRunning);
    };
    cancellation.on(cancel);
    try {
      cancellation.throwIfOver();
      return await client.firstAsBytes(read, parameters);
    } finally {
      isRunning = false;
      cancellation.off(cancel);
      client.release(client.isFull);
    }
  }

  // Over a connection of its own: those of the pool may all be taken by what is to be cancelled.
  async #cancel(client: PoolClient, isRunning: () => boolean): Promise<void> {
    const { processID } = client as unknown as { readonly processID: number | null };
    const messenger = new SessionClient(this.#pool.options);
    try {
      await messenger.connect();
      if (isRunning() && processID !== null) {
        await messenger.query('select pg_cancel_backend($1)', [processID]);
      }
    } catch {
      // It ends by itself, by its timeout at the latest.
    } finally {
      await messenger.end().catch(() => undefined);
    }
  }
}
