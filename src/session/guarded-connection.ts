import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Ending } from './ending.js';

type Options = Parameters<DatabaseConnection['executeQuery']>[1];
type ControlProvider = Parameters<NonNullable<DatabaseConnection['cancelQuery']>>[0];

/**
 * A connection of Kysely that can be told, for as long as somebody holds it, what ends its
 * statements. Kysely takes a signal for each statement, and then runs each as a race of several
 * promises, which costs as much as the rest of what it does; a listener costs next to nothing.
 */
export class GuardedConnection implements DatabaseConnection {
  /** The connection itself, for its driver. */
  readonly inner: DatabaseConnection;
  /** Ends its statements: the one that runs is cancelled, where the database can, and none begins. */
  ending: Ending | null = null;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery, options?: Options): Promise<QueryResult<R>> {
    const { inner, ending } = this;
    if (ending === null) {
      return await inner.executeQuery(query, options);
    }
    ending.throwIfOver();
    const cancel = (): void => {
      // It ends by itself, by its timeout at the latest.
      void inner.cancelQuery?.(NO_OTHER).catch(() => undefined);
    };
    ending.on(cancel);
    try {
      return await inner.executeQuery<R>(query, options);
    } catch (error) {
      throw ending.reason ?? error;
    } finally {
      ending.off(cancel);
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
