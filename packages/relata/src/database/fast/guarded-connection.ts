import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Cancellation } from '../../cancellation/cancellation.js';

type Options = Parameters<DatabaseConnection['executeQuery']>[1];
type ControlProvider = Parameters<NonNullable<DatabaseConnection['cancelQuery']>>[0];

/**
 * A connection of Kysely that can be told, for as long as somebody holds it, what ends its
 * statements. Kysely takes a signal for each statement, and then runs each as a race of several
 * promises, which costs as much as the rest of what it does; a listener costs next to nothing.
 * Statements run one after the other, however many are asked for at a time.
 */
export class GuardedConnection implements DatabaseConnection {
  /** The connection itself, for its driver. */
  readonly inner: DatabaseConnection;
  /** Ends its statements: the one that runs is cancelled, where the database can, and none begins. */
  cancellation: Cancellation | null = null;
  // The statement asked for last, and how many have not ended.
  #last: Promise<unknown> | null = null;
  #open = 0;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  executeQuery<R>(query: CompiledQuery, options?: Options): Promise<QueryResult<R>> {
    const last = this.#last;
    this.#open += 1;
    const result =
      last === null
        ? this.#execute<R>(query, options)
        : last.catch(() => undefined).then(() => this.#execute<R>(query, options));
    // What may not begin has ended already.
    this.#last = this.#open === 0 ? null : result;
    return result;
  }

  /** Resolves once no statement runs, and none waits to. */
  async idle(): Promise<void> {
    while (this.#last !== null) {
      await this.#last.catch(() => undefined);
    }
  }

  async #execute<R>(query: CompiledQuery, options?: Options): Promise<QueryResult<R>> {
    const { inner, cancellation } = this;
    const cancel = (): void => {
      // It ends by itself, by its timeout at the latest.
      void inner.cancelQuery?.(NO_OTHER).catch(() => undefined);
    };
    cancellation?.on(cancel);
    try {
      cancellation?.throwIfOver();
      return await inner.executeQuery<R>(query, options);
    } catch (error) {
      throw cancellation?.reason ?? error;
    } finally {
      cancellation?.off(cancel);
      this.#open -= 1;
      if (this.#open === 0) {
        this.#last = null;
      }
    }
  }

  streamQuery<R>(
    query: CompiledQuery,
    chunkSize: number,
    options?: Options,
  ): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery(query, chunkSize, options);
  }

  async collectSessionInfo(): Promise<void> {
    await this.inner.collectSessionInfo?.();
  }

  async cancelQuery(provider: ControlProvider): Promise<void> {
    await this.inner.cancelQuery?.(provider);
  }
}

/** PostgreSQL is told to cancel over a connection of its own, SQLite not at all. */
const NO_OTHER: ControlProvider = () => Promise.resolve();
