import type { SqlEntityManager } from '@mikro-orm/sql';
import { ContextCache } from '../cache/context-cache.js';
import { OutcomeUnknownError, RuleError } from '../errors.js';
import { beginAfterCommit, forgetAfterCommit } from './after-commit.js';
import { isConnectionLost } from '../database/database-failure.js';
import { Cancellation } from '../cancellation/cancellation.js';
import { transactionsOf } from '../database/transactions.js';

/** What a transaction needs of the request: its session, and the signal that ends it. */
export interface TransactionContext {
  readonly em: SqlEntityManager;
  readonly signal: AbortSignal;
}

// On signals of requests that sent a COMMIT: what comes of them then nobody can call "not done".
const committing = new ContextCache<AbortSignal, boolean>();

/**
 * Begins a transaction on a session. Until it ends, what ends the request ends its statements.
 * @throws MikroORM's DriverException for what the database refuses
 */
export async function beginSession({ em, signal }: TransactionContext): Promise<void> {
  await transactionsOf(em).begin(em, Cancellation.of(signal));
}

/**
 * Commits the transaction of a session, unless the request has ended: what was answered as too
 * late must not be kept. What changed in the session and was not flushed is written first.
 * @throws the reason of the signal; OutcomeUnknownError when the connection broke before the
 * database answered; whatever else the commit throws, and then nothing is kept
 */
export async function commitSession(context: TransactionContext): Promise<void> {
  await commitWith(context, () => context.em.flush());
}

/**
 * Commits as {@link commitSession} does a session that has nothing left to flush, after a last
 * statement, which the database may be told together with the commit: if that fails, nothing is
 * kept.
 * @returns what the last statement gives
 */
export async function commitWith<T>(
  { em, signal }: TransactionContext,
  last: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const isFirst = committing.get(signal) !== true;
  committing.set(signal, true);
  try {
    const result = await last();
    await transactionsOf(em)
      .commit(em)
      .catch((error: unknown) => {
        // A subscriber may throw what no database says.
        throw error instanceof RuleError ? error : em.getDriver().convertException(error as Error);
      });
    beginAfterCommit(em);
    return result;
  } catch (error) {
    if (isConnectionLost(error)) {
      // The database may have committed before the connection went.
      throw OutcomeUnknownError.commit(error);
    }
    if (isFirst) {
      committing.set(signal, false);
    }
    throw error;
  }
}

// Of sessions: a request that ends is undone by who works for it and by who waits for it.
const rollbacks = new ContextCache<SqlEntityManager, Promise<void> | null>();

/**
 * Undoes what a session did not commit; once, however many ask for it.
 * @throws what the rollback throws: a connection that is gone has taken the transaction with it
 */
export async function rollBackSession(em: SqlEntityManager): Promise<void> {
  forgetAfterCommit(em);
  const running = rollbacks.get(em);
  if (running != null) {
    await running;
  } else if (em.isInTransaction()) {
    const rollback = em.rollback();
    rollbacks.set(em, rollback);
    await rollback.finally(() => {
      rollbacks.set(em, null);
    });
  }
}

/**
 * Whether nobody has anything to write after the last statement of a unit of work: subscribers are
 * told when it is about to commit.
 */
export function mayCommitAtOnce({ em }: Pick<TransactionContext, 'em'>): boolean {
  return !hasSubscribers(em);
}

/** Whether a request has sent a COMMIT that did not fail: its changes may be kept. */
export function mayBeCommitted(signal: AbortSignal): boolean {
  return committing.get(signal) === true;
}

function hasSubscribers(em: SqlEntityManager): boolean {
  return em.getEventManager().getSubscribers().size > 0;
}
