import type { Client, PoolClient, QueryResult } from 'pg';
import {
  type Send,
  SessionClient,
  type SessionClientConfig,
} from '../postgresql/postgres-client.js';
import type { PreparedStatement } from '../statements/prepared-statement.js';
import { CellBytes } from './cell-bytes.js';
import { MAX_PREPARED } from './max-prepared.js';
import { preparedOf } from './prepared-parameters.js';
import { PreparedRow, type PreparedRowParts, type PreparingConnection } from './prepared-row.js';
import { TransactionBounds } from './transaction-bounds.js';

/** A {@link FastClient} of a pool. */
export type PooledClient = PoolClient & Pick<FastClient, 'firstAsBytes' | 'isFull'>;

type Values = readonly unknown[];

/** A row, each value as the UTF-8 of its text. */
type Cells = readonly (Buffer | null)[];

/**
 * A connection that spares journeys to the server to begin and to commit, and that reads the first
 * row of prepared statements as the bytes that come.
 */
export class FastClient extends SessionClient {
  readonly #cells: CellBytes;
  readonly #prepared = new Set<string>();

  constructor(config: SessionClientConfig = {}) {
    super(config);
    this.#cells = new CellBytes(this);
    const query = this.query.bind(this) as Send;
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
