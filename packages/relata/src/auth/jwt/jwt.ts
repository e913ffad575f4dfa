import { type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Viewer } from '../../access/viewer.js';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { RelataError, StartupError, UnauthenticatedError, ViewerKeyError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import type { RequestInfo } from '../../request/context.js';
import { type AuthDoor, doorWithoutTables } from '../door.js';
import { authorizationOf, issuerOf, tokenIn } from '../tokens/bearer.js';
import { type FoundViewer, viewerFrom } from '../viewer-door.js';
import { remoteKeys } from './remote-keys.js';

/** Algorithms with a key that only the issuer has: whoever can check a token cannot make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** Clocks of two machines differ by as much, in seconds. */
const TOLERANCE = 5;
/** Longest token, in characters. */
const MAX_CHARACTERS = 16_384;
/** Most tokens that are known to be good without another look. */
const MAX_VERIFIED = 10_000;

/**
 * Whose tokens are good, and who their bearers are.
 * @example
 * const options: JwtOptions = {
 *   issuer: 'https://id.example.com/',
 *   audience: 'my-api',
 *   jwks: 'https://id.example.com/.well-known/jwks.json',
 *   viewer: ({ sub, scope }) => ({ userId: Number(sub), permissions: String(scope).split(' ') }),
 * };
 */
export interface JwtOptions {
  /** What `iss` of a token must be. */
  readonly issuer: string;
  /** What `aud` of a token must name. */
  readonly audience: string;
  /** URL of the issuer's keys, `https://issuer/.well-known/jwks.json`. */
  readonly jwks: string | URL;
  /** Algorithms that are taken; those with a key pair by default. */
  readonly algorithms?: readonly string[];
  /** Who the bearer of a token is, by what it says; null for nobody this server knows: 401. */
  readonly viewer: (
    claims: JWTPayload,
    request: RequestInfo,
  ) => FoundViewer | null | Promise<FoundViewer | null>;
}

/**
 * Access tokens of another identity provider, in `Authorization: Bearer …`: JWTs (RFC 7519) signed by
 * a key of its JWKS (RFC 7517).
 * @throws StartupError for options that cannot be used
 * @example
 * const auth = jwt({
 *   issuer: 'https://id.example.com/',
 *   audience: 'my-api',
 *   jwks: 'https://id.example.com/.well-known/jwks.json',
 *   viewer: (claims) => ({ userId: Number(claims.sub), permissions: ['post:read'] }),
 * });
 */
export function jwt(options: JwtOptions): AuthDoor {
  const tokens = new IssuedTokens(options, remoteKeys(urlOf(options.jwks)));
  return doorWithoutTables(({ engine: { viewers } }) => ({
    takesTokens: true,
    identityOf: (request) => {
      const token = tokenIn(authorizationOf(request.headers) ?? '');
      return token !== null && issuerOf(token) === options.issuer
        ? { remembered: null, load: () => bearerOf(token, request, viewers) }
        : null;
    },
  }));

  async function bearerOf(
    token: string,
    request: RequestInfo,
    viewers: Model | null,
  ): Promise<Viewer> {
    const found = await options.viewer(await tokens.verify(token), request);
    if (found === null) {
      throw UnauthenticatedError.badToken();
    }
    try {
      return viewerFrom(found, viewers);
    } catch (error) {
      if (!(error instanceof ViewerKeyError)) {
        throw error;
      }
      // Who has the token can do nothing about it, but whoever wrote `viewer` can.
      request.logError(error, 'a token was refused');
      throw UnauthenticatedError.badToken(error);
    }
  }
}

/** What a token says, and until when. */
interface Verified {
  readonly claims: JWTPayload;
  readonly expiresAt: number;
}

/** Checks tokens of an issuer, each once. */
class IssuedTokens {
  readonly #options: JwtOptions;
  readonly #keys: JWTVerifyGetKey;
  readonly #verified = new BoundedCache<string, Verified>(MAX_VERIFIED);

  constructor(options: JwtOptions, keys: JWTVerifyGetKey) {
    this.#options = options;
    this.#keys = keys;
  }

  /** @throws UnauthenticatedError for whatever is no good token of the issuer; it never says why */
  async verify(token: string): Promise<JWTPayload> {
    const known = this.#verified.get(token);
    if (known !== undefined && Date.now() < known.expiresAt) {
      return known.claims;
    }
    if (token.length > MAX_CHARACTERS) {
      throw UnauthenticatedError.badToken();
    }
    const { issuer, audience, algorithms = ALGORITHMS } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: TOLERANCE,
        requiredClaims: ['exp', 'sub'],
      });
      this.#verified.set(token, { claims: payload, expiresAt: Number(payload.exp) * 1000 });
      return payload;
    } catch (error) {
      if (error instanceof RelataError) {
        throw error;
      }
      throw UnauthenticatedError.badToken(error);
    }
  }
}

function urlOf(jwks: string | URL): URL {
  const url = URL.canParse(String(jwks)) ? new URL(jwks) : null;
  const isSafe = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === null || !isSafe) {
    throw new StartupError(
      `jwt: jwks must be a URL, https://…, got ${JSON.stringify(String(jwks))}`,
    );
  }
  return url;
}
