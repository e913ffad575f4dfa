/** In how many ticks of a clock what it watches is too late. */
const TICKS = 20;

/** Something that is not to take longer than a certain time. */
export interface Timed {
  /** How often the clock has ticked since it began. */
  ticks: number;
}

/**
 * What is not over yet, and the clock that tells what is too late: one for all, a timer of its own for
 * each would be made and thrown away with it. An array, because entries of a Set that comes and goes
 * with each request live on in the tables it outgrows, until V8 collects old objects: with their
 * answers, that was half of all the memory a request took (docs/decisions/0018-memory-of-the-process.md).
 */
export class DeadlineClock<T extends Timed> {
  readonly #items: T[] = [];
  readonly #tickMs: number;
  readonly #onLate: (item: T) => void;
  #empty: PromiseWithResolvers<undefined> | null = null;
  #interval: NodeJS.Timeout | null = null;

  /**
   * @param longestMs - longest time something may take; it is told of a twentieth later at most
   * @param onLate - told of each, again and again as long as it is not deleted
   */
  constructor(longestMs: number, onLate: (item: T) => void) {
    this.#tickMs = longestMs / TICKS;
    this.#onLate = onLate;
  }

  get count(): number {
    return this.#items.length;
  }

  /** What is not over. */
  get items(): readonly T[] {
    return [...this.#items];
  }

  add(item: T): void {
    this.#items.push(item);
    this.#interval ??= setInterval(() => {
      this.#tick();
    }, this.#tickMs).unref();
  }

  /** Forgets one that is over. @returns whether it was not forgotten before */
  delete(item: T): boolean {
    const index = this.#items.indexOf(item);
    const last = this.#items.at(-1);
    if (index < 0 || last === undefined) {
      return false;
    }
    this.#items[index] = last;
    this.#items.pop();
    if (this.#empty !== null && this.#items.length === 0) {
      this.#empty.resolve(undefined);
      this.#empty = null;
    }
    return true;
  }

  /** Resolves once all that is not over is: at once where nothing is. */
  empty(): Promise<void> {
    return this.#items.length === 0
      ? Promise.resolve()
      : (this.#empty ??= Promise.withResolvers<undefined>()).promise;
  }

  #tick(): void {
    for (const item of this.items) {
      item.ticks += 1;
      // The first may have come right after its beginning.
      if (item.ticks > TICKS) {
        this.#onLate(item);
      }
    }
    if (this.#items.length === 0 && this.#interval !== null) {
      clearInterval(this.#interval);
      this.#interval = null;
    }
  }
}
