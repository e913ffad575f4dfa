import {
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  OperationTypeNode,
} from 'graphql';
import { ERROR_STATUS } from '../../errors.js';
import { isErrorCode } from './format-error.js';
import { InFlightRequest } from '../http/in-flight-request.js';
import type { RequestSteps } from './request-steps.js';

/** Codes after which the same request may well succeed, and nothing else of the answer matters. */
const PASSING: ReadonlySet<unknown> = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT']);
/** Those after which nothing else matters of a mutation: who asks may have to sign in first. */
const WHOLE_MUTATION: ReadonlySet<unknown> = new Set([...PASSING, 'UNAUTHENTICATED']);

/** Apollo's code of a request that is not GraphQL; it knows the status of each. */
const MALFORMED = 'BAD_REQUEST';

/**
 * Gives every answer with errors its HTTP status, and no more errors than a client can use.
 * An answer with data is 200; one without has the status of its gravest code.
 */
export function settleAnswers(most: number): RequestSteps {
  return {
    sending: ({ response, errors, operation }) => {
      const inFlight = InFlightRequest.current();
      const code = errors?.[0]?.extensions['code'];
      if (inFlight !== undefined) {
        inFlight.isWellFormed = code !== MALFORMED && code !== 'PERSISTED_QUERY_NOT_SUPPORTED';
      }
      if (
        response.body.kind === 'single' &&
        response.body.singleResult.errors !== undefined &&
        code !== MALFORMED
      ) {
        const result = settle(response.body.singleResult, operation?.operation);
        const shown = result.errors ?? [];
        response.body.singleResult = shown.length > most ? shorten(result, most) : result;
        response.http.status = result.data == null ? Math.max(...shown.map(statusOf)) : 200;
        const seconds = secondsToWait(response.http.status, shown);
        if (seconds !== null && !response.http.headers.has('retry-after')) {
          response.http.headers.set('retry-after', String(seconds));
        }
      }
    },
  };
}

/** What `Retry-After` says; null for an answer that waiting makes no better. */
function secondsToWait(status: number, errors: readonly GraphQLFormattedError[]): number | null {
  if (status === 503) {
    return 1;
  }
  const named = errors.map(({ extensions }) => Number(extensions?.['retryAfter'] ?? 1));
  return status === 429 ? Math.max(...named) : null;
}

/** The HTTP status of an error's code. */
function statusOf({ extensions }: GraphQLFormattedError): number {
  const code = extensions?.['code'];
  return isErrorCode(code) ? ERROR_STATUS[code] : 500;
}

/**
 * Makes a read that a failing database or the deadline tore apart one plain failure: half a page is
 * no answer, and a client repeats the whole. Of a mutation only when no field of it came through.
 */
function settle(
  result: FormattedExecutionResult,
  operation?: OperationTypeNode,
): FormattedExecutionResult {
  const isMutation = operation === OperationTypeNode.MUTATION;
  const codes = isMutation ? WHOLE_MUTATION : PASSING;
  const whole = result.errors?.filter(({ extensions }) => codes.has(extensions?.['code'])) ?? [];
  const isNothingLeft = Object.values(result.data ?? {}).every((value) => value === null);
  return whole.length > 0 && (!isMutation || isNothingLeft) ? { errors: whole } : result;
}

function shorten(result: FormattedExecutionResult, most: number): FormattedExecutionResult {
  const errors = result.errors ?? [];
  return {
    ...result,
    errors: errors.slice(0, most),
    extensions: { ...result.extensions, omittedErrors: errors.length - most },
  };
}
