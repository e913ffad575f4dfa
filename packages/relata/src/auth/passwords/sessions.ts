import type { Key, KeyForm } from '../../kinds/kind.js';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { digestOf, type RefreshTokens } from '../tokens/refresh-tokens.js';
import type { AccessTokens } from '../tokens/access-tokens.js';
import type { Orm } from '../../database/orm.js';
import { withSession } from '../../request/session.js';
import { retryCollisions } from '../../request/retry.js';
import type { Account, AuthModels, AuthSession, RefreshToken } from './auth-models.js';

/** How long sign-ins last. */
export interface SessionSettings {
  readonly refreshIdleMs: number;
  readonly refreshAbsoluteMs: number;
  readonly refreshGraceMs: number;
}

/** What {@link Sessions} works with. */
export interface SessionsParts {
  readonly orm: Orm;
  readonly models: AuthModels;
  /** How the keys of users are written. */
  readonly userKey: Pick<KeyForm, 'ofCode'>;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly settings: SessionSettings;
}

/** What a client gets to go on with. */
export interface Grant {
  readonly userId: Key;
  readonly sessionId: number;
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly refreshToken: string;
}

/** A session, and its refresh token. */
interface Begun {
  readonly userId: Key;
  readonly sessionId: number;
  readonly refreshToken: string;
  /** When it ends whatever happens. */
  readonly endsAt: Date;
}

/** Sign-ins as they begin, go on and end. What ends one is kept whatever the answer becomes. */
export class Sessions {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** Begins one, in the transaction of whoever found out that it may begin. */
  async begin(em: SqlEntityManager, user: Account): Promise<Grant> {
    const { refreshTokens, settings } = this.#parts;
    const session = em.create(this.#parts.models.AuthSession, {
      user: user.id,
      accessStamp: user.accessStamp,
      expiresAt: new Date(Date.now() + settings.refreshAbsoluteMs),
    });
    const refreshToken = refreshTokens.first();
    this.#keep(em, session, refreshToken);
    await em.flush();
    const { id: sessionId, expiresAt: endsAt } = session;
    const userId = this.#parts.userKey.ofCode(user.id);
    return await this.#grant({ userId, sessionId, refreshToken, endsAt });
  }

  /**
   * Exchanges a refresh token for the next one. A token that was exchanged a moment ago was sent by
   * two tabs at once, or its answer was lost: it gets the newest one of the family. Later it was
   * stolen, or its thief was faster: the session ends.
   * @returns null for a token that is of no use
   */
  async refresh(refreshToken: string): Promise<Grant | null> {
    const found = await retryCollisions(() =>
      withSession(this.#parts, (em) => this.#exchange(em, refreshToken)),
    );
    return found && (await this.#grant(found));
  }

  /** Ends one. */
  async end(sessionId: number): Promise<void> {
    await withSession(this.#parts, (em) => this.#revoke(em, { id: sessionId }));
  }

  /** Ends the one a refresh token belongs to; nothing for one that nobody knows. */
  async endBy(refreshToken: string): Promise<void> {
    await withSession(this.#parts, async (em) => {
      const known = await em.findOne(this.#parts.models.RefreshToken, {
        digest: digestOf(refreshToken),
      });
      if (known !== null) {
        await this.#revoke(em, { id: known.session.id });
      }
    });
  }

  /** Ends every one of a user. */
  async endAll(userId: Key): Promise<void> {
    await withSession(this.#parts, (em) => this.#revoke(em, { user: userId }));
  }

  async #exchange(em: SqlEntityManager, refreshToken: string): Promise<Begun | null> {
    const now = new Date();
    const digest = digestOf(refreshToken);
    const claimed = await em.nativeUpdate(
      this.#parts.models.RefreshToken,
      { digest, usedAt: null },
      { usedAt: now },
    );
    // Looked at only now: whoever used it at the same time has committed.
    const known = await em.findOne(
      this.#parts.models.RefreshToken,
      { digest },
      { populate: ['session', 'session.user'] },
    );
    if (known === null) {
      return null;
    }
    const session = known.session.unwrap();
    const user = session.user.unwrap();
    if (hasEnded(session, user, now) || (claimed > 0 && isPast(known.expiresAt, now))) {
      return null;
    }
    const userId = this.#parts.userKey.ofCode(user.id);
    const begun = { userId, sessionId: session.id, endsAt: session.expiresAt };
    if (claimed > 0) {
      const next = this.#parts.refreshTokens.after(refreshToken);
      this.#keep(em, session, next);
      await em.flush();
      return { ...begun, refreshToken: next };
    }
    const newest = await this.#newestAfter(em, known, { refreshToken, now });
    if (newest !== null) {
      return { ...begun, refreshToken: newest };
    }
    await this.#revoke(em, { id: session.id });
    return null;
  }

  /** The newest token of the family of one that was used a moment ago; null where that is longer ago. */
  async #newestAfter(
    em: SqlEntityManager,
    { session, usedAt }: RefreshToken,
    { refreshToken, now }: { readonly refreshToken: string; readonly now: Date },
  ): Promise<string | null> {
    const { refreshTokens, settings } = this.#parts;
    // Of two at once, the one that looked at the clock first may have come second.
    const age = Math.max(0, now.getTime() - (usedAt?.getTime() ?? 0));
    if (age >= settings.refreshGraceMs) {
      return null;
    }
    const newest = await em.findOne(this.#parts.models.RefreshToken, {
      session: session.id,
      usedAt: null,
    });
    return newest && refreshTokens.follow(refreshToken, newest.digest);
  }

  #keep(em: SqlEntityManager, session: AuthSession, refreshToken: string): void {
    em.create(this.#parts.models.RefreshToken, {
      session,
      digest: digestOf(refreshToken),
      expiresAt: new Date(Date.now() + this.#parts.settings.refreshIdleMs),
    });
  }

  async #grant({ endsAt, ...begun }: Begun): Promise<Grant> {
    const { token, expiresAt } = await this.#parts.accessTokens.sign(begun, endsAt);
    return { ...begun, accessToken: token, expiresAt };
  }

  async #revoke(
    em: SqlEntityManager,
    where: { readonly id: number } | { readonly user: Key },
  ): Promise<void> {
    await em.nativeUpdate(
      this.#parts.models.AuthSession,
      { ...where, revokedAt: null },
      { revokedAt: new Date() },
    );
  }
}

function hasEnded(session: AuthSession, user: Account, now: Date): boolean {
  return (
    isPast(session.expiresAt, now) ||
    (session.revokedAt ?? null) !== null ||
    session.accessStamp !== user.accessStamp ||
    (user.deletedAt ?? null) !== null ||
    !user.isActive
  );
}

function isPast(date: Date, now: Date): boolean {
  return date.getTime() <= now.getTime();
}
