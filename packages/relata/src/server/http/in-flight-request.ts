import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { Cancellation } from '../../cancellation/cancellation.js';
import type { RoundedNumber } from '../limits/exact-variables.js';
import { logOf } from './request-log.js';

const current = new AsyncLocalStorage<InFlightRequest>();

/** The client closed the connection before its answer was ready: nobody reads what comes of it. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * One GraphQL request and its answer, from the moment its body is read. Ends work that takes too
 * long or that nobody waits for, by a signal for those who listen and a rejection for the rest.
 */
export class InFlightRequest {
  readonly id: string;
  /** Comes at the deadline, when the client leaves and when the server stops; the reason is an error. */
  readonly cancellation = new Cancellation();
  /** How often the clock of the running requests has ticked since it began. */
  ticks = 0;
  /**
   * Whether Apollo took the request for a GraphQL request, whatever came of it. Such an answer is
   * 200 in `application/json` (GraphQL over HTTP, "Status Codes").
   */
  isWellFormed = false;
  /** Whether its variables have a list that is too long for most arguments. */
  hasLongList = false;
  /** Numbers of its variables that were rounded when they were parsed. */
  roundedNumbers: readonly RoundedNumber[] = [];
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  #log: FastifyBaseLogger | undefined;
  #stop: ((reason: Error) => void) | undefined;
  readonly #onClose = (): void => {
    if (!this.#reply.raw.writableFinished) {
      this.abort(new ClientGoneError('The client closed the connection'));
    }
  };

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.id = request.id;
    this.#request = request;
    this.#reply = reply;
    reply.raw.on('close', this.#onClose);
  }

  /** The request this code runs for; undefined outside of a request. */
  static current(): InFlightRequest | undefined {
    return current.getStore();
  }

  get log(): FastifyBaseLogger {
    return (this.#log ??= logOf(this.#request));
  }

  /** Ends the request with an error, at once and whatever it is waiting for. */
  abort(reason: Error): void {
    this.cancellation.end(reason);
    this.#stop?.(reason);
  }

  /**
   * Runs the work of the request and resolves to what it answers.
   * @throws the reason of {@link abort} as soon as there is one, even if the work never ends
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const endBy =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          this.#reply.raw.removeListener('close', this.#onClose);
          // It reaches the answer; the request may be kept longer than that is needed.
          this.#stop = undefined;
          settle(value);
        };
      this.#stop = endBy(reject);
      current.run(this, work).then(endBy(resolve), endBy(reject));
    });
  }
}
