import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { isServed, type ServedPaths } from './served-paths.js';
import { type HostRequest, unread } from './host-request.js';

/**
 * Answers requests of a server of Node's: `http.createServer(app.listener)`, `express().use(app.listener)`.
 * @param next - of Express and its like: called for requests to paths that are none of this application
 * @example
 * const serve = (listener: Listener): Server => createServer(listener).listen(4000);
 */
export type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** What answers the requests of another server. */
export interface Answering extends ServedPaths {
  readonly fastify: FastifyInstance;
  /** Resolves once requests can be answered; at once where they can. */
  readonly prepare: () => Promise<void>;
  /** Whether {@link prepare} has been done. */
  readonly isPrepared: () => boolean;
}

/** Makes the listener of an application. */
export function listenerOf(answering: Answering): Listener {
  return (request, response, next) => {
    if (next !== undefined && !isServed(answering, request)) {
      next();
    } else {
      answer(answering, request, response);
    }
  };
}

/** Answers a request; one that comes before the application is prepared waits for that. */
export function answer(answering: Answering, request: HostRequest, response: ServerResponse): void {
  const { fastify, prepare, isPrepared } = answering;
  const whole = unread(request);
  if (whole === null) {
    fastify.log.error(
      'the body of a request was read before it came here, and is not in `request.body`',
    );
    refuse(response, 500, 'INTERNAL_SERVER_ERROR', 'The body of the request was lost');
  } else if (isPrepared()) {
    fastify.routing(whole, response);
  } else {
    prepare().then(
      () => {
        fastify.routing(whole, response);
      },
      (error: unknown) => {
        fastify.log.error({ err: error }, 'the application could not be prepared');
        refuse(response, 503, 'SERVICE_UNAVAILABLE', 'The server is not ready, try again');
      },
    );
  }
}

/** What cannot be answered by the routes is answered in their form. */
// eslint-disable-next-line no-restricted-syntax -- a status, its code and its message are one thing
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
