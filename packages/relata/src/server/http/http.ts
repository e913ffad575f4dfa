import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify as createFastify,
  LogController,
} from 'fastify';
import type { Settings } from '../../settings.js';
import { clientAddress, trustProxyOption } from './client-address.js';
import { registerCompression } from './compression.js';
import { registerCors } from './headers/cors.js';
import { readNumbers, rememberRounded } from '../limits/exact-variables.js';
import { logStream } from './log-stream.js';
import { mountOf, pathOf, rewriteBelow } from './mount.js';
import { logOf } from './request-log.js';
import { RefusedRequestError, sendError } from './http-error.js';
import { securityHeaders } from './headers/security-headers.js';
import { plural } from '../../plural.js';

const JSON_TYPE = 'application/json';

/** How a server differs from what the settings say. */
export interface HttpOptions {
  /** Takes the place of the one the settings describe. */
  readonly logger?: FastifyBaseLogger | undefined;
  /** What all paths are below, `/api`. */
  readonly path?: string | undefined;
}

/**
 * The HTTP server without its routes: what it accepts, how long it waits, what it says in every
 * head, and how it logs.
 */
export async function createHttp(
  settings: Settings,
  { logger, path = '' }: HttpOptions = {},
): Promise<FastifyInstance> {
  const { http } = settings;
  const fastify: FastifyInstance = createFastify({
    ...(logger === undefined
      ? { logger: { level: settings.logLevel, ...(await logStream(settings)) } }
      : { loggerInstance: logger }),
    ...rewriteBelow(path),
    trustProxy: trustProxyOption(http.trustProxy),
    bodyLimit: http.bodyLimitBytes,
    requestTimeout: http.requestTimeoutMs,
    keepAliveTimeout: http.keepAliveTimeoutMs,
    // See logOf: all requests share the logger of the server.
    childLoggerFactory: (shared) => shared,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    // What the router refuses reaches no hook.
    frameworkErrors: (error, request, reply) => {
      addHead(request, reply);
      sendError(error, reply, settings);
    },
    // Readiness and GraphQL say for themselves that the server is stopping.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    http: {
      headersTimeout: http.headersTimeoutMs,
      requestTimeout: http.requestTimeoutMs,
      keepAliveTimeout: http.keepAliveTimeoutMs,
      connectionsCheckingInterval: http.connectionsCheckingIntervalMs,
      maxHeaderSize: http.maxHeaderBytes,
    },
  });
  fastify.server.maxConnections = http.maxConnections;
  acceptJsonOnly(fastify);
  fastify.setErrorHandler((error, _request, reply) => sendError(error, reply, settings));
  fastify.setNotFoundHandler((request, reply) =>
    sendError(
      new RefusedRequestError(
        404,
        `There is nothing here; GraphQL is at ${path === '' ? mountOf(request) : path}/graphql`,
      ),
      reply,
      settings,
    ),
  );
  await addHeads(fastify, settings);
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(refusalOfHead(request, http.maxHeaders) ?? undefined);
  });
  if (logger !== undefined || ['trace', 'debug', 'info'].includes(settings.logLevel)) {
    fastify.addHook('onResponse', logAnswer);
  }
  return fastify;
}

const HEAD = { ...securityHeaders(), 'cache-control': 'no-store' };

function addHead({ id }: FastifyRequest, reply: FastifyReply): void {
  reply.headers(HEAD).header('x-request-id', id);
}

/** The headers of every answer. The playground's pages bring a content security policy of their own. */
async function addHeads(fastify: FastifyInstance, settings: Settings): Promise<void> {
  fastify.addHook('onRequest', (request, reply, done) => {
    addHead(request, reply);
    done();
  });
  await registerCors(fastify, settings);
  await registerCompression(fastify, settings.http);
}

/** JSON in UTF-8 and nothing else, not compressed: whatever is sent has the size it claims. */
function acceptJsonOnly(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(JSON_TYPE, { parseAs: 'buffer' }, (request, body, done) => {
    if (!isUtf8(body)) {
      done(new RefusedRequestError(415, 'The body is not UTF-8'));
      return;
    }
    const text = body.toString('utf8');
    const parsed = (error: Error | null, value?: unknown): void => {
      if (error !== null) {
        done(refusalOfBody(error, text), value);
        return;
      }
      const numbers = readNumbers(text, variablesOf);
      rememberRounded(request, numbers.rounded);
      done(numbers.error, value);
    };
    const value = harmlessJson(text);
    if (value === undefined) {
      void parseJson(request, text, parsed);
    } else {
      parsed(null, value);
    }
  });
}

/** Fastify's parser says of the keys it refuses that they are no JSON. */
function refusalOfBody(error: Error, text: string): Error {
  try {
    JSON.parse(text);
    return new RefusedRequestError(
      400,
      'The body has a key that is not accepted: __proto__, or prototype within constructor',
    );
  } catch {
    return error;
  }
}

function variablesOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'variables' in body ? body.variables : null;
}

/** One of these is in every text that Fastify's parser refuses for the prototypes it names. */
const SUSPECT_JSON = ['\\u', '__proto__', 'constructor'] as const;

/** The value of a text in which there is nothing to look for; undefined where there may be. */
function harmlessJson(text: string): unknown {
  if (SUSPECT_JSON.some((part) => text.includes(part))) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOfHead(
  { headers, raw }: FastifyRequest,
  maxHeaders: number,
): RefusedRequestError | null {
  // Node drops surplus headers silently; a request that lost some is not the one that was sent.
  if (raw.rawHeaders.length > 2 * maxHeaders) {
    return new RefusedRequestError(
      431,
      `More than ${String(maxHeaders)} ${plural(maxHeaders, 'header')}`,
    );
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    return new RefusedRequestError(
      415,
      'A compressed body is not accepted: leave content-encoding out',
    );
  }
  const type = headers['content-type'];
  if (type === undefined || type === JSON_TYPE) {
    return null;
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset)
    ? null
    : new RefusedRequestError(415, 'The body must be UTF-8');
}

/** One line a request. Without the query string, which may hold a whole document with its values. */
function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  logOf(request).info(
    {
      method: request.method,
      path: pathOf(request.originalUrl),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: clientAddress(request),
    },
    'answered',
  );
  done();
}
