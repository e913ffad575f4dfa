import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Cancellation } from '../cancellation/cancellation.js';

/** How a session begins a transaction and commits it. */
export interface Transactions {
  /**
   * @param cancellation - ends the statements of the transaction, as the signal does with which the
   *   session was forked
   */
  begin(em: SqlEntityManager, cancellation: Cancellation): Promise<void>;
  /** Commits a session that has nothing left to flush. */
  commit(em: SqlEntityManager): Promise<void>;
}

/** A driver of the ORM that says how. */
export interface TransactingDriver {
  readonly transactions: Transactions;
}

/** Leaves it to the ORM. */
export const plainTransactions: Transactions = {
  begin: (em) => em.begin(),
  commit: (em) => em.commit(),
};

/** Those of the database of a session. */
export function transactionsOf(em: SqlEntityManager): Transactions {
  return (em.getDriver() as unknown as TransactingDriver).transactions;
}
