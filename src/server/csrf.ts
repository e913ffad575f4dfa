import type { IncomingHttpHeaders } from 'node:http';

/** Values of `Sec-Fetch-Site` that no other site can bring about. */
const OWN_SITE: ReadonlySet<unknown> = new Set(['same-origin', 'none']);

/**
 * Whether a GET cannot have been made by a page of another site. Browsers say so by Fetch Metadata;
 * what has none of it and neither cookie nor origin is a program, which has nobody's rights to
 * misuse. Everything else needs a header that makes a browser ask first (see Apollo's
 * `csrfPrevention`), and every POST needs a content type that does.
 */
export function isOwnRead(method: string, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET') {
    return false;
  }
  const site = headers['sec-fetch-site'];
  return site === undefined
    ? headers.cookie === undefined && headers.origin === undefined && headers.referer === undefined
    : OWN_SITE.has(site);
}
