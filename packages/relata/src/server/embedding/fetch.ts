import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { inject } from 'light-my-request';
import type { Answering } from './listener.js';

/**
 * What a web-standard request does not say of itself.
 * @example
 * const options: FetchOptions = { address: '203.0.113.7' };
 */
export interface FetchOptions {
  /** The address of the client, as the server knows it; that of this machine where it is left out. */
  readonly address?: string;
}

/**
 * Answers a web-standard request.
 * @example
 * const isUp = async (handle: FetchHandler): Promise<boolean> =>
 *   (await handle(new Request('http://localhost/healthz'))).ok;
 */
export type FetchHandler = (request: Request, options?: FetchOptions) => Promise<Response>;

/** Answers that have no body, not even an empty one. */
const BODILESS: readonly number[] = [204, 205, 304];
/** Headers that are of a connection, of which there is none. */
const OF_CONNECTION: readonly string[] = ['connection', 'keep-alive', 'transfer-encoding'];

/**
 * Makes a handler of web-standard requests, `app.fetch`. Where the signal of a request is aborted, its work ends, and the
 * promise is rejected with the reason.
 */
export function fetchHandlerOf({ fastify, prepare }: Answering): FetchHandler {
  return async (request, { address } = {}) => {
    const { signal, method, body } = request;
    signal.throwIfAborted();
    await prepare();
    const { host, pathname, search } = new URL(request.url);
    try {
      const answer = await inject(endedBy(signal, fastify), {
        method,
        url: `${pathname}${search}`,
        headers: { host, ...Object.fromEntries(request.headers) },
        ...(body === null ? {} : { payload: Readable.fromWeb(body) }),
        ...(address === undefined ? {} : { remoteAddress: address }),
        payloadAsStream: true,
      });
      const { statusCode: status } = answer;
      const hasBody = method !== 'HEAD' && !BODILESS.includes(status);
      return new Response(hasBody ? Readable.toWeb(answer.stream()) : null, {
        status,
        headers: headersOf(answer.headers),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
}

/** Hands a request on, and ends its answer where the signal is aborted: for the routes, the client has left then. */
function endedBy(signal: AbortSignal, fastify: Answering['fastify']) {
  return (request: object, response: object): void => {
    const raw = response as ServerResponse;
    const end = (): void => {
      raw.destroy();
    };
    signal.addEventListener('abort', end, { once: true });
    raw.once('close', () => {
      signal.removeEventListener('abort', end);
    });
    fastify.routing(request as IncomingMessage, raw);
  };
}

function headersOf(given: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (!OF_CONNECTION.includes(name)) {
      for (const each of [value].flat()) {
        headers.append(name, String(each));
      }
    }
  }
  return headers;
}
