import type { GraphQLRequestListener, GraphQLResponse } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { BadInputError } from '../../errors.js';
import type { RequestContext } from '../../request/context.js';

type Listener = GraphQLRequestListener<RequestContext>;
type MaybeResolved = Parameters<NonNullable<Listener['didResolveOperation']>>[0];
type Resolved = MaybeResolved & { readonly operation: OperationDefinitionNode };
type Unanswered = Parameters<NonNullable<Listener['responseForOperation']>>[0];
type Answered = Parameters<NonNullable<Listener['willSendResponse']>>[0];

/** What we do at some of the steps in which Apollo answers a request. */
export interface RequestSteps {
  /** The document is valid, and the operation known. */
  readonly resolved?: (request: Resolved) => void | Promise<void>;
  /** Answers instead of executing; null leaves it to the next. */
  readonly respond?: (request: Unanswered) => GraphQLResponse | null;
  /** The answer is about to be written. */
  readonly sending?: (request: Answered) => void;
}

/** The listener they make together. */
export type JoinedSteps = Required<
  Pick<Listener, 'didResolveOperation' | 'responseForOperation' | 'willSendResponse'>
>;

/**
 * Joins all of them into one listener. To Apollo each plugin is one more promise at every step, with
 * or without anything to do, and it does not wait for one before it asks the next.
 */
export function joinSteps(all: readonly RequestSteps[]): JoinedSteps {
  const resolved = all.flatMap((steps) => steps.resolved ?? []);
  const respond = all.flatMap((steps) => steps.respond ?? []);
  const sending = all.flatMap((steps) => steps.sending ?? []);
  return {
    didResolveOperation: async (request) => {
      demandOperation(request);
      for (const step of resolved) {
        const done = step(request);
        if (done !== undefined) {
          await done;
        }
      }
    },
    responseForOperation: (request) => {
      for (const step of respond) {
        const response = step(request);
        if (response !== null) {
          return Promise.resolve(response);
        }
      }
      return NOTHING;
    },
    willSendResponse: (request) => {
      for (const step of sending) {
        step(request);
      }
      return DONE;
    },
  };
}

/** A document with an operation for the name that was given, or for none, is all that goes on. */
function demandOperation(request: MaybeResolved): asserts request is Resolved {
  if (request.operation === undefined) {
    const { operationName } = request.request;
    throw BadInputError.at(
      'operationName',
      operationName === undefined
        ? 'must name one of the operations of the document'
        : `the document has no operation ${JSON.stringify(operationName)}`,
    );
  }
}

const NOTHING = Promise.resolve(null);
const DONE = Promise.resolve();
