import { Readable } from 'node:stream';
import type { ApolloServer, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../request/context.js';
import type { HeadersOf } from './headers/all-headers.js';
import { bodyOf, refuseUnacceptable, searchOf } from './envelope.js';

/** A request that Fastify has read, where its answer goes, and who makes its context. */
export interface ApolloRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: () => Promise<RequestContext>;
  readonly headersOf: HeadersOf;
}

/**
 * Has Apollo answer a request.
 * @returns the body of the answer; its head is written
 * @throws RefusedRequestError for a client that takes no answer of ours
 */
export async function answerByApollo(
  apollo: ApolloServer<RequestContext>,
  { request, reply, context, headersOf }: ApolloRequest,
): Promise<string | Readable> {
  refuseUnacceptable(request.headers.accept);
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: graphQLRequestOf(request, headersOf),
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

function graphQLRequestOf(request: FastifyRequest, headersOf: HeadersOf): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const query = url.indexOf('?');
  return {
    method,
    body: bodyOf(body),
    search: query < 0 ? '' : searchOf(url.slice(query)),
    headers: headersOf(request),
  };
}
