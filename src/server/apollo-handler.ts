import { Readable } from 'node:stream';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../session/context.js';
import { isUnforgeable } from './csrf.js';

/** A request that Fastify has read, where its answer goes, and who makes its context. */
export interface ApolloRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: () => Promise<RequestContext>;
}

/** Has Apollo answer a request. @returns the body of the answer; its head is written */
export async function answerByApollo(
  apollo: ApolloServer<RequestContext>,
  { request, reply, context }: ApolloRequest,
): Promise<string | Readable> {
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: graphQLRequestOf(request),
    context,
  });
  for (const [name, value] of headers) {
    reply.header(name, value);
  }
  reply.code(status ?? 200);
  return body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator);
}

function graphQLRequestOf(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const query = url.indexOf('?');
  return { method, body, search: query < 0 ? '' : url.slice(query), headers: headersOf(request) };
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
