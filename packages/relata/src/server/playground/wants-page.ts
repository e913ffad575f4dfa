import type { IncomingMessage } from 'node:http';

/**
 * Whether a request is a person's browser opening an address, rather than a program asking for data:
 * a GET that names HTML as the most welcome type and brings no document to execute.
 */
export function wantsPage({
  method,
  headers,
  url,
}: Pick<IncomingMessage, 'method' | 'headers' | 'url'>): boolean {
  return method === 'GET' && prefersHtml(headers.accept) && !hasDocument(url ?? '/');
}

/** Whether HTML is named, and JSON is not named with a weight at least as high. */
function prefersHtml(accept: string | undefined): boolean {
  if (accept?.includes('text/html') !== true) {
    return false;
  }
  let html = 0;
  let json = 0;
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(
      parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1,
    );
    if (type === 'text/html') {
      html = weight;
    } else if (type === 'application/json' || type === 'application/graphql-response+json') {
      json = Math.max(json, weight);
    }
  }
  return html > json;
}

function hasDocument(url: string): boolean {
  const start = url.indexOf('?');
  return start >= 0 && new URLSearchParams(url.slice(start)).has('query');
}
