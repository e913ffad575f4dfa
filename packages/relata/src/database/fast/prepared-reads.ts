import type { Database, Statement } from 'better-sqlite3';
import type { Pool, PoolClient } from 'pg';
import { BoundedCache } from '../../cache/bounded-cache.js';
import type { Cancellation } from '../../cancellation/cancellation.js';
import type { Orm } from '../orm.js';
import { SessionClient } from '../postgresql/postgres-client.js';
import type { PooledClient } from './fast-client.js';
import { MAX_PREPARED } from './max-prepared.js';
import { preparedQuery } from './prepared-parameters.js';
import { type Cell, cellOf, type PreparedStatement } from '../statements/prepared-statement.js';
import { type StatementLog, statementLogOf } from '../statements/statement-log.js';
import type { ReadWithin, RowReads } from '../statements/row-reads.js';
import { runQuery, type StatementContext } from '../statements/statements.js';

/**
 * Reads of one row by prepared statements, past Kysely: of SQLite by the native connection, of
 * PostgreSQL as the bytes that come over the wire.
 */
export class PreparedReads implements RowReads {
  readonly #orm: Orm;
  readonly #log: StatementLog | undefined;
  #native: SqliteReads | PostgresReads | undefined;

  constructor(orm: Orm) {
    this.#orm = orm;
    this.#log = statementLogOf(orm);
  }

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
