import type { IncomingMessage } from 'node:http';
import { GRAPHQL_PATH } from '../http/graphql-route.js';
import { HEALTH_PATHS } from '../http/health.js';
import { below, pathOf } from '../http/mount.js';
import { ASSETS_PATH } from '../playground/register-playground.js';
import { wantsPage } from '../playground/wants-page.js';

/** What decides which paths are an application's. */
export interface ServedPaths {
  /** What all of them are below; empty for none. */
  readonly path: string;
  /** Whether browsers get the playground. */
  readonly playground: boolean;
}

/** The routes of an application, for other servers; that of the root is apart, see {@link isServed}. */
export function servedRoutes({ playground }: Pick<ServedPaths, 'playground'>): readonly string[] {
  return [GRAPHQL_PATH, ...HEALTH_PATHS, ...(playground ? [`${ASSETS_PATH}/*`] : [])];
}

/**
 * Whether a request is for an application, and not for what is beside it. The root is its own for browsers, where it has
 * a path for itself: at the top there is something else.
 */
export function isServed(
  { path, playground }: ServedPaths,
  request: IncomingMessage & { readonly originalUrl?: string },
): boolean {
  const own = below(path, request.url ?? '');
  if (own === null) {
    return false;
  }
  const name = pathOf(own);
  if (name === '/') {
    const isMounted = path !== '' || pathOf(request.originalUrl ?? own) !== name;
    return playground && isMounted && wantsPage(request);
  }
  return (
    name === GRAPHQL_PATH ||
    HEALTH_PATHS.includes(name) ||
    (playground && name.startsWith(`${ASSETS_PATH}/`))
  );
}
