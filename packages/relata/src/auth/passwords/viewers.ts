import { sql } from 'kysely';
import type { Viewer } from '../../access/viewer.js';
import { type AccessTokens, type Claims, ISSUER } from '../tokens/access-tokens.js';
import { UnauthenticatedError } from '../../errors.js';
import { BoundedCache } from '../../cache/bounded-cache.js';
import type { RequestInfo } from '../../request/context.js';
import type { Orm } from '../../database/orm.js';
import type { SignedIdentity } from '../../request/request-session.js';
import { openSession } from '../../request/session.js';
import { runQuery } from '../../database/statements/statements.js';
import { ACCESS_COOKIE, cookieOf, forgetAccess, REFRESH_COOKIE } from '../tokens/cookies.js';
import type { ViewerProof } from '../../reading/engine.js';
import { authorizationOf, issuerOf, tokenIn } from '../tokens/bearer.js';
import type { UserAttributes } from './user-attributes.js';
import { readProof } from './viewer-proof.js';

/** What of a request says who asks, and is told when its cookie is of no use. */
export type SignedRequest = Pick<RequestInfo, 'headers' | 'setCookie'>;

/** What {@link Viewers} works with. */
export interface ViewersParts {
  readonly orm: Orm;
  readonly tokens: AccessTokens;
  readonly proof: ViewerProof;
  /** What the proof says besides. */
  readonly attributes: UserAttributes;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
}

/** Most sign-ins whose viewers are remembered. */
const MAX_REMEMBERED = 10_000;

/** Says who asks, and remembers who asked. */
export class Viewers {
  readonly #parts: ViewersParts;
  readonly #remembered = new BoundedCache<number, Viewer>(MAX_REMEMBERED);

  constructor(parts: ViewersParts) {
    this.#parts = parts;
  }

  /**
   * Nobody without a token; else the user of the token. An invalid token, a sign-in that was
   * ended, a user who was deactivated or deleted, a permission given or taken, are noticed on the
   * very next request: by `load`, or by a statement that reads for who is remembered and proves it.
   * @returns null for a request without a token
   */
  identityOf(request: SignedRequest): SignedIdentity | null {
    const { headers } = request;
    const authorization = authorizationOf(headers);
    if (authorization !== null) {
      const token = tokenIn(authorization);
      return token === null ? MALFORMED : this.#ofHeader(token);
    }
    if (!this.#parts.cookies) {
      return null;
    }
    const token = cookieOf(headers, ACCESS_COOKIE);
    if (token !== null) {
      return this.#identity(token, this.#parts.tokens.verifiedBefore(token), request);
    }
    // A browser forgets the access token when it ends: whoever has the other one is to refresh.
    return cookieOf(headers, REFRESH_COOKIE) === null ? null : TO_REFRESH;
  }

  /** The sign-ins of the access tokens a request carries; invalid tokens have none. */
  async sessionsOf({ headers }: Pick<SignedRequest, 'headers'>): Promise<readonly number[]> {
    const { cookies, tokens } = this.#parts;
    const carried = [
      tokenIn(authorizationOf(headers) ?? ''),
      cookies ? cookieOf(headers, ACCESS_COOKIE) : null,
    ].filter((token) => token !== null);
    const claims = await Promise.all(
      carried.map((token) => tokens.verify(token).catch(nullIfRefused)),
    );
    return claims.flatMap((each) => each?.sessionId ?? []);
  }

  /** A token that somebody else made may be good at the next door. */
  #ofHeader(token: string): SignedIdentity | null {
    const claims = this.#parts.tokens.verifiedBefore(token);
    const isOwn = claims !== null || issuerOf(token) === ISSUER;
    return isOwn ? this.#identity(token, claims) : null;
  }

  /**
   * @param claims - of a token that was found good before
   * @param browser - told to forget a token that came in its cookie, if that is refused
   */
  #identity(token: string, claims: Claims | null, browser?: SignedRequest): SignedIdentity {
    const { tokens } = this.#parts;
    const known = claims === null ? undefined : this.#remembered.get(claims.sessionId);
    return {
      remembered: known?.userId === claims?.userId ? (known ?? null) : null,
      load: async () => {
        try {
          return await this.#load(claims ?? (await tokens.verify(token)));
        } catch (error) {
          if (error instanceof UnauthenticatedError && browser !== undefined) {
            forgetAccess(browser);
          }
          throw error;
        }
      },
    };
  }

  async #load({ userId, sessionId }: Claims): Promise<Viewer> {
    const { orm, proof: proofOf, attributes } = this.#parts;
    const em = openSession(orm);
    const kysely = em.getKysely({ type: 'read' });
    const [row] = await runQuery<{ readonly proof: string | null }>(
      { em },
      {
        compile: () =>
          sql<{
            proof: string | null;
          }>`select ${proofOf(sql`${userId}`, sql`${sessionId}`)} as proof`.compile(kysely),
      },
    );
    const proof = row?.proof ?? null;
    if (proof === null) {
      throw UnauthenticatedError.badToken();
    }
    const viewer: Viewer = { userId, ...readProof(proof, attributes), sessionId, proof };
    this.#remembered.set(sessionId, viewer);
    return viewer;
  }
}

/** Who asks with what can be nobody's: it is refused when somebody wants to know. */
function refused(error: () => UnauthenticatedError): SignedIdentity {
  return { remembered: null, load: () => Promise.reject(error()) };
}

const MALFORMED = refused(() => UnauthenticatedError.badHeader());
const TO_REFRESH = refused(() => UnauthenticatedError.ended());

function nullIfRefused(error: unknown): null {
  if (error instanceof UnauthenticatedError) {
    return null;
  }
  throw error;
}
