import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { UnauthenticatedError } from '../../errors.js';
import { User } from '../../models/index.js';
import { faultOfPassword } from '../password-rules/password-rule.js';
import type { RequestContext } from '../../request/context.js';
import { adoptViewer } from '../../request/context.js';
import { one } from '../../request/retrieval.js';
import { Faults } from '../../writing/user-error.js';
import { OWN_CREDENTIALS, STANDALONE } from '../../writing/document/standalone.js';
import type { Auth } from './password-sign-in.js';
import { AuthPayload, SignUpInput } from './auth-types.js';
import { clearCookies, cookieOf, REFRESH_COOKIE, setCookies } from '../tokens/cookies.js';
import type { Grant, Sessions } from './sessions.js';
import type { SignUpGate } from './sign-up-gate.js';
import type { SignUp } from './sign-up.js';
import type { Viewers } from './viewers.js';

/** What {@link AuthResolver} works with. */
export interface AuthResolverParts {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly signUp: SignUp;
  readonly signUpGate: SignUpGate;
  readonly viewers: Viewers;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
  readonly refreshIdleMs: number;
}

/** Signing up, in and out. Each stands alone in its document, and commits what must survive it. */
@Resolver()
export class AuthResolver {
  readonly #parts: AuthResolverParts;

  constructor(parts: AuthResolverParts) {
    this.#parts = parts;
  }

  @Extensions(OWN_CREDENTIALS)
  @Mutation(() => AuthPayload, { nullable: true, description: 'Makes a new user and signs it in.' })
  async signUp(
    @Arg('input', () => SignUpInput, { description: 'Who signs up.' }) input: SignUpInput,
    @Ctx() context: RequestContext,
  ): Promise<AuthPayload> {
    const refusal = await this.#parts.signUpGate.refusal(context.request.address);
    if (refusal !== null) {
      return AuthPayload.failed([refusal]);
    }
    const outcome = await this.#parts.signUp.create(context, input);
    return 'faults' in outcome
      ? AuthPayload.failed(outcome.faults)
      : this.#granted(context, await this.#parts.auth.begin(outcome.userId));
  }

  @Extensions(OWN_CREDENTIALS)
  @Mutation(() => AuthPayload, { nullable: true, description: 'Signs a user in.' })
  async signIn(
    @Arg('login', () => String, { description: 'Username or e-mail address.' }) login: string,
    @Arg('password', () => String, { description: 'The password.' }) password: string,
    @Ctx() context: RequestContext,
  ): Promise<AuthPayload> {
    const { address } = context.request;
    const grant = await this.#parts.auth.signIn({ login, password, address });
    return grant === null
      ? AuthPayload.failed([Faults.badCredentials(['password'], 'unknown user or wrong password')])
      : this.#granted(context, grant);
  }

  @Extensions(OWN_CREDENTIALS)
  @Mutation(() => AuthPayload, {
    nullable: true,
    description:
      'Exchanges a refresh token for the next. One used again after some seconds ends the sign-in.',
  })
  async refreshSession(
    @Arg('refreshToken', () => String, {
      nullable: true,
      description: 'The newest one; left out where tokens travel in cookies.',
    })
    refreshToken: string | null,
    @Ctx() context: RequestContext,
  ): Promise<AuthPayload> {
    const token = refreshToken ?? this.#cookie(context);
    const grant = token === null ? null : await this.#parts.sessions.refresh(token);
    if (grant === null) {
      // Else it would come with each request, and no page would be anybody's.
      this.#forget(context);
      throw UnauthenticatedError.badRefreshToken();
    }
    return this.#granted(context, grant);
  }

  @Extensions(OWN_CREDENTIALS)
  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Ends the sign-in of this request; true as well where it had ended before.',
  })
  async signOut(
    @Arg('refreshToken', () => String, {
      nullable: true,
      description: 'Ends its sign-in, too: for clients whose access token may have expired.',
    })
    refreshToken: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const { sessions, viewers } = this.#parts;
    for (const sessionId of await viewers.sessionsOf(context.request)) {
      await sessions.end(sessionId);
    }
    for (const token of [refreshToken, this.#cookie(context)]) {
      if (typeof token === 'string') {
        await sessions.endBy(token);
      }
    }
    this.#forget(context);
    return true;
  }

  @Extensions(STANDALONE)
  @Mutation(() => Boolean, { nullable: true, description: 'Ends every sign-in of the viewer.' })
  async signOutEverywhere(@Ctx() context: RequestContext): Promise<boolean> {
    await this.#parts.sessions.endAll(viewerId(context));
    this.#forget(context);
    return true;
  }

  @Extensions(STANDALONE)
  @Mutation(() => AuthPayload, {
    nullable: true,
    description: 'Sets a new password, ends every sign-in of the viewer and begins a new one.',
  })
  async changePassword(
    @Arg('currentPassword', () => String, { description: 'The one until now.' }) current: string,
    @Arg('newPassword', () => String, {
      description: '8 to 256 characters, not one of the commonest.',
    })
    password: string,
    @Ctx() context: RequestContext,
  ): Promise<AuthPayload> {
    const userId = viewerId(context);
    const { auth } = this.#parts;
    const owner = await one(context.em, User, { id: userId });
    const weak = faultOfPassword(password, owner);
    if (weak !== null) {
      return AuthPayload.failed([Faults.invalid(['newPassword'], weak)]);
    }
    const grant = await auth.changePassword(userId, { current, next: password });
    return grant === null
      ? AuthPayload.failed([Faults.badCredentials(['currentPassword'], 'wrong password')])
      : this.#granted(context, grant);
  }

  #granted(context: RequestContext, grant: Grant): AuthPayload {
    // What the answer says of the user, it says to the user.
    adoptViewer(context, {
      userId: grant.userId,
      permissions: new Set(),
      sessionId: grant.sessionId,
    });
    if (this.#parts.cookies) {
      setCookies(context, grant, this.#parts.refreshIdleMs);
    }
    return AuthPayload.of(grant, !this.#parts.cookies);
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

function viewerId({ viewer }: RequestContext): number {
  if (viewer.userId === null) {
    throw UnauthenticatedError.anonymous();
  }
  return viewer.userId;
}
