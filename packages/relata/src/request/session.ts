import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Orm } from '../database/orm.js';
import { rollBackSession } from './transaction.js';

/**
 * Opens a session: an entity manager with an identity map of its own, which writes nothing unless
 * it is told to flush or commit. It holds no connection; there is nothing to close.
 * @param signal - ends its statements when it is aborted
 * @example
 * const tags = async (orm: Orm): Promise<readonly Tag[]> => await openSession(orm).find(Tag, {});
 */
export function openSession(orm: Orm, signal?: AbortSignal): SqlEntityManager {
  return orm.em.fork(signal && { signal, inflightQueryAbortStrategy: 'cancel query' });
}

/**
 * Runs a unit of work outside a request: opens a session in a transaction, commits once when the
 * work is done, rolls back when it throws, and lets go of the connection either way.
 * @param app - the application, or anything with its ORM
 * @returns what the work returns
 * @throws what the work or the commit throws
 * @example
 * const rename = async (app: App, from: string, to: string): Promise<void> => {
 *   await withSession(app, async (em) => {
 *     const tag = await em.findOneOrFail(Tag, { name: from });
 *     tag.name = to;
 *   });
 * };
 */
export async function withSession<T>(
  app: { readonly orm: Orm },
  work: (em: SqlEntityManager) => Promise<T>,
): Promise<T> {
  const em = openSession(app.orm);
  await em.begin();
  try {
    const result = await work(em);
    await em.commit();
    return result;
  } catch (error) {
    // Where it fails, the connection is gone, and the transaction with it; why the work failed is what
    // the caller must hear.
    await rollBackSession(em).catch(() => undefined);
    throw error;
  } finally {
    em.clear();
  }
}
