import type { Exchange } from './exchange.js';

/**
 * The exchanges that are not over. An array, because entries of a Set that comes and goes with each
 * request live on in the tables it outgrows, until V8 collects old objects: with their answers, that
 * was half of all the memory a request took (docs/decisions/0018-memory-of-the-process.md).
 */
export class RunningExchanges {
  readonly #exchanges: Exchange[] = [];

  get count(): number {
    return this.#exchanges.length;
  }

  add(exchange: Exchange): void {
    this.#exchanges.push(exchange);
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
}
