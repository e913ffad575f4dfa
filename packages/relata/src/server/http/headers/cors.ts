import fastifyCors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../../../settings.js';
import { logOf } from '../request-log.js';

/** What a page of another site may send besides what every page may: what GraphQL clients do send. */
const CORS_HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'apollo-require-preflight',
  'graphql-require-preflight',
  'graphql-preflight',
  'x-requested-with',
  'x-apollo-operation-name',
  'x-apollo-operation-id',
  'x-apollo-operation-type',
  'apollographql-client-name',
  'apollographql-client-version',
  'traceparent',
  'tracestate',
  'idempotency-key',
  'x-dry-run',
  'x-plan',
] as const;

/** What it may read of the head of an answer besides what every page may. */
const EXPOSED_HEADERS = ['x-request-id', 'retry-after'];

const PREFLIGHT_SECONDS = 600;

/** Pages of the machine itself, as the servers of frontends serve them while they are developed. */
const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Most origins whose refusal is logged: whoever makes up more of them fills no log. */
const MAX_LOGGED = 100;

/**
 * Lets pages of other sites in whose origins the settings list, and in development those of this
 * machine; with cookies only where tokens are kept in them. Whom it does not let in it tells the log,
 * once for each origin: a browser says next to nothing of the reason.
 */
export async function registerCors(
  fastify: FastifyInstance,
  { http, auth, nodeEnv }: Settings,
): Promise<void> {
  const listed = new Set(http.corsOrigins);
  const isAllowed = (origin: string): boolean =>
    listed.has(origin) || (nodeEnv === 'development' && LOCAL.test(origin));
  const logged = new Set<string>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    if (
      origin !== undefined &&
      logged.size < MAX_LOGGED &&
      !logged.has(origin) &&
      !isOwn(request, origin) &&
      !isAllowed(origin)
    ) {
      logged.add(origin);
      logOf(request).warn(
        { origin, method: request.method },
        'a page of another site was refused: list its origin in CORS_ORIGINS to let it in',
      );
    }
    done();
  });
  if (listed.size > 0 || nodeEnv === 'development') {
    await fastify.register(fastifyCors, {
      origin: (origin, allow) => {
        allow(null, origin !== undefined && isAllowed(origin));
      },
      credentials: auth.cookies,
      methods: ['GET', 'POST'],
      allowedHeaders: [...CORS_HEADERS],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: PREFLIGHT_SECONDS,
    });
  }
}

/** Whether a page came from this server: a proxy before it may speak TLS, so the host decides. */
function isOwn({ headers }: FastifyRequest, origin: string): boolean {
  return /^https?:\/\/(.*)$/.exec(origin)?.[1] === headers.host;
}
