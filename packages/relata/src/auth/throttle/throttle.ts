import { createHash } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { RateLimitedError } from '../../errors.js';
import { SignInThrottle } from './sign-in-throttle.js';
import type { Orm } from '../../database/orm.js';
import { withSession } from '../../request/session.js';
import { retryCollisions } from '../../request/retry.js';

const WINDOW_MS = 60_000;
const LONGEST_BLOCK_MS = 900_000;
/** After this time without a try, blocks begin short again. */
const QUIET_MS = 3_600_000;
/** After this time without a try, a row says no more than a new one. */
export const FORGOTTEN_MS = QUIET_MS + LONGEST_BLOCK_MS;

/**
 * Counts tries by account and by address, in the database so that every process knows, known and
 * unknown accounts alike. Past the limit of a minute a subject is blocked, twice as long each time.
 */
export class Throttle {
  readonly #orm: Orm;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /**
   * Counts a try before it is made, so that many at once are all counted.
   * @param subject - `account:…` or `address:…`; only a digest is kept
   * @param most - tries a minute
   * @throws RateLimitedError while the subject is blocked
   */
  async count(subject: string, most: number): Promise<void> {
    const blockedMs = await retryCollisions(() =>
      withSession({ orm: this.#orm }, async (em) => {
        const now = new Date();
        const key = digestOf(subject);
        const fresh = { subject: key, tries: 0, since: now, createdAt: now, updatedAt: now };
        await em.upsert(SignInThrottle, fresh, {
          onConflictFields: ['subject'],
          // Something must be set for the row to be locked: else it may be forgotten in between.
          onConflictMergeFields: ['updatedAt'],
        });
        em.clear();
        const row = await em.findOneOrFail(
          SignInThrottle,
          { subject: key },
          { lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        const left = (row.blockedUntil?.getTime() ?? 0) - now.getTime();
        if (left > 0) {
          return left;
        }
        const last = Math.max(row.since.getTime(), row.blockedUntil?.getTime() ?? 0);
        if (now.getTime() - last >= QUIET_MS) {
          row.strikes = 0;
        }
        if (now.getTime() - row.since.getTime() >= WINDOW_MS) {
          row.since = now;
          row.tries = 0;
        }
        row.tries += 1;
        if (row.tries > most) {
          const block = Math.min(LONGEST_BLOCK_MS, WINDOW_MS * 2 ** row.strikes);
          row.strikes += 1;
          row.tries = 0;
          row.blockedUntil = new Date(now.getTime() + block);
          await em.flush();
          return block;
        }
        await em.flush();
        return 0;
      }),
    );
    if (blockedMs > 0) {
      throw RateLimitedError.tryAgainIn(Math.ceil(blockedMs / 1000));
    }
  }

  /** Forgets the tries of a subject that succeeded. */
  async forget(subject: string): Promise<void> {
    await withSession({ orm: this.#orm }, (em) =>
      em.nativeDelete(SignInThrottle, { subject: digestOf(subject) }),
    );
  }
}

function digestOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url');
}
