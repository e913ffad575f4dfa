import Negotiator from 'negotiator';
import { RefusedRequestError } from './http-error.js';

/** The parameters of a request in a URL, besides the document. */
const OPTIONAL = ['operationName', 'variables', 'extensions'] as const;

/** Whether a query string may have a parameter that says nothing. Next to none has. */
const MAY_SAY_NOTHING = /[?&](?:operationName|variables|extensions)(?:=(?:null)?)?(?:&|$)/;

/**
 * The query string of a request without the parameters that say nothing: clients that fill in a
 * template send `operationName=&variables=`.
 * @param search - with its `?`, or empty
 */
export function searchOf(search: string): string {
  if (!MAY_SAY_NOTHING.test(search)) {
    return search;
  }
  const parameters = new URLSearchParams(search);
  for (const name of OPTIONAL) {
    parameters.delete(name, '');
  }
  // A name may be `null`; what is JSON is a value that is not there.
  parameters.delete('variables', 'null');
  parameters.delete('extensions', 'null');
  return `?${parameters.toString()}`;
}

/** The body of a request; an empty name of an operation is none. */
export function bodyOf(body: unknown): unknown {
  const isUnnamed =
    typeof body === 'object' &&
    body !== null &&
    'operationName' in body &&
    body.operationName === '';
  return isUnnamed ? { ...body, operationName: null } : body;
}

/** What answers can be written as: their shape is the same. */
const MEDIA_TYPES = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
];

/** What takes one of them as one can see: most of all requests. */
const USUAL: ReadonlySet<string | undefined> = new Set([
  undefined,
  '',
  '*/*',
  'application/json',
  'application/graphql-response+json',
]);

/**
 * Refuses a client that takes no answer of ours, before anything is done for it: Apollo would find
 * out when all is done, a mutation among it.
 * @throws RefusedRequestError
 */
export function refuseUnacceptable(accept: string | undefined): void {
  const isTaken =
    USUAL.has(accept) ||
    new Negotiator({ headers: { accept } }).mediaType(MEDIA_TYPES) !== undefined;
  if (!isTaken) {
    throw new RefusedRequestError(
      406,
      'Accept: must take application/json or application/graphql-response+json',
    );
  }
}
