import type { FastifyBaseLogger } from 'fastify';
import { UnavailableError } from '../../errors.js';
import { causeOf, type ClientError } from './format-error.js';

/**
 * Logs what a client is not told of an error that is a fault of the server; nothing for any other.
 * That the server has too much to do, or is about to stop, is no fault: a warning without a stack.
 * @param thrown - what {@link ClientError} was made of
 * @param details - what else the line says
 */
export function logFailure(
  log: FastifyBaseLogger,
  error: ClientError,
  { thrown, details }: { readonly thrown: unknown; readonly details?: object },
): void {
  if (!error.isFault) {
    return;
  }
  const cause = causeOf(thrown);
  if (cause instanceof UnavailableError) {
    log.warn({ ...details, reason: cause.message }, 'request refused');
  } else {
    log.error({ err: cause, ...details }, 'request failed');
  }
}
