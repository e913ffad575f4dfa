import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { once } from '../../cache/once.js';
import { GRAPHQL_PATH } from '../http/graphql-route.js';
import { mountOf } from '../http/mount.js';
import { pageHeaders } from '../http/headers/security-headers.js';
import { type Bundle, readBundle } from './bundle.js';
import { PAGE_POLICY } from './page-html.js';
import type { PlaygroundExample } from './playground-example.js';
import type { SampleAccount } from './sample-account.js';
import { sendPage } from './send-page.js';
import { wantsPage } from './wants-page.js';

/** What the playground has to know of its server. */
export interface PlaygroundOptions {
  /** Whether the playground is served at all. */
  readonly playground: boolean;
  /** Whether tokens travel in cookies. */
  readonly cookies?: boolean;
  /** Looks for accounts of the sample data that can be signed in to, whenever the page is opened. */
  readonly accounts?: (() => Promise<readonly SampleAccount[]>) | undefined;
  /** Loads the tabs of a first visit, whenever the page is opened. */
  readonly examples?: (() => Promise<readonly PlaygroundExample[]>) | undefined;
}

/** Where the page's files are. */
export const ASSETS_PATH = '/playground';

const PAGE_HEADERS = { ...pageHeaders(), 'content-security-policy': PAGE_POLICY };

/** Names the routes for browsers, beside those for programs on the same path. */
const BROWSER = { constraints: { opener: 'browser' } };

const decompress = promisify(gunzip);

const none = (): Promise<readonly never[]> => Promise.resolve([]);

/**
 * Serves GraphiQL: a browser that opens `/` or `/graphql` gets the page, everything else on these
 * paths goes where it would go without. The page's files are under `/playground`, addressed by
 * their version, so that a browser loads them once. Nothing is read before the first request for
 * the page.
 * @param read - reads the page's files
 */
export function registerPlayground(
  fastify: FastifyInstance,
  { playground, cookies = false, accounts = none, examples = none }: PlaygroundOptions,
  read: () => Promise<Bundle> = readBundle,
): Promise<void> {
  if (playground) {
    const bundle = once(read);
    // Relative: the page may be below a path.
    const options = { bundle, assetsPath: ASSETS_PATH.slice(1), cookies, accounts, examples };
    constrainOpener(fastify);
    fastify.get('/', BROWSER, (request, reply) =>
      reply.redirect(`${mountOf(request)}${GRAPHQL_PATH}`),
    );
    fastify.get(GRAPHQL_PATH, BROWSER, (request, reply) =>
      sendPage(options, request, protect(reply)),
    );
    fastify.get<{ Params: AssetParams }>(`${ASSETS_PATH}/:key/:name`, (request, reply) =>
      sendAsset(bundle, request, reply),
    );
  }
  return Promise.resolve();
}

function constrainOpener(fastify: FastifyInstance): void {
  fastify.addConstraintStrategy({
    name: 'opener',
    storage: constrainedRoutes,
    deriveConstraint: (request) => (wantsPage(request) ? 'browser' : undefined),
    validate: () => undefined,
    mustMatchWhenDerived: false,
  });
}

/** What the router keeps the routes of one path in, by what {@link wantsPage} makes of a request. */
function constrainedRoutes<Route>() {
  const routes = new Map<unknown, Route>();
  return {
    get: (opener: unknown): Route | null => routes.get(opener) ?? null,
    set: (opener: unknown, route: Route): void => {
      routes.set(opener, route);
    },
  };
}

interface AssetParams {
  readonly key: string;
  readonly name: string;
}

async function sendAsset(
  bundle: () => Promise<Bundle>,
  request: FastifyRequest<{ Params: AssetParams }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { key, name } = request.params;
  // Who has the address of a file got it from the page.
  const known = await bundle().catch(() => null);
  const asset = key === known?.key ? known.files.get(name) : undefined;
  if (asset === undefined) {
    reply.callNotFound();
    return reply;
  }
  protect(reply)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(asset.type);
  return acceptsGzip(request)
    ? reply.header('content-encoding', 'gzip').send(asset.gzip)
    : reply.send(await decompress(asset.gzip));
}

function protect(reply: FastifyReply): FastifyReply {
  return reply.headers(PAGE_HEADERS);
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  const codings = headers['accept-encoding'];
  return typeof codings === 'string' && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(codings);
}
