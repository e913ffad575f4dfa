import { sql } from 'kysely';
import type { Viewer } from '../../access/viewer.js';
import type { AccessTokens, Claims } from '../../access/tokens.js';
import { UnauthenticatedError } from '../../errors.js';
import { BoundedCache } from '../../catalog/bounded-cache.js';
import type { RequestInfo } from '../../session/context.js';
import type { Orm } from '../../session/orm.js';
import type { SignedIdentity } from '../../session/request-session.js';
import { openSession } from '../../session/session.js';
import { runQuery } from '../../session/statements.js';
import { ACCESS_COOKIE, cookieOf, forgetAccess, type Headers } from './cookies.js';
import { permissionsOf, viewerProof } from './viewer-proof.js';

const BEARER = /^Bearer ([\w.~+/-]+=*)$/i;

/** What of a request says who asks, and is told when its cookie is of no use. */
export type SignedRequest = Pick<RequestInfo, 'headers' | 'setCookie'>;

/** What {@link Viewers} works with. */
export interface ViewersParts {
  readonly orm: Orm;
  readonly tokens: AccessTokens;
  /** Whether tokens travel in cookies. */
  readonly cookies: boolean;
}

/** Most sign-ins whose viewers are remembered. */
const MOST_REMEMBERED = 10_000;

/** Says who asks, and remembers who asked. */
export class Viewers {
  readonly #parts: ViewersParts;
  readonly #remembered = new BoundedCache<number, Viewer>(MOST_REMEMBERED);

  constructor(parts: ViewersParts) {
    this.#parts = parts;
  }

  /**
   * Nobody without a token; else the user of the token. A sign-in that was ended, a user who was
   * deactivated or deleted, a permission given or taken, are noticed on the very next request: by
   * `load`, or by a statement that reads for who is remembered and proves it.
   * @returns null for a request without a token; a promise for a token that was not seen before
   * @throws UnauthenticatedError for a token that is not good
   */
  identityOf(request: SignedRequest): SignedIdentity | Promise<SignedIdentity> | null {
    const bearer = bearerOf(request.headers);
    if (bearer !== null) {
      return this.#identity(bearer, () => undefined);
    }
    const cookie = this.#parts.cookies ? cookieOf(request.headers, ACCESS_COOKIE) : null;
    // A browser would send it again with the next sign-in, and that would fail, too.
    return cookie === null
      ? null
      : this.#identity(cookie, () => {
          forgetAccess(request);
        });
  }

  #identity(token: string, onRefusal: () => void): SignedIdentity | Promise<SignedIdentity> {
    const told = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        if (error instanceof UnauthenticatedError) {
          onRefusal();
        }
        throw error;
      }
    };
    const identity = (claims: Claims): SignedIdentity => {
      const known = this.#remembered.get(claims.sessionId);
      return {
        remembered: known?.userId === claims.userId ? known : null,
        load: () => told(this.#load(claims)),
      };
    };
    const { tokens } = this.#parts;
    const known = tokens.verifiedBefore(token);
    return known === null ? told(tokens.verify(token)).then(identity) : identity(known);
  }

  async #load({ userId, sessionId }: Claims): Promise<Viewer> {
    const em = openSession(this.#parts.orm);
    const kysely = em.getKysely({ type: 'read' });
    const [row] = await runQuery<{ readonly proof: string | null }>(
      { em },
      {
        compile: () =>
          sql<{
            proof: string | null;
          }>`select ${viewerProof(sql`${userId}`, sql`${sessionId}`)} as proof`.compile(kysely),
      },
    );
    const proof = row?.proof ?? null;
    if (proof === null) {
      throw UnauthenticatedError.badToken();
    }
    const viewer: Viewer = { userId, permissions: permissionsOf(proof), sessionId, proof };
    this.#remembered.set(sessionId, viewer);
    return viewer;
  }
}

function bearerOf({ authorization }: Headers): string | null {
  if (authorization === undefined) {
    return null;
  }
  const token = BEARER.exec(String(authorization))?.[1];
  if (token === undefined) {
    throw UnauthenticatedError.badHeader();
  }
  return token;
}
