import type { SqlEntityManager } from '@mikro-orm/sql';
import { ContextCache } from '../cache/context-cache.js';
import type { RequestContext } from './context.js';

type Work = () => Promise<void>;

// Of sessions: what waits for their commit. A rollback forgets it.
const waiting = new ContextCache<SqlEntityManager, readonly Work[]>();
// Of drivers: work that was begun and has not ended. It ends with the process at the latest.
const running = new WeakMap<object, Set<Promise<void>>>();

/**
 * Has something done once the document of a hand-written mutation is committed: to send an e-mail,
 * to call another service. It is done once, in the order of registration, after COMMIT has
 * succeeded; never for a document that was rolled back, runs dry or is told again, nor where the
 * outcome is not known. The answer does not wait for it, and what it throws is logged. It is not
 * part of the transaction: a process that dies right after the commit does not do it.
 * @throws TypeError outside of a mutation: there is nothing to commit
 * @example
 * @Resolver()
 * class Invite {
 *   @Mutation(() => Boolean)
 *   invite(@Arg('email', () => String) email: string, @Ctx() context: RequestContext): boolean {
 *     afterCommit(context, () => fetch('https://mail.example.com/invite', { method: 'POST', body: email }));
 *     return true;
 *   }
 * }
 */
export function afterCommit(
  { em, request }: Pick<RequestContext, 'em' | 'request'>,
  work: () => unknown,
): void {
  if (!em.isInTransaction()) {
    throw new TypeError('Only a mutation has a commit to do something after');
  }
  const logged: Work = async () => {
    try {
      await work();
    } catch (error) {
      request.logError(error, 'what was to be done after a commit failed');
    }
  };
  waiting.set(em, [...(waiting.get(em) ?? []), logged]);
}

/** Forgets what waits for the commit of a session that was rolled back. */
export function forgetAfterCommit(em: SqlEntityManager): void {
  if (waiting.get(em) !== undefined) {
    waiting.set(em, []);
  }
}

/** Begins what waited for the commit of a session, which has succeeded. */
export function beginAfterCommit(em: SqlEntityManager): void {
  const works = waiting.get(em) ?? [];
  if (works.length === 0) {
    return;
  }
  waiting.set(em, []);
  const ofDriver = running.get(em.getDriver()) ?? new Set();
  running.set(em.getDriver(), ofDriver);
  const run = doAll(works).finally(() => ofDriver.delete(run));
  ofDriver.add(run);
}

/** Waits for what was begun after commits: before a process ends. */
export async function endOfAfterCommit({
  em,
}: {
  readonly em: Pick<SqlEntityManager, 'getDriver'>;
}): Promise<void> {
  await Promise.all([...(running.get(em.getDriver()) ?? [])]);
}

async function doAll(works: readonly Work[]): Promise<void> {
  for (const work of works) {
    await work();
  }
}
