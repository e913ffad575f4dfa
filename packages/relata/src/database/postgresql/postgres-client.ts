import type { Socket } from 'node:net';
import { Client, type ClientConfig, type PoolClient, type QueryResult } from 'pg';
import { CellBytes } from '../fast/cell-bytes.js';
import { preparedOf } from '../fast/prepared-parameters.js';
import { MAX_PREPARED, type PreparedStatement } from '../fast/prepared-statement.js';
import {
  PreparedRow,
  type PreparedRowParts,
  type PreparingConnection,
} from '../fast/prepared-row.js';
import { type Send, TransactionBounds } from './transaction-bounds.js';

/** A {@link SessionClient} of a pool. */
export type PooledClient = PoolClient & Pick<SessionClient, 'firstAsBytes' | 'isFull'>;

type Values = readonly unknown[];

/** A row, each value as the UTF-8 of its text. */
type Cells = readonly (Buffer | null)[];

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
  readonly #cells: CellBytes;
  readonly #prepared = new Set<string>();
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
    this.#cells = new CellBytes(this);
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
    // Undefined where it cannot be sent so.
    const sendPrepared = ([text, values]: readonly unknown[], begins: boolean): unknown => {
      const prepared = preparedOf(values);
      if (prepared === undefined || !this.#mayPrepare(prepared.name, begins)) {
        return undefined;
      }
      const { name, isLast: commits } = prepared;
      const parts = { name, sql: String(text), values: values as Values, begins, commits };
      return this.#firstRow(query, parts).then((row) => {
        if (commits) {
          bounds.committed();
        }
        return resultOf(row);
      });
    };
    const bounds = new TransactionBounds(
      (...statement) => sendPrepared(statement, false) ?? query(...statement),
      (...statement) => sendPrepared(statement, true),
    );
    // The method has a dozen overloads; none of them matters here.
    this.query = bounds.send as Client['query'];
  }

  /** Whether it has as many statements as it keeps: nothing forgets one but the connection. */
  get isFull(): boolean {
    return this.#prepared.size >= MAX_PREPARED;
  }

  // In a transaction it cannot be changed for another. With `begin` comes only what is prepared:
  // `pg` would take the first word of success to be about that.
  #mayPrepare(name: string, begins: boolean): boolean {
    return begins ? name in parsedOf(this) : !this.isFull || this.#prepared.has(name);
  }

  /** @returns the values of the first row, each as the UTF-8 of its text */
  firstAsBytes({ name, sql }: PreparedStatement, values: Values): Promise<Cells> {
    return this.#firstRow(this.query.bind(this), {
      name,
      sql,
      values,
      begins: false,
      commits: false,
    });
  }

  #firstRow(send: Send, parts: Omit<PreparedRowParts, 'keepBytes'>): Promise<Cells> {
    this.#prepared.add(parts.name);
    return new Promise((resolve, reject) => {
      const { keepBytes } = this.#cells;
      send(
        new PreparedRow({ ...parts, keepBytes }, (error, row = []) => {
          if (error === null) {
            resolve(row);
          } else {
            reject(error);
          }
        }),
      );
    });
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

/** What `pg` knows the server to have prepared on a connection. */
function parsedOf(client: Client): PreparingConnection['parsedStatements'] {
  return (client as unknown as { readonly connection: PreparingConnection }).connection
    .parsedStatements;
}

/** As `pg` tells of a statement that reads. */
function resultOf(
  row: Cells,
): Pick<QueryResult<never>, 'command' | 'rowCount'> & { rows: Cells[] } {
  const rows = row.length === 0 ? [] : [row];
  return { command: 'SELECT', rowCount: rows.length, rows };
}
