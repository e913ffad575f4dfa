import type { SqlEntityManager } from '@mikro-orm/sql';
import type { ControlledTransaction, Kysely } from 'kysely';
import { ContextCache } from '../../cache/context-cache.js';
import type { Cancellation } from '../../cancellation/cancellation.js';
import { plainTransactions, type Transactions } from '../transactions.js';
import { GuardedConnection } from './guarded-connection.js';

type Transaction = ControlledTransaction<unknown>;

/**
 * Transactions whose connection is told what ends their statements, past what the ORM does beyond
 * these two calls: to tell subscribers, in several promises for each event.
 */
export const guardedTransactions: Transactions = {
  begin: async (em, cancellation) => {
    if (hasSubscribers(em)) {
      await em.begin();
    } else {
      const sessionContext = em.getTransactionSessionContext();
      const options = sessionContext === undefined ? {} : { sessionContext };
      em.setTransactionContext((await em.getConnection('write').begin(options)) as Transaction);
    }
    await guardTransaction(em, cancellation);
  },
  commit: async (em) => {
    const transaction = em.getTransactionContext<Transaction>();
    if (hasSubscribers(em) || transaction === undefined) {
      await plainTransactions.commit(em);
    } else {
      await em.getConnection('write').commit(transaction);
      em.resetTransactionContext();
    }
  },
};

const guarded = new ContextCache<SqlEntityManager, true>();

/** Has the connection of a session's transaction end its statements, until it is given back. */
async function guardTransaction(em: SqlEntityManager, cancellation: Cancellation): Promise<void> {
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

function hasSubscribers(em: SqlEntityManager): boolean {
  return em.getEventManager().getSubscribers().size > 0;
}
