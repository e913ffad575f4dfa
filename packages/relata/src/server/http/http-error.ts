import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_STATUS, RelataError, UnavailableError } from '../../errors.js';
import { logOf } from './request-log.js';
import type { Settings } from '../../settings.js';
import { clientErrorOf, formatError, isErrorCode } from '../graphql/format-error.js';
import { logFailure } from '../graphql/log-failure.js';

/** A request refused for its HTTP form, before it is GraphQL; the code is BAD_USER_INPUT. */
export class RefusedRequestError extends RelataError {
  readonly statusCode: number;

  /** @param statusCode - the HTTP status that says what is wrong with it, 415 */
  constructor(statusCode: number, message: string) {
    super('BAD_USER_INPUT', message);
    this.statusCode = statusCode;
  }
}

/** The server has as much to do as it is willing to, or is about to stop. */
export function unavailable(message: string): UnavailableError {
  return new UnavailableError('SERVICE_UNAVAILABLE', message);
}

/**
 * Answers a request that never reached GraphQL, or did not come back from it, in the shape of a
 * GraphQL answer. Fastify's own refusals (413, 415, a body that is not JSON) keep their status.
 */
export function sendError(
  thrown: unknown,
  reply: FastifyReply,
  { nodeEnv, limits }: Settings,
): FastifyReply {
  const { request } = reply;
  const error = refusalOf(thrown) ?? clientErrorOf(thrown);
  const status = statusCodeOf(thrown) ?? (isErrorCode(error.code) ? ERROR_STATUS[error.code] : 500);
  logFailure(logOf(request), error, { thrown });
  if (status === 503 && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', '1');
  }
  const style = { requestId: request.id, nodeEnv, errorCharacters: limits.errorCharacters };
  return reply
    .code(status)
    .type(`${mediaTypeFor(request)}; charset=utf-8`)
    .send(JSON.stringify({ errors: [formatError(error, {}, style)] }));
}

/** A refusal of Fastify's or ours, both marked by a 4xx status code and with a message fit to read. */
function refusalOf(thrown: unknown) {
  return statusCodeOf(thrown) === undefined || !(thrown instanceof Error)
    ? null
    : { code: 'BAD_USER_INPUT', message: thrown.message, extensions: {}, isFault: false };
}

function statusCodeOf(thrown: unknown): number | undefined {
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function mediaTypeFor({ headers }: FastifyRequest): string {
  const type = 'application/graphql-response+json';
  return headers.accept?.includes(type) === true ? type : 'application/json';
}
