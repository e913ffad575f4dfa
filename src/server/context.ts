import { FlushMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Viewer } from '../access/viewer.js';
import type { RequestContext, RequestInfo } from '../session/context.js';
import type { Settings } from '../settings.js';
import { serializeCookie } from './cookies.js';
import type { Exchange } from './exchange.js';

/** What decides who is asking may look at, and say in the answer's head. */
export type ViewerRequest = RequestInfo;

/** Supplied by `app`; what it throws is answered like an error of a resolver. */
export type ResolveViewer = (request: ViewerRequest) => Viewer | Promise<Viewer>;

/** What a request's session is made from and for. */
export interface ContextOptions {
  readonly em: SqlEntityManager;
  readonly settings: Settings;
  readonly resolveViewer: ResolveViewer;
}

/** Forks the session of a request. It lives as long as the exchange: its queries end with the signal. */
export function forkSession(
  { em, settings }: ContextOptions,
  exchange: Exchange,
): SqlEntityManager {
  return em.fork({
    flushMode: FlushMode.COMMIT,
    signal: exchange.signal,
    inflightQueryAbortStrategy:
      settings.database.dialect === 'postgresql' ? 'cancel query' : 'ignore query',
  });
}

/** Rolls back whatever transaction is still open, so that no connection leaves the pool for good. */
export async function closeSession(em: SqlEntityManager, exchange: Exchange): Promise<void> {
  try {
    if (em.isInTransaction()) {
      await em.rollback();
    }
    em.clear();
  } catch (error) {
    exchange.log.error({ err: error }, 'rollback of an abandoned transaction failed');
  }
}

/** What {@link createContext} puts together. */
export interface ContextParts {
  readonly em: SqlEntityManager;
  readonly exchange: Exchange;
  readonly resolveViewer: ResolveViewer;
}

/** What a request carries through every room, with the viewer resolved. */
export async function createContext(
  { em, exchange, resolveViewer }: ContextParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<RequestContext> {
  const info: RequestInfo = {
    id: request.id,
    address: request.ip,
    headers: request.headers,
    setCookie: (name, value, options) => {
      reply.header('set-cookie', serializeCookie(name, value, options));
    },
  };
  return { em, viewer: await resolveViewer(info), signal: exchange.signal, request: info };
}
