import type { Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';

/** Sends a statement to the server, with its values if it has any. */
export type Send = (...statement: readonly unknown[]) => unknown;

/** What a {@link SessionClient} is made from, besides the address. */
export interface SessionClientConfig extends ClientConfig {
  /** Longest wait for any answer, in milliseconds; 0 for no end. */
  readonly patienceMs?: number;
  /** Longest time to connect, in milliseconds; 0 for no end. Waits in the pool are not its business. */
  readonly connectMs?: number;
}

/**
 * A PostgreSQL connection that neither takes the process down nor is used again after the server
 * stopped answering on it.
 */
export class SessionClient extends Client {
  #isWaiting = false;
  // One for all statements of a connection: `pg` has one for each, and keeps the connection.
  #patience: NodeJS.Timeout | undefined;

  constructor(config: SessionClientConfig = {}) {
    // The pool keeps its password from being copied.
    const { password, connectMs = 0 } = config;
    super({
      ...config,
      ...(password !== undefined && { password }),
      connectionTimeoutMillis: connectMs,
    });
    // An `error` event nobody listens to is fatal. The pool listens while the connection is its
    // own, nobody while a statement is cancelled over a short-lived one.
    this.on('error', () => undefined);
    this.on('drain', () => {
      this.#isWaiting = false;
    });
    this.on('end', () => {
      clearTimeout(this.#patience);
    });
    const { patienceMs = 0 } = config;
    const own = this.query.bind(this) as Send;
    const query: Send = (...statement) => {
      if (patienceMs > 0) {
        this.#wait(patienceMs);
      }
      return own(...statement);
    };
    // The method has a dozen overloads; none of them matters here.
    this.query = query as Client['query'];
  }

  #wait(patienceMs: number): void {
    this.#isWaiting = true;
    this.#patience = this.#patience?.refresh() ?? this.#startPatience(patienceMs);
  }

  // What it waits for may still come, and every later statement would wait for it, too.
  #startPatience(patienceMs: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      if (this.#isWaiting) {
        const { connection } = this as unknown as { readonly connection: { stream: Socket } };
        connection.stream.destroy(new Error('Query read timeout'));
      }
    }, patienceMs);
    return timer.unref();
  }
}
