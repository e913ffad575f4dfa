import type { SqlEntityManager } from '@mikro-orm/sql';
import type { PasswordHasher } from '../../access/passwords.js';
import { type AccessTokens, digestOf, newRefreshToken } from '../../access/tokens.js';
import { foldKey } from '../../catalog/fold.js';
import { AuthSession, RefreshToken, User } from '../../models/index.js';
import type { Orm } from '../../session/orm.js';
import { withSession } from '../../session/session.js';
import { type Throttle } from './throttle.js';

/** How long sign-ins last, and how often they may be tried. */
export interface AuthSettings {
  readonly refreshIdleMs: number;
  readonly refreshAbsoluteMs: number;
  readonly accountTries: number;
  readonly addressTries: number;
}

/** What {@link Auth} works with. */
export interface AuthParts {
  readonly orm: Orm;
  readonly passwords: PasswordHasher;
  readonly tokens: AccessTokens;
  readonly throttle: Throttle;
  readonly settings: AuthSettings;
}

/** What a client gets to go on with. */
export interface Grant {
  readonly userId: number;
  readonly sessionId: number;
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly refreshToken: string;
}

/** Who tries to sign in, and from where. */
export interface Credentials {
  /** Username or e-mail address. */
  readonly login: string;
  readonly password: string;
  readonly address: string;
}

/**
 * Signing in and staying so. Each step commits what must survive whatever the answer becomes: the
 * count of tries, the revocation of a stolen token.
 */
export class Auth {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /**
   * @returns null for an unknown user and a wrong password alike, after the same work
   * @throws RateLimitedError
   */
  async signIn({ login, password, address }: Credentials): Promise<Grant | null> {
    const { orm, passwords, settings, throttle } = this.#parts;
    const account = `account:${foldKey(login)}`;
    await throttle.count(`address:${address}`, settings.addressTries);
    await throttle.count(account, settings.accountTries);
    const found = await withSession({ orm }, (em) => findByLogin(em, login));
    const isRight = await passwords.verify(found?.passwordHash ?? null, password);
    if (found === null || !isRight || !found.isActive || isDeleted(found)) {
      return null;
    }
    await throttle.forget(account);
    const rehashed = passwords.isOutdated(found.passwordHash)
      ? await passwords.hash(password)
      : null;
    return await withSession({ orm }, async (em) => {
      if (rehashed !== null) {
        await em.nativeUpdate(
          User,
          { id: found.id, passwordHash: found.passwordHash },
          { passwordHash: rehashed },
        );
      }
      return await this.#begin(em, found);
    });
  }

