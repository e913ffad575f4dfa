import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../request/context.js';
import type { RequestSession } from '../../request/request-session.js';
import { DeadlineError, OutcomeUnknownError } from '../../errors.js';
import { DeadlineClock } from '../../cancellation/deadline-clock.js';
import { mayBeCommitted } from '../../request/transaction.js';
import type { HeadersOf } from './headers/all-headers.js';
import { answerByApollo } from './apollo-handler.js';
import { compressed } from './compression.js';
import { closeSession, type ContextOptions, createContext } from '../graphql/context.js';
import { refusingLargeDocuments } from '../limits/document-limits.js';
import { ClientGoneError, InFlightRequest } from './in-flight-request.js';
import { readNumbers, type RoundedNumber, roundedIn } from '../limits/exact-variables.js';
import { toRelataError } from '../graphql/format-error.js';
import { refuseLargeVariables } from '../limits/input-limits.js';
import { unavailable } from './http-error.js';

/** The one path of the API. */
export const GRAPHQL_PATH = '/graphql';

/** What the route needs besides Apollo. */
export interface EndpointOptions extends ContextOptions {
  readonly isStopping: () => boolean;
  readonly headersOf: HeadersOf;
}

/** The running requests. */
export interface Endpoint {
  /** Ends them all: the server stops. */
  readonly abortAll: () => void;
  /** Resolves once none is running. */
  readonly idle: () => Promise<void>;
}

/**
 * Serves GraphQL: refuses what is too much before anything works on it, gives each request its
 * session, and answers at the deadline whatever its resolvers do.
 */
export function registerGraphQL(
  fastify: FastifyInstance,
  apollo: ApolloServer<RequestContext>,
  options: EndpointOptions,
): Endpoint {
  const { settings, headersOf } = options;
  const { deadlineMs } = settings.execution;
  const running = new DeadlineClock<InFlightRequest>(deadlineMs, (inFlight) => {
    inFlight.abort(DeadlineError.after(deadlineMs));
  });
  const refuseTooMuch = refusingTooMuch(settings.limits);
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    refuseWhenBusy(options, running.count);
    const found = refuseTooMuch(request);
    const inFlight = Object.assign(new InFlightRequest(request, reply), found);
    let session: RequestSession | null = null;
    const context = (): Promise<RequestSession> => {
      try {
        return Promise.resolve((session = createContext(options, inFlight, { request, reply })));
      } catch (error) {
        return Promise.reject(toRelataError(error));
      }
    };
    const close = closing(inFlight, () => session);
    running.add(inFlight);
    try {
      const body = await inFlight.run(async () => {
        // Work that was given up is waited for by nobody, but it may still end, and leave something open.
        try {
          return await answerByApollo(apollo, { request, reply, context, headersOf });
        } finally {
          const closed = close();
          if (closed !== null) {
            await closed;
          }
        }
      });
      settleStatus(reply, inFlight);
      return compressed(reply, body, settings.http);
    } catch (error) {
      void close();
      return await giveUp(error, inFlight, reply);
    } finally {
      running.delete(inFlight);
    }
  };
  fastify.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: GRAPHQL_PATH,
    handler: handle,
  });

  return {
    abortAll: () => {
      for (const inFlight of running.items) {
        inFlight.abort(unavailable('The server is stopping'));
      }
    },
    idle: () => running.empty(),
  };
}

/**
 * What closes the session of a request, one time after the other: where work is given up, and again
 * where it ends after that.
 * @returns a function that returns null where nothing is open
 */
function closing(
  inFlight: InFlightRequest,
  session: () => RequestSession | null,
): () => Promise<unknown> | null {
  let closed: Promise<unknown> | null = null;
  const close = (): Promise<void> | null => {
    const opened = session();
    return opened?.opened == null ? null : closeSession(opened, inFlight);
  };
  return () => (closed = closed === null ? close() : closed.then(close));
}

/** Nobody is left to answer when the client has gone; everything else is answered as an error. */
function giveUp(error: unknown, inFlight: InFlightRequest, reply: FastifyReply): Promise<unknown> {
  if (error instanceof ClientGoneError) {
    inFlight.log.info('the client left before its answer');
    return Promise.resolve(reply.hijack());
  }
  const { reason, signal } = inFlight.cancellation;
  const isUnknown = error === reason && mayBeCommitted(signal);
  return Promise.reject(
    isUnknown ? OutcomeUnknownError.ended(error as Error) : toRelataError(error),
  );
}

function refuseWhenBusy({ settings, isStopping }: EndpointOptions, inFlight: number): void {
  if (isStopping()) {
    throw unavailable('The server is stopping');
  }
  if (inFlight >= settings.http.maxInFlight) {
    throw unavailable('The server is busy, try again');
  }
}

/**
 * The document and the variables, wherever they stand; the rest of their form is Apollo's business.
 * @returns what of the variables is too much for some arguments
 */
function refusingTooMuch(
  limits: EndpointOptions['settings']['limits'],
): (request: FastifyRequest) => Pick<InFlightRequest, 'hasLongList' | 'roundedNumbers'> {
  const refuseLargeDocument = refusingLargeDocuments(limits);
  return (request) => {
    const { body, query } = request;
    let hasLongList = false;
    let roundedNumbers = roundedIn(request);
    for (const parameters of [body, query]) {
      if (typeof parameters === 'object' && parameters !== null) {
        if ('query' in parameters && typeof parameters.query === 'string') {
          refuseLargeDocument(parameters.query);
        }
        if ('variables' in parameters) {
          const isLong = refuseLargeVariables(decoded(parameters.variables), limits);
          hasLongList ||= isLong;
          // Those of a body were looked at as it was parsed.
          if (typeof parameters.variables === 'string') {
            roundedNumbers = roundedNumbersOf(parameters.variables);
          }
        }
      }
    }
    return { hasLongList, roundedNumbers };
  };
}

/** Variables in a URL are JSON; what is not, Apollo refuses. */
function decoded(variables: unknown): unknown {
  try {
    return typeof variables === 'string' ? JSON.parse(variables) : variables;
  } catch {
    return null;
  }
}

/** @throws BadInputError for a number that no type takes */
function roundedNumbersOf(variables: string): readonly RoundedNumber[] {
  const { error, rounded } = readNumbers(variables, (parsed) => parsed);
  if (error !== null) {
    throw error;
  }
  return rounded;
}

/** GraphQL over HTTP: in `application/json`, the status is not about what GraphQL found wrong. */
function settleStatus(reply: FastifyReply, inFlight: InFlightRequest): void {
  const type = reply.getHeader('content-type');
  const isPlainJson = typeof type === 'string' && type.startsWith('application/json');
  if (reply.statusCode === 400 && inFlight.isWellFormed && isPlainJson) {
    reply.code(200);
  }
}
