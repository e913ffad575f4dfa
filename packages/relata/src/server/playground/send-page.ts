import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOf } from '../http/request-log.js';
import type { Bundle } from './bundle.js';
import { pageOf, pageWithout } from './page-html.js';
import type { PlaygroundExample } from './playground-example.js';
import type { SampleAccount } from './sample-account.js';

/** What {@link sendPage} makes the page of. */
export interface PageOptions {
  /** Reads the page's files. */
  readonly bundle: () => Promise<Bundle>;
  /** The path of the page's files, before their version. */
  readonly assetsPath: string;
  readonly cookies: boolean;
  /** Looks for accounts of the sample data. */
  readonly accounts: () => Promise<readonly SampleAccount[]>;
  /** Loads the tabs of a first visit. */
  readonly examples: () => Promise<readonly PlaygroundExample[]>;
}

/** Sends the page, or one that says what to do where it was not built. */
export async function sendPage(
  options: PageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply
    .header('cache-control', 'no-store')
    .header('vary', 'accept')
    .type('text/html; charset=utf-8')
    .send(await pageFor(options, request));
}

async function pageFor(options: PageOptions, request: FastifyRequest): Promise<string> {
  const { assetsPath, cookies } = options;
  const bundle = await options.bundle().catch((err: unknown) => {
    logOf(request).error({ err }, 'the playground was not built: run npm run build:playground');
    return null;
  });
  if (bundle === null) {
    return pageWithout();
  }
  const [accounts, examples] = await Promise.all([
    orNone(options.accounts, request, 'the accounts of the sample data could not be looked up'),
    orNone(options.examples, request, 'the tabs of a first visit could not be loaded'),
  ]);
  return pageOf({ assets: `${assetsPath}/${bundle.key}`, cookies, accounts, examples });
}

/** The page is of use without: a database that cannot be asked has no accounts. */
async function orNone<T>(
  load: () => Promise<readonly T[]>,
  request: FastifyRequest,
  complaint: string,
): Promise<readonly T[]> {
  try {
    return await load();
  } catch (err) {
    logOf(request).warn({ err }, complaint);
    return [];
  }
}
