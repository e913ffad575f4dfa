import type { FastifyBaseLogger, FastifyRequest } from 'fastify';

/**
 * The logger of a request, whose lines say its id. Fastify would make one for each request, and next
 * to none says anything.
 */
export function logOf({ log, id }: Pick<FastifyRequest, 'log' | 'id'>): FastifyBaseLogger {
  return log.child({ reqId: id });
}
