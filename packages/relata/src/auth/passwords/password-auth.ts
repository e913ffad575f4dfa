import type { Key } from '../../kinds/kind.js';
import type { EntityClass } from '@mikro-orm/core';
import { UnauthenticatedError } from '../../errors.js';
import type { SecretRule } from '../../model/declarations.js';
import { adoptViewer, type RequestContext } from '../../request/context.js';
import { UserErrors } from '../../writing/user-error.js';
import { clearCookies, cookieOf, REFRESH_COOKIE, setCookies } from '../tokens/cookies.js';
import type { Account } from './auth-models.js';
import { type AuthResult, failed, granted, type SignUpInput } from './auth-types.js';
import type { PasswordSignIn } from './password-sign-in.js';
import type { Grant, Sessions } from './sessions.js';
import type { SignUp } from './sign-up.js';
import type { SignUpGate } from './sign-up-gate.js';
import type { Viewers } from './viewers.js';

/** What {@link PasswordAuth} works with. */
export interface PasswordAuthParts {
  /** Model of users. */
  readonly user: EntityClass<Account>;
  /** What a new password must be. */
  readonly rule: SecretRule;
  readonly signIn: PasswordSignIn;
  readonly sessions: Sessions;
  readonly signUp: SignUp;
  readonly signUpGate: SignUpGate;
  readonly viewers: Viewers;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
  readonly refreshIdleMs: number;
}

/** Signing up, in and out, whatever asks for it. Each step commits what must survive it. */
export class PasswordAuth {
  readonly #parts: PasswordAuthParts;

  constructor(parts: PasswordAuthParts) {
    this.#parts = parts;
  }

  async signUp(input: SignUpInput, context: RequestContext): Promise<AuthResult> {
    const refusal = await this.#parts.signUpGate.refusal(context.request.address);
    if (refusal !== null) {
      return failed([refusal]);
    }
    const outcome = await this.#parts.signUp.create(context, input);
    return 'userErrors' in outcome
      ? failed(outcome.userErrors)
      : this.#granted(context, await this.#parts.signIn.begin(outcome.userId));
  }

  async signIn(login: string, password: string, context: RequestContext): Promise<AuthResult> {
    const { address } = context.request;
    const grant = await this.#parts.signIn.signIn({ login, password, address });
    return grant === null
      ? failed([UserErrors.badCredentials(['password'], 'unknown user or wrong password')])
      : this.#granted(context, grant);
  }

  /** @throws UnauthenticatedError for a token that is of no use */
  async refresh(refreshToken: string | null, context: RequestContext): Promise<AuthResult> {
    const token = refreshToken ?? this.#cookie(context);
    const grant = token === null ? null : await this.#parts.sessions.refresh(token);
    if (grant === null) {
      // Else it would come with each request, and no page would be anybody's.
      this.#forget(context);
      throw UnauthenticatedError.badRefreshToken();
    }
    return this.#granted(context, grant);
  }

  async signOut(refreshToken: string | null, context: RequestContext): Promise<boolean> {
    const { sessions, viewers } = this.#parts;
    for (const sessionId of await viewers.sessionsOf(context.request)) {
      await sessions.end(sessionId);
    }
    for (const token of [refreshToken, this.#cookie(context)]) {
      if (token !== null) {
        await sessions.endBy(token);
      }
    }
    this.#forget(context);
    return true;
  }

  /** @throws UnauthenticatedError */
  async signOutEverywhere(context: RequestContext): Promise<boolean> {
    await this.#parts.sessions.endAll(viewerId(context));
    this.#forget(context);
    return true;
  }

  /** @throws UnauthenticatedError */
  async changePassword(
    given: { readonly current: string; readonly next: string },
    context: RequestContext,
  ): Promise<AuthResult> {
    const userId = viewerId(context);
    const { signIn, rule, user } = this.#parts;
    const owner = await context.em.findOneOrFail(user, { id: userId });
    const weak = rule(given.next, { ...owner });
    if (weak !== null) {
      return failed([UserErrors.invalid(['newPassword'], weak)]);
    }
    const grant = await signIn.changePassword(userId, given);
    return grant === null
      ? failed([UserErrors.badCredentials(['currentPassword'], 'wrong password')])
      : this.#granted(context, grant);
  }

  #granted(context: RequestContext, grant: Grant): AuthResult {
    // What the answer says of the user, it says to the user.
    adoptViewer(context, {
      userId: grant.userId,
      permissions: new Set(),
      sessionId: grant.sessionId,
    });
    if (this.#parts.cookies) {
      setCookies(context, grant, this.#parts.refreshIdleMs);
    }
    return granted(grant, !this.#parts.cookies);
  }

  #cookie({ request }: RequestContext): string | null {
    return this.#parts.cookies ? cookieOf(request.headers, REFRESH_COOKIE) : null;
  }

  #forget(context: RequestContext): void {
    if (this.#parts.cookies) {
      clearCookies(context);
    }
  }
}

function viewerId({ viewer }: RequestContext): Key {
  if (viewer.userId === null) {
    throw UnauthenticatedError.anonymous();
  }
  return viewer.userId;
}
