import { HeaderMap } from '@apollo/server';
import { type HeadersOf, NOT_FORGED } from '../http/headers/all-headers.js';
import { isUnforgeable } from '../http/headers/csrf.js';

/** What Apollo looks at: in what form to answer, and whether another site can have sent it. */
export const APOLLO_LOOKS_AT = [
  'accept',
  'content-type',
  NOT_FORGED,
  'x-apollo-operation-name',
] as const;

/** What Apollo looks at of the head, and whether no page of another site can have made it. */
export const fewHeaders: HeadersOf = ({ method, headers }) => {
  const map = new HeaderMap();
  const isSafe = isUnforgeable(method, headers);
  // Of the type of what is sent, Apollo makes no more than that; it would parse it each time.
  for (const name of isSafe && method === 'POST' ? (['accept'] as const) : APOLLO_LOOKS_AT) {
    const value = headers[name];
    if (value !== undefined && value !== '') {
      map.set(name, String(value));
    }
  }
  if (isSafe) {
    map.set(NOT_FORGED, 'true');
  }
  return map;
};
