import { DeadlineError } from '../errors.js';
import type { Exchange } from './exchange.js';

/** In how many ticks of its clock the deadline of an exchange comes. */
const TICKS = 20;

/**
 * The exchanges that are not over, and the clock that ends them at the deadline: one for all, a
 * timer of its own for each would be made and thrown away with it. An array, because entries of a
 * Set that comes and goes with each request live on in the tables it outgrows, until V8 collects old
 * objects: with their answers, that was half of all the memory a request took
 * (docs/decisions/0018-memory-of-the-process.md).
 */
export class RunningExchanges {
  readonly #exchanges: Exchange[] = [];
  readonly #deadlineMs: number;
  #clock: NodeJS.Timeout | null = null;

  /** @param deadlineMs - longest time of an exchange; it is ended a twentieth later at most */
  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  get count(): number {
    return this.#exchanges.length;
  }

  add(exchange: Exchange): void {
    this.#exchanges.push(exchange);
    this.#clock ??= setInterval(() => {
      this.#tick();
    }, this.#deadlineMs / TICKS).unref();
  }

  /** Forgets one that is over. */
  delete(exchange: Exchange): void {
    const last = this.#exchanges.pop();
    if (last !== undefined && last !== exchange) {
      this.#exchanges[this.#exchanges.indexOf(exchange)] = last;
    }
  }

  /** Ends them all with an error. */
  abort(reason: Error): void {
    for (const exchange of [...this.#exchanges]) {
      exchange.abort(reason);
    }
  }

  #tick(): void {
    for (const exchange of [...this.#exchanges]) {
      exchange.ticks += 1;
      // The first may have come right after its beginning.
      if (exchange.ticks > TICKS) {
        exchange.abort(DeadlineError.after(this.#deadlineMs));
      }
    }
    if (this.#exchanges.length === 0 && this.#clock !== null) {
      clearInterval(this.#clock);
      this.#clock = null;
    }
  }
}
