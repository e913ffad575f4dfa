import { InFlightRequest } from '../http/in-flight-request.js';
import type { RequestSteps } from '../graphql/request-steps.js';

const operations = new WeakMap<InFlightRequest, string>();

/**
 * Remembers the operation of each request, for {@link statementHeading}. Goes before whatever runs
 * statements as soon as it knows the operation.
 */
export function nameOperations(): RequestSteps {
  return {
    resolved: ({ operation, operationName }) => {
      const inFlight = InFlightRequest.current();
      if (inFlight !== undefined) {
        operations.set(inFlight, [operation.operation, operationName].filter(Boolean).join(' '));
      }
    },
  };
}

/**
 * What the statements that run now are run for: `query Feed, request 7c1f…`; null outside of a
 * request. The id is that of the log and of `x-request-id`.
 */
export function statementHeading(): string | null {
  const inFlight = InFlightRequest.current();
  if (inFlight === undefined) {
    return null;
  }
  return `${operations.get(inFlight) ?? 'GraphQL'}, request ${inFlight.id}`;
}
