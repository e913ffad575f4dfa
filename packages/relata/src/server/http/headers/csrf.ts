import type { IncomingHttpHeaders } from 'node:http';

/** Values of `Sec-Fetch-Site` that no other site can bring about. */
const OWN_SITE: ReadonlySet<unknown> = new Set(['same-origin', 'none']);

/** Content types as nearly all clients write the one that is taken. */
const JSON_TYPE = /^application\/json(?:;|$)/;

/**
 * Whether it is plain to see that no page of another site can have made a request without its
 * browser asking first: JSON that is sent, and what {@link isOwnRead}. Of anything else, Apollo's
 * `csrfPrevention` decides.
 */
export function isUnforgeable(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'POST'
    ? JSON_TYPE.test(headers['content-type'] ?? '')
    : method === 'GET' && isOwnRead(headers);
}

/**
 * Whether a GET cannot have been made by a page of another site. Browsers say so by Fetch Metadata;
 * what has none of it and neither cookie nor origin is a program, which has nobody's rights to
 * misuse. Everything else needs a header that makes a browser ask first.
 */
function isOwnRead(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined
    ? headers.cookie === undefined && headers.origin === undefined && headers.referer === undefined
    : OWN_SITE.has(site);
}
