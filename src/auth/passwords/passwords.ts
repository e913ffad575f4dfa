import type { PasswordHasher } from '../password-rules/password-hasher.js';
import { RefreshTokens } from '../tokens/refresh-tokens.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { Engine } from '../../reading/engine.js';
import type { Orm } from '../../database/orm.js';
import type { SignedIdentity } from '../../request/request-session.js';
import type { Settings } from '../../settings.js';
import { Auth } from './password-sign-in.js';
import { AuthResolver } from './auth-operations.js';
import { Sessions } from './sessions.js';
import { SignUpGate } from './sign-up-gate.js';
import { SignUp } from './sign-up.js';
import { Throttle } from '../throttle/throttle.js';
import { type SignedRequest, Viewers } from './viewers.js';

/** What signing in is made of. */
export interface CreateAuthOptions {
  readonly orm: Orm;
  readonly engine: Engine;
  readonly settings: Pick<Settings, 'auth'>;
  /** The secret of the server. */
  readonly secret: string;
  readonly passwords: PasswordHasher;
}

/** Signing in, as the rest of the application needs it. */
export interface Authentication {
  /** Resolves the mutations. */
  readonly resolver: AuthResolver;
  /** Says who asks; null for a request without a token. */
  identityOf(request: SignedRequest): SignedIdentity | null;
}

/** Puts signing in together. */
export function createAuth(options: CreateAuthOptions): Authentication {
  const { orm, engine, passwords, secret } = options;
  const settings = options.settings.auth;
  const accessTokens = new AccessTokens(secret, settings.accessTokenMs);
  const refreshTokens = new RefreshTokens(secret);
  const sessions = new Sessions({ orm, accessTokens, refreshTokens, settings });
  const throttle = new Throttle(orm);
  const viewers = new Viewers({ orm, tokens: accessTokens, cookies: settings.cookies });
  const resolver = new AuthResolver({
    viewers,
    sessions,
    auth: new Auth({ orm, passwords, sessions, throttle, settings }),
    signUp: new SignUp(orm, engine),
    signUpGate: new SignUpGate(throttle, settings),
    cookies: settings.cookies,
    refreshIdleMs: settings.refreshIdleMs,
  });
  return { resolver, identityOf: (request) => viewers.identityOf(request) };
}
