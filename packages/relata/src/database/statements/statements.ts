import type { SqlEntityManager } from '@mikro-orm/sql';
import type { CompiledQuery } from 'kysely';
import { isGuarded } from '../fast/guarded-transactions.js';
import { statementLogOf } from './statement-log.js';

/** What a statement needs of the request: its session, and the signal that ends it. */
export interface StatementContext {
  readonly em: SqlEntityManager;
  readonly signal?: AbortSignal;
}

/** A statement built with Kysely (or one compiled before), typed with its rows. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/**
 * Runs a statement built with Kysely: in the transaction of the session if it is in one, else
 * where reads go. The one way in which such statements reach the database.
 *
 * An aborted signal ends it: PostgreSQL is told to cancel it, SQLite does not begin it.
 * @returns the rows, as the driver of the database gives them
 * @throws the reason of the signal; MikroORM's DriverException for what the database refuses
 * @example
 * const newest = async ({ em, signal }: RequestContext): Promise<readonly { readonly title: string }[]> =>
 *   await runQuery({ em, signal }, {
 *     compile: () =>
 *       sql<{ title: string }>`select title from posts order by id desc limit 3`.compile(em.getKysely()),
 *   });
 */
export async function runQuery<Row>(
  { em, signal }: StatementContext,
  compilable: Compilable<Row>,
): Promise<Row[]> {
  const query = compilable.compile();
  const report = statementLogOf(em)?.begin(query.sql, query.parameters);
  let count: number | undefined;
  try {
    const { rows } = await em.getKysely({ type: 'read' }).executeQuery<Row>(
      query,
      // A transaction has been told what ends its statements.
      isGuarded(em) || signal === undefined
        ? undefined
        : { signal, inflightQueryAbortStrategy: 'cancel query' },
    );
    count = rows.length;
    return rows;
  } catch (error) {
    throw signal?.aborted === true && error === signal.reason
      ? error
      : em.getDriver().convertException(error as Error);
  } finally {
    report?.(count);
  }
}
