import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { RequestContext } from '../session/context.js';
import { Exchange } from './exchange.js';

const operations = new WeakMap<Exchange, string>();

/**
 * Remembers the operation of each request, for {@link statementHeading}. Goes before whatever runs
 * statements as soon as it knows the operation.
 */
export function nameOperations(): ApolloServerPlugin<RequestContext> {
  const listener: GraphQLRequestListener<RequestContext> = {
    didResolveOperation: ({ operation, operationName }) => {
      const exchange = Exchange.current();
      if (exchange !== undefined) {
        operations.set(exchange, [operation?.operation, operationName].filter(Boolean).join(' '));
      }
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

/**
 * What the statements that run now are run for: `query Feed, request 7c1f…`; null outside of a
 * request. The id is that of the log and of `x-request-id`.
 */
export function statementHeading(): string | null {
  const exchange = Exchange.current();
  if (exchange === undefined) {
    return null;
  }
  return `${operations.get(exchange) ?? 'GraphQL'}, request ${exchange.id}`;
}
