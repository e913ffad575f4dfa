import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOf } from '../http/request-log.js';
import { reasonsOf } from './build-failure.js';
import type { BundleSource } from './bundle-source.js';
import { type PageFacts, pageEnd, pageFailure, pageStart, pageStep } from './page-html.js';
import type { SampleAccount } from './sample-account.js';

/** What {@link sendPage} makes the page of. */
export interface PageOptions {
  readonly source: Pick<BundleSource, 'get' | 'watch'>;
  /** The path of the page's files, before their version. */
  readonly assetsPath: string;
  readonly cookies: boolean;
  /** Looks for accounts of the sample data. */
  readonly accounts: () => Promise<readonly SampleAccount[]>;
}

/**
 * Sends the page from the top: its beginning at once, then how far the build of its files is, if
 * they have to be built, and its end when they are there or could not be built. So a browser shows
 * what it waits for, and needs no script to go on by itself.
 */
export function sendPage(
  options: PageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const page = new PassThrough();
  page.write(pageStart());
  void finish(page, options, request);
  return (
    reply
      .header('cache-control', 'no-store')
      .header('vary', 'accept')
      // Proxies of the kind of nginx would hold the beginning back.
      .header('x-accel-buffering', 'no')
      .type('text/html; charset=utf-8')
      .send(page)
  );
}

async function finish(
  page: PassThrough,
  options: PageOptions,
  request: FastifyRequest,
): Promise<void> {
  const { source } = options;
  const endWatching = source.watch((progress) => page.write(pageStep(progress)));
  try {
    const [{ key }, accounts] = await Promise.all([source.get(), accountsOf(options, request)]);
    const { cookies, assetsPath } = options;
    const facts: PageFacts = { assets: `${assetsPath}/${key}`, cookies, accounts };
    page.end(pageEnd(facts));
  } catch (error) {
    logOf(request).error({ err: error }, 'the playground could not be built');
    page.end(pageFailure(reasonsOf(error)));
  } finally {
    endWatching();
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
