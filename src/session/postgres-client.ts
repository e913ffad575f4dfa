import { Client, type ClientConfig, type PoolClient } from 'pg';
import { CellBytes } from './cell-bytes.js';

const TIMED_OUT = 'Query read timeout';
const AS_READ = { getTypeParser: () => (value: unknown) => value };

/** A {@link SessionClient} of a pool. */
export type PooledClient = PoolClient & Pick<SessionClient, 'firstAsBytes'>;

/**
 * A PostgreSQL connection that neither takes the process down nor is used again after the server
 * stopped answering on it.
 */
export class SessionClient extends Client {
  readonly #cells: CellBytes;

  constructor(config?: ClientConfig) {
    super(config);
    this.#cells = new CellBytes(this);
    // An `error` event nobody listens to is fatal. The pool listens while the connection is its
    // own, nobody while a statement is cancelled over a short-lived one.
    this.on('error', () => undefined);
    const query = this.query.bind(this) as (...parameters: unknown[]) => unknown;
    // The method has a dozen overloads; what matters is the promise that most of them return.
    this.query = ((...parameters: unknown[]) => {
      const result = query(...parameters);
      return result instanceof Promise ? this.#watch(result) : result;
    }) as Client['query'];
  }

  /** @returns the values of the first row, each as the UTF-8 of its text */
  async firstAsBytes(
    { name, sql }: { readonly name: string; readonly sql: string },
    values: readonly unknown[],
  ): Promise<readonly (Buffer | null)[]> {
    const query = {
      name,
      text: sql,
      values: [...values],
      rowMode: 'array',
      types: AS_READ,
    } as const;
    const { rows } = await this.#cells.during(() => this.query<(Buffer | string | null)[]>(query));
    return (rows[0] ?? []).map((value) => (typeof value === 'string' ? Buffer.from(value) : value));
  }

  // After `query_timeout` the answer is still to come, and every later statement on the connection
  // would wait for it: the pool opens a new one instead. `pg` itself keeps the old one.
  async #watch(result: Promise<unknown>): Promise<unknown> {
    try {
      return await result;
    } catch (error) {
      if (error instanceof Error && error.message === TIMED_OUT) {
        // Marks it at once, so that the pool drops it instead of taking it back.
        void this.end().catch(() => undefined);
      }
      throw error;
    }
  }
}
