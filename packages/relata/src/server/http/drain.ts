import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long the servers of a process that stops wait. */
export interface DrainTimes {
  /** For requests that are on their way over connections that look idle, in milliseconds. */
  readonly idleMs: number;
  /** For all that is left, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Ends all connections of a server, none of them while a request is on its way over it: whoever sent
 * one would only see the connection break. First new connections are no longer accepted; an open one
 * ends with its next answer, which is to say `connection: close`. Those that had none by then are idle
 * and are closed.
 */
export async function drainConnections(
  fastify: FastifyInstance,
  { idleMs, maxMs }: DrainTimes,
): Promise<void> {
  const servers = serversOf(fastify).filter(({ listening }) => listening);
  const each = (close: (server: HttpServer) => void) => (): void => {
    servers.forEach(close);
  };
  const closed = Promise.all(servers.map((server) => once(server, 'close')));
  // That of HTTP servers closes idle connections at once.
  each((server) => NetServer.prototype.close.call(server))();
  const timers = [
    setTimeout(
      each((server) => {
        server.closeIdleConnections();
      }),
      idleMs,
    ),
    setTimeout(
      each((server) => {
        server.closeAllConnections();
      }),
      maxMs,
    ),
  ];
  await closed;
  timers.forEach(clearTimeout);
}

/** One for each address: a host name may have several, and Fastify tells of the first alone. */
function serversOf(fastify: FastifyInstance): readonly HttpServer[] {
  const symbol = Object.getOwnPropertySymbols(fastify).find(
    ({ description }) => description === 'fastify.serverBindings',
  );
  const others = symbol === undefined ? [] : (fastify as never)[symbol];
  return [fastify.server, ...(others as readonly HttpServer[])];
}
