import { ContextCache } from '../cache/context-cache.js';

/**
 * Says that something is over before its time, as an AbortSignal does. Every request has one, and
 * hardly any needs it: the signal, which costs several times as much, is made for who asks for one.
 */
export class Cancellation {
  static readonly #ofSignals = new ContextCache<AbortSignal, Cancellation>();
  #reason: Error | null = null;
  #abort: AbortController | null = null;
  readonly #listeners: (() => void)[] = [];

  /** The one a signal is of; one that follows it, where it is of none. */
  static of(signal: AbortSignal): Cancellation {
    const known = Cancellation.#ofSignals.get(signal);
    const cancellation = known ?? new Cancellation();
    if (known === undefined) {
      Cancellation.#ofSignals.set(signal, cancellation);
      const follow = (): void => {
        cancellation.end(signal.reason as Error);
      };
      signal.addEventListener('abort', follow, { once: true });
      if (signal.aborted) {
        follow();
      }
    }
    return cancellation;
  }

  /** Why it is over; null as long as it is not. */
  get reason(): Error | null {
    return this.#reason;
  }

  /** Aborted with the same reason. */
  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      Cancellation.#ofSignals.set(this.#abort.signal, this);
      if (this.#reason !== null) {
        this.#abort.abort(this.#reason);
      }
    }
    return this.#abort.signal;
  }

  /** Makes it be over, and tells whoever listens; only the first reason counts. */
  end(reason: Error): void {
    if (this.#reason === null) {
      this.#reason = reason;
      this.#abort?.abort(reason);
      for (const listener of [...this.#listeners]) {
        listener();
      }
    }
  }

  /** @throws the reason, once there is one */
  throwIfOver(): void {
    if (this.#reason !== null) {
      throw this.#reason;
    }
  }

  /** Adds a listener for the end that is still to come, until the same is given to {@link off}. */
  on(listener: () => void): void {
    this.#listeners.push(listener);
  }

  off(listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index >= 0) {
      this.#listeners.splice(index, 1);
    }
  }
}
