import { CompiledQuery } from 'kysely';
import type { Cancellation } from '../../cancellation/cancellation.js';
import type { Orm } from '../orm.js';
import { type Cell, cellOf, type PreparedStatement } from './prepared-statement.js';
import { runQuery, type StatementContext } from './statements.js';

/** What a read within a transaction is given. */
export interface ReadWithin {
  readonly parameters: readonly unknown[];
  /**
   * Whether all that is left to do is to commit, which may happen at once where that spares a
   * journey to the database, unless the read fails. The session has still to be told.
   */
  readonly isLast?: boolean;
}

/** Reads of one row by statements that come again and again. */
export interface RowReads {
  /**
   * Reads outside of any session and transaction: on the reading connection of SQLite, on any
   * connection of the PostgreSQL pool.
   * @param cancellation - ends it: PostgreSQL is told to cancel it, SQLite does not begin it
   * @returns the values of the first row as texts
   * @throws the reason of the cancellation; MikroORM's DriverException for what the database refuses
   */
  first(
    read: PreparedStatement,
    parameters: readonly unknown[],
    cancellation: Cancellation,
  ): Promise<readonly Cell[]>;
  /**
   * As {@link first}, but within the transaction of a session.
   * @throws what {@link runQuery} throws; the transaction cannot go on then
   */
  firstWithin(
    context: StatementContext,
    read: PreparedStatement,
    within: ReadWithin,
  ): Promise<readonly Cell[]>;
}

/** Reads by Kysely, as every other statement. */
export class PlainReads implements RowReads {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  async first(
    read: PreparedStatement,
    parameters: readonly unknown[],
    cancellation: Cancellation,
  ): Promise<readonly Cell[]> {
    cancellation.throwIfOver();
    const context = { em: this.#orm.em.fork(), signal: cancellation.signal };
    return await this.firstWithin(context, read, { parameters });
  }

  async firstWithin(
    context: StatementContext,
    { sql }: PreparedStatement,
    { parameters }: ReadWithin,
  ): Promise<readonly Cell[]> {
    const query = CompiledQuery.raw(sql, [...parameters]);
    const [row = {}] = await runQuery<Record<string, Cell>>(context, { compile: () => query });
    return Object.values(row).map(cellOf);
  }
}
