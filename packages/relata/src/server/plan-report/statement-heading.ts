import { Exchange } from '../http/in-flight-request.js';
import type { RequestSteps } from '../graphql/request-steps.js';

const operations = new WeakMap<Exchange, string>();

/**
 * Remembers the operation of each request, for {@link statementHeading}. Goes before whatever runs
 * statements as soon as it knows the operation.
 */
export function nameOperations(): RequestSteps {
  return {
    resolved: ({ operation, operationName }) => {
      const exchange = Exchange.current();
      if (exchange !== undefined) {
        operations.set(exchange, [operation.operation, operationName].filter(Boolean).join(' '));
      }
    },
  };
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
