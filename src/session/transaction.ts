import type { SqlEntityManager } from '@mikro-orm/sql';
import { OutcomeUnknownError } from '../errors.js';
import { isConnectionLost } from './database-failure.js';
import { Ending } from './ending.js';
import { guardTransaction } from './guarded-transaction.js';

/** What a transaction needs of the request: its session, and the signal that ends it. */
export interface TransactionContext {
  readonly em: SqlEntityManager;
  readonly signal: AbortSignal;
}

// Signals of requests that sent a COMMIT: what comes of them after that nobody can call "not done".
const committing = new WeakSet<AbortSignal>();

/**
 * Begins a transaction on a session. Until it ends, what ends the request ends its statements.
 * @throws MikroORM's DriverException for what the database refuses, as every statement does
 */
export async function beginSession({ em, signal }: TransactionContext): Promise<void> {
  try {
    await em.begin();
  } catch (error) {
    throw em.getDriver().convertException(error as Error);
  }
  await guardTransaction(em, Ending.of(signal));
}

/**
 * Commits the transaction of a session, unless the request has ended: what was answered as too
 * late must not be kept.
 * @throws the reason of the signal; OutcomeUnknownError when the connection broke before the
 * database answered; whatever else the commit throws, and then nothing is kept
 */
export async function commitSession(context: TransactionContext): Promise<void> {
  await commitWith(context, () => Promise.resolve());
}

/**
 * Commits as {@link commitSession} does, after a last statement, which the database may be told
 * together with the commit: if that fails, nothing is kept.
 * @returns what the last statement gives
 */
export async function commitWith<T>(
  { em, signal }: TransactionContext,
  last: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const isFirst = !committing.has(signal);
  committing.add(signal);
  try {
    const result = await last();
    await em.commit().catch((error: unknown) => {
      throw em.getDriver().convertException(error as Error);
    });
    return result;
  } catch (error) {
    if (isConnectionLost(error)) {
      // The database may have committed before the connection went.
      throw OutcomeUnknownError.commit(error);
    }
    if (isFirst) {
      committing.delete(signal);
    }
    throw error;
  }
}

/**
 * Whether nobody has anything to write after the last statement of a unit of work: subscribers are
 * told when it is about to commit.
 */
export function mayCommitAtOnce({ em }: Pick<TransactionContext, 'em'>): boolean {
  return em.getEventManager().getSubscribers().size === 0;
}

/** Whether a request has sent a COMMIT that did not fail: its changes may be kept. */
export function mayBeCommitted(signal: AbortSignal): boolean {
  return committing.has(signal);
}
