import { HeaderMap } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { isUnforgeable } from './csrf.js';

/** The head of a request, for Apollo. */
export type HeadersOf = (request: Pick<FastifyRequest, 'method' | 'headers'>) => HeaderMap;

/** Says in a head that it needs no other proof of not being forged. */
export const NOT_FORGED = 'apollo-require-preflight';

/** All of it, and whether no page of another site can have made it. */
export const allHeaders: HeadersOf = ({ method, headers }) => {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== '') {
      map.set(name, String(value));
    }
  }
  if (isUnforgeable(method, headers)) {
    map.set(NOT_FORGED, 'true');
  }
  return map;
};
