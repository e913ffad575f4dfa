import type { Key } from '../../kinds/kind.js';
import type { EntityClass } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { networkOf } from '../../addresses.js';
import type { PasswordHasher } from '../password-rules/password-hasher.js';
import { foldKey } from '../../text/case-folding.js';
import type { Orm } from '../../database/orm.js';
import { withSession } from '../../request/session.js';
import type { Account } from './auth-models.js';
import type { Grant, Sessions } from './sessions.js';
import type { Throttle } from '../throttle/throttle.js';

/** How often sign-ins may be tried. */
export interface TriesSettings {
  readonly accountTries: number;
  readonly addressTries: number;
}

/** What {@link PasswordSignIn} works with. */
export interface PasswordSignInParts {
  readonly orm: Orm;
  /** Model of users. */
  readonly user: EntityClass<Account>;
  readonly passwords: PasswordHasher;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly settings: TriesSettings;
}

/** Who tries to sign in, and from where. */
export interface Credentials {
  /** Username or e-mail address. */
  readonly login: string;
  readonly password: string;
  readonly address: string;
}

/**
 * Signing in by a password, and changing it. Each step commits what must survive whatever the answer
 * becomes: the count of tries.
 */
export class PasswordSignIn {
  readonly #parts: PasswordSignInParts;

  constructor(parts: PasswordSignInParts) {
    this.#parts = parts;
  }

  /**
   * @returns null for an unknown user and a wrong password alike, after the same work
   * @throws RateLimitedError
   */
  async signIn({ login, password, address }: Credentials): Promise<Grant | null> {
    const { orm, passwords, settings, throttle, user } = this.#parts;
    const account = `account:${foldKey(login)}`;
    await throttle.count(`address:${networkOf(address)}`, settings.addressTries);
    await throttle.count(account, settings.accountTries);
    const found = await withSession({ orm }, (em) => this.#findByLogin(em, login));
    const verdict = await passwords.verify(found?.passwordHash ?? null, password);
    if (found === null || verdict === 'wrong' || !found.isActive || isDeleted(found)) {
      return null;
    }
    await throttle.forget(account);
    const rehashed = verdict === 'outdated' ? await passwords.hash(password) : null;
    return await withSession({ orm }, async (em) => {
      if (rehashed !== null) {
        await em.nativeUpdate(
          user,
          { id: found.id, passwordHash: found.passwordHash },
          { passwordHash: rehashed },
        );
      }
      return await this.#parts.sessions.begin(em, found);
    });
  }

  /** Begins a session for a user who was just created. */
  async begin(userId: Key): Promise<Grant> {
    return await withSession(this.#parts, async (em) => {
      const account = await em.findOneOrFail(this.#parts.user, userId);
      return await this.#parts.sessions.begin(em, account);
    });
  }

  /**
   * Sets a new password, ends every session and begins a new one.
   * @param given - the current password, and the next one, checked by its rules already
   * @returns null when the current password is another
   * @throws RateLimitedError
   */
  async changePassword(
    userId: Key,
    given: { readonly current: string; readonly next: string },
  ): Promise<Grant | null> {
    const { orm, passwords, settings, throttle, user } = this.#parts;
    // Whoever has got hold of an access token must not find out the password with it.
    const subject = `password:${String(userId)}`;
    await throttle.count(subject, settings.accountTries);
    const account = await withSession({ orm }, (em) =>
      em.findOneOrFail(user, userId, { populate: ['passwordHash'] }),
    );
    if ((await passwords.verify(account.passwordHash, given.current)) === 'wrong') {
      return null;
    }
    await throttle.forget(subject);
    const hash = await passwords.hash(given.next);
    return await withSession({ orm }, async (em) => {
      const changed = await em.findOneOrFail(user, userId, { populate: ['passwordHash'] });
      changed.passwordHash = hash;
      await em.flush();
      return await this.#parts.sessions.begin(em, changed);
    });
  }

  async #findByLogin(em: SqlEntityManager, login: string): Promise<Account | null> {
    if (!login.isWellFormed() || login.includes('\0')) {
      // No name, and nothing that both databases take.
      return null;
    }
    const key = foldKey(login);
    return await em.findOne(
      this.#parts.user,
      key.includes('@') ? { emailKey: key } : { usernameKey: key },
      { populate: ['passwordHash'] },
    );
  }
}

function isDeleted({ deletedAt }: Account): boolean {
  return deletedAt !== null && deletedAt !== undefined;
}
