import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Viewer } from '../access/viewer.js';

/** Options of a cookie, as RFC 6265 names them. */
export interface CookieOptions {
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: 'lax' | 'strict' | 'none';
  readonly path?: string;
  /** Seconds until the browser forgets it. */
  readonly maxAge?: number;
}

/** What a resolver may know of the HTTP request, and say in the answer's head. */
export interface RequestInfo {
  /** Id under which the log tells of this request. */
  readonly id: string;
  /** Address of the client, in its one form; behind a trusted proxy, what that says. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  setCookie(name: string, value: string, options?: CookieOptions): void;
  /** Logs an error that the answer says nothing of, under the id of the request. */
  logError(error: unknown, message: string): void;
}

/**
 * What one request carries through every room. Loaders and the like are not fields of it: they
 * are in context caches of it, so that a room can keep something for a request unannounced.
 * @example
 * @Resolver()
 * class Greeting {
 *   @Query(() => String)
 *   greeting(@Ctx() { viewer }: RequestContext): string {
 *     return viewer.userId === null ? 'Hello' : `Hello, number ${String(viewer.userId)}`;
 *   }
 * }
 */
export interface RequestContext {
  /** The session: a fork of the ORM's entity manager that no other request shares. */
  readonly em: SqlEntityManager;
  readonly viewer: Viewer;
  /** Aborted at the deadline and when the client leaves. */
  readonly signal: AbortSignal;
  readonly request: RequestInfo;
}

/**
 * Makes the rest of a request be answered to somebody else: to whoever has just signed in. Nothing
 * that was read before is read again.
 */
export function adoptViewer(context: RequestContext, viewer: Viewer): void {
  (context as { viewer: Viewer }).viewer = viewer;
}

/** A context like another one, but for some of it. (What a context has, it may have in its prototype.) */
export function contextWith(
  { em, viewer, signal, request }: RequestContext,
  other: Partial<RequestContext>,
): RequestContext {
  return { em, viewer, signal, request, ...other };
}
