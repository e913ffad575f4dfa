import { Readable } from 'node:stream';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../request/context.js';
import { isUnforgeable } from './csrf.js';
import { bodyOf, refuseUnacceptable, searchOf } from './envelope.js';

/** A request that Fastify has read, where its answer goes, and who makes its context. */
export interface ApolloRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: () => Promise<RequestContext>;
}

/**
 * Has Apollo answer a request.
 * @returns the body of the answer; its head is written
 * @throws RefusedRequestError for a client that takes no answer of ours
 */
export async function answerByApollo(
  apollo: ApolloServer<RequestContext>,
  { request, reply, context }: ApolloRequest,
): Promise<string | Readable> {
  refuseUnacceptable(request.headers.accept);
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: graphQLRequestOf(request),
    context,
  });
  // What Apollo says of caching allows more than is said of every answer.
  headers.delete('cache-control');
  for (const [name, value] of headers) {
    reply.header(name, value);
  }
  reply.code(status ?? 200);
  return body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator);
}

function graphQLRequestOf(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const query = url.indexOf('?');
  return {
    method,
    body: bodyOf(body),
    search: query < 0 ? '' : searchOf(url.slice(query)),
    headers: headersOf(request),
  };
}

/** What Apollo looks at: in what form to answer, and whether another site can have sent it. */
export const APOLLO_LOOKS_AT = [
  'accept',
  'content-type',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

function headersOf({ method, headers }: FastifyRequest): HeaderMap {
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
    map.set('apollo-require-preflight', 'true');
  }
  return map;
}
