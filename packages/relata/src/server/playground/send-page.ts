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
  const { bundle, assetsPath, cookies, examples: load } = options;
  try {
    const [{ key }, accounts, examples] = await Promise.all([
      bundle(),
      accountsOf(options, request),
      load(),
    ]);
    return pageOf({ assets: `${assetsPath}/${key}`, cookies, accounts, examples });
  } catch (err) {
    logOf(request).error({ err }, 'the playground was not built: run npm run build:playground');
    return pageWithout();
  }
}

/** The page is of use without accounts: a database that cannot be asked has none. */
async function accountsOf(
  { accounts }: PageOptions,
  request: FastifyRequest,
): Promise<readonly SampleAccount[]> {
  try {
    return await accounts();
  } catch (error) {
    logOf(request).warn({ err: error }, 'the accounts of the sample data could not be looked up');
    return [];
  }
}
