import type { Prunable } from '../../pruning/prune.js';
import { SignInThrottle } from '../throttle/sign-in-throttle.js';
import { FORGOTTEN_MS } from '../throttle/throttle.js';
import type { AuthModels } from './auth-models.js';

/**
 * What ends of signing in. Tokens go before the sign-ins they belong to, which would take any number
 * of them along, but never before those have ended, however long ago they expired: that one was used
 * twice is noticed only while it is there.
 */
export function authPrunables(models: AuthModels): readonly Prunable[] {
  const { AuthSession, RefreshToken } = models;
  return [
    { model: RefreshToken, ended: (now) => ({ session: { revokedAt: { $lte: now } } }) },
    { model: RefreshToken, ended: (now) => ({ session: { expiresAt: { $lte: now } } }) },
    { model: AuthSession, ended: (now) => ({ revokedAt: { $lte: now } }) },
    { model: AuthSession, ended: (now) => ({ expiresAt: { $lte: now } }) },
    {
      model: SignInThrottle,
      ended: forgotten,
      // Whoever tries again begins again.
      stillEnded: forgotten,
    },
  ];
}

function forgotten(now: Date): object {
  return { updatedAt: { $lte: new Date(now.getTime() - FORGOTTEN_MS) } };
}
