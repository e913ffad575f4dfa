import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Kysely } from 'kysely';
import { ContextCache } from '../../cache/context-cache.js';
import type { Cancellation } from '../../cancellation/cancellation.js';
import { GuardedConnection } from './guarded-connection.js';

const guarded = new ContextCache<SqlEntityManager, true>();

/** Has the connection of a session's transaction end its statements, until it is given back. */
export async function guardTransaction(
  em: SqlEntityManager,
  cancellation: Cancellation,
): Promise<void> {
  const transaction = em.getTransactionContext<Pick<Kysely<unknown>, 'getExecutor'>>();
  await transaction?.getExecutor().provideConnection((connection) => {
    if (connection instanceof GuardedConnection) {
      connection.cancellation = cancellation;
      guarded.set(em, true);
      // What the ORM would hand on with each statement.
      (em as unknown as { signal: AbortSignal | undefined }).signal = undefined;
    }
    return Promise.resolve();
  });
}

/** Whether what ends the statements of a session is known to its connection. */
export function isGuarded(em: SqlEntityManager): boolean {
  return em.isInTransaction() && guarded.get(em) === true;
}
