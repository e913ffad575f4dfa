import { FlushMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CookieOptions, RequestInfo } from '../../request/context.js';
import { type Identity, RequestSession } from '../../request/request-session.js';
import { rollBackSession } from '../../request/transaction.js';
import type { Settings } from '../../settings.js';
import { clientAddress } from '../http/client-address.js';
import { serializeCookie } from '../http/headers/cookies.js';
import type { InFlightRequest } from '../http/in-flight-request.js';

/** What decides who is asking may look at, and say in the answer's head. */
export type ViewerRequest = RequestInfo;

/** Supplied by `app`; what it throws is answered like an error of a resolver. */
export type ResolveViewer = (request: ViewerRequest) => Identity;

/** What a request's session is made from and for. */
export interface ContextOptions {
  readonly em: SqlEntityManager;
  readonly settings: Settings;
  readonly resolveViewer: ResolveViewer;
}

/**
 * What a request carries through every room, with the viewer known, or known to be looked up.
 * @throws what `resolveViewer` throws
 */
export function createContext(
  options: ContextOptions,
  inFlight: InFlightRequest,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): RequestSession {
  const info = new HttpRequestInfo(request, reply, inFlight);
  return new RequestSession({
    identity: options.resolveViewer(info),
    cancellation: inFlight.cancellation,
    request: info,
    fork: () => forkSession(options, inFlight),
  });
}

/** What is known of a request by HTTP. A class: of an object for each, its functions were made anew. */
class HttpRequestInfo implements RequestInfo {
  readonly id: string;
  readonly headers: RequestInfo['headers'];
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #inFlight: InFlightRequest;

  constructor(request: FastifyRequest, reply: FastifyReply, inFlight: InFlightRequest) {
    this.id = request.id;
    this.headers = request.headers;
    this.#request = request;
    this.#reply = reply;
    this.#inFlight = inFlight;
  }

  get address(): string {
    return clientAddress(this.#request);
  }

  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.#reply.header('set-cookie', serializeCookie(name, value, options));
  }

  logError(error: unknown, message: string): void {
    this.#inFlight.log.error({ err: error }, message);
  }
}

/** Forks the session of a request. It lives as long as the request: its queries end with the signal. */
function forkSession(
  { em, settings }: ContextOptions,
  inFlight: InFlightRequest,
): SqlEntityManager {
  return em.fork({
    flushMode: FlushMode.COMMIT,
    signal: inFlight.cancellation.signal,
    inflightQueryAbortStrategy:
      settings.database.dialect === 'postgresql' ? 'cancel query' : 'ignore query',
  });
}

/** Rolls back whatever transaction is still open, so that no connection leaves the pool for good. */
export async function closeSession(
  session: RequestSession,
  inFlight: InFlightRequest,
): Promise<void> {
  const em = session.opened;
  if (em === null) {
    return;
  }
  try {
    await rollBackSession(em);
    em.clear();
  } catch (error) {
    inFlight.log.error({ err: error }, 'rollback of an abandoned transaction failed');
  }
}