  /** Begins a session for a user who was just created. */
  async begin(userId: number): Promise<Grant> {
    return await withSession(this.#parts, async (em) => {
      const user = await em.findOneOrFail(User, userId);
      return await this.#begin(em, user);
    });
  }

  /**
   * Exchanges a refresh token for the next one. A token that was exchanged before was stolen, or
   * its thief was faster: the whole session ends, and that is kept although the answer is an error.
   * @returns null for a token that is of no use
   */
  async refresh(refreshToken: string): Promise<Grant | null> {
    return await withSession(this.#parts, async (em) => {
      const now = new Date();
      const digest = digestOf(refreshToken);
      const known = await em.findOne(
        RefreshToken,
        { digest },
        { populate: ['session', 'session.user'] },
      );
      if (known === null) {
        return null;
      }
      const session = known.session.unwrap();
      const claimed = await em.nativeUpdate(
        RefreshToken,
        { id: known.id, usedAt: null },
        { usedAt: now },
      );
      if (claimed === 0) {
        await em.nativeUpdate(AuthSession, { id: session.id, revokedAt: null }, { revokedAt: now });
        return null;
      }
      const user = session.user.unwrap();
      const isOver =
        isPast(session.expiresAt, now) || isPast(known.expiresAt, now) || isRevoked(session, user);
      return isOver || !user.isActive || isDeleted(user)
        ? null
        : await this.#grant(em, session, user);
    });
  }

  /** Ends one session. */
  async signOut(sessionId: number): Promise<void> {
    await this.#revoke({ id: sessionId });
  }

  /** Ends the session a refresh token belongs to; nothing for one that nobody knows. */
  async signOutBy(refreshToken: string): Promise<void> {
    const digest = digestOf(refreshToken);
    const known = await withSession(this.#parts, (em) => em.findOne(RefreshToken, { digest }));
    if (known !== null) {
      await this.signOut(known.session.id);
    }
  }

  /** Ends every session of a user. */
  async signOutEverywhere(userId: number): Promise<void> {
    await this.#revoke({ user: userId });
  }

  /**
   * Sets a new password, ends every session and begins a new one.
   * @param given - the current password, and the next one, checked by its rules already
   * @returns null when the current password is another
   * @throws RateLimitedError
   */
  async changePassword(
    userId: number,
    given: { readonly current: string; readonly next: string },
  ): Promise<Grant | null> {
    const { orm, passwords, settings, throttle } = this.#parts;
    // Whoever has got hold of an access token must not find out the password with it.
    const subject = `password:${String(userId)}`;
    await throttle.count(subject, settings.accountTries);
    const user = await withSession({ orm }, (em) =>
      em.findOneOrFail(User, userId, { populate: ['passwordHash'] }),
    );
    if (!(await passwords.verify(user.passwordHash, given.current))) {
      return null;
    }
    await throttle.forget(subject);
    const hash = await passwords.hash(given.next);
    return await withSession({ orm }, async (em) => {
      const changed = await em.findOneOrFail(User, userId, { populate: ['passwordHash'] });
      changed.passwordHash = hash;
      await em.flush();
      return await this.#begin(em, changed);
    });
  }

  async #begin(em: SqlEntityManager, user: User): Promise<Grant> {
    const { refreshAbsoluteMs } = this.#parts.settings;
    const session = em.create(AuthSession, {
      user: user.id,
      accessStamp: user.accessStamp,
      expiresAt: new Date(Date.now() + refreshAbsoluteMs),
    });
    await em.flush();
    return await this.#grant(em, session, user);
  }

  async #grant(em: SqlEntityManager, session: AuthSession, user: User): Promise<Grant> {
    const { settings, tokens } = this.#parts;
    const { token: refreshToken, digest } = newRefreshToken();
    em.create(RefreshToken, {
      session,
      digest,
      expiresAt: new Date(Date.now() + settings.refreshIdleMs),
    });
    await em.flush();
    const { token, expiresAt } = await tokens.sign({ userId: user.id, sessionId: session.id });
    return { userId: user.id, sessionId: session.id, accessToken: token, expiresAt, refreshToken };
  }

  async #revoke(where: { readonly id?: number; readonly user?: number }): Promise<void> {
    await withSession(this.#parts, (em) =>
      em.nativeUpdate(AuthSession, { ...where, revokedAt: null }, { revokedAt: new Date() }),
    );
  }
}

async function findByLogin(em: SqlEntityManager, login: string): Promise<User | null> {
  if (!login.isWellFormed() || login.includes('\0')) {
    // No name, and nothing that both databases take.
    return null;
  }
  const key = foldKey(login);
  return await em.findOne(User, key.includes('@') ? { emailKey: key } : { usernameKey: key }, {
    populate: ['passwordHash'],
  });
}

function isDeleted({ deletedAt }: User): boolean {
  return deletedAt !== null && deletedAt !== undefined;
}

function isRevoked(session: AuthSession, user: User): boolean {
  const { revokedAt } = session;
  return (
    (revokedAt !== null && revokedAt !== undefined) || session.accessStamp !== user.accessStamp
  );
}

function isPast(moment: Date, now: Date): boolean {
  return moment.getTime() <= now.getTime();
}
