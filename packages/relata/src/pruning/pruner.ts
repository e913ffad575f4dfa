import { prune, type Prunable } from './prune.js';
import type { Orm } from '../database/orm.js';

/** Rest between two chunks, in which others may write. */
const REST_MS = 20;

/** What {@link Pruner} works with. */
export interface PrunerParts {
  readonly orm: Orm;
  readonly prunables: readonly Prunable[];
  /** Time from the end of a run to the next, and from the start to the first; 0 is never. */
  readonly intervalMs: number;
  /** Most rows of a transaction. */
  readonly chunk: number;
  /** Told why a run failed; there will be another. */
  readonly onFailure: (error: unknown) => void;
}

/** Prunes now and then, as long as the server runs. It keeps no process alive. */
export class Pruner {
  readonly #parts: PrunerParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(parts: PrunerParts) {
    this.#parts = parts;
  }

  /** Begins to wait for the first run. */
  start(): void {
    const { intervalMs } = this.#parts;
    if (intervalMs > 0 && !this.#isStopped) {
      this.#timer = setTimeout(() => {
        this.#running = this.#run().finally(() => {
          this.#running = null;
          this.start();
        });
      }, intervalMs).unref();
    }
  }

  /** Ends it; resolves once the chunk that is being deleted is. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { orm, prunables, chunk, onFailure } = this.#parts;
    try {
      await prune(orm, prunables, { now: new Date(), chunk, pause: () => this.#rest() });
    } catch (error) {
      onFailure(error);
    }
  }

  /** @returns whether to go on */
  async #rest(): Promise<boolean> {
    if (!this.#isStopped) {
      await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
    }
    return !this.#isStopped;
  }
}
