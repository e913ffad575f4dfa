import type { FastifyRequest } from 'fastify';
import { StartupError } from '../../errors.js';

/** What a URL outside of the path of the server is taken for: nothing is there. */
const OUTSIDE = '/404';

/**
 * Checks the path that everything is served under.
 * @param path - `/api`; empty for none
 * @throws StartupError
 */
export function checkPath(path: string): void {
  if (!/^(?:\/[\w.~-]+)*$/.test(path)) {
    throw new StartupError(
      `path must be like /api, with a slash at its beginning and none at its end, got ${JSON.stringify(path)}`,
    );
  }
}

/**
 * The part of a URL below a path, with a slash at its beginning; null where it is not below it.
 * @param url - as in the head of a request: a path, perhaps with a query string
 */
export function below(path: string, url: string): string | null {
  if (!url.startsWith(path)) {
    return null;
  }
  const rest = url.slice(path.length);
  return rest.startsWith('/') ? rest : rest === '' || rest.startsWith('?') ? `/${rest}` : null;
}

/** What Fastify is to do with URLs of a server whose every path is below one. */
export function rewriteBelow(path: string): {
  rewriteUrl?: (request: { url?: string | undefined }) => string;
} {
  return path === '' ? {} : { rewriteUrl: ({ url = '' }) => below(path, url) ?? OUTSIDE };
}

/**
 * The path under which this server is found by whoever sent a request: of its own, or where the server that it is in has put
 * it. Both keep the URL as it was sent in `originalUrl`, as connect does.
 */
export function mountOf(request: Pick<FastifyRequest, 'url' | 'originalUrl'>): string {
  const whole = pathOf(request.originalUrl);
  const own = pathOf(request.url);
  if (whole.endsWith(own)) {
    return whole.slice(0, -own.length);
  }
  return own === '/' ? whole : '';
}

/** A URL without its query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
