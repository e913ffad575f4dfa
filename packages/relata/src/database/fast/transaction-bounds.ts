import type { QueryResult } from 'pg';
import type { Send } from '../postgresql/postgres-client.js';

/**
 * Spares the journeys to the server that do nothing but begin or end a transaction. `begin` is kept
 * back until there is something to do, and sent with that: the database takes its snapshot with the
 * first statement either way. `commit` is not sent where the last statement brought it along.
 */
export class TransactionBounds {
  readonly #send: Send;
  readonly #sendFirst: Send;
  #isKept = false;
  #isCommitted = false;

  /**
   * @param sendFirst - sends a statement and a `begin` before it in one message; undefined where it
   * cannot, and then has sent nothing
   */
  constructor(send: Send, sendFirst: Send = () => undefined) {
    this.#send = send;
    this.#sendFirst = sendFirst;
  }

  /** Told that the database has committed with the last statement: `commit` is still to come. */
  committed(): void {
    this.#isCommitted = true;
  }

  /** Sends a statement as {@link Send} does, but for those that begin or end a transaction. */
  readonly send: Send = (...statement) => {
    const [text, values] = statement;
    if (this.#isCommitted) {
      this.#isCommitted = false;
      return text === 'commit'
        ? Promise.resolve(resultOf('COMMIT'))
        : Promise.reject(new TypeError('The transaction has been committed'));
    }
    if (text === 'begin') {
      this.#isKept = true;
      return Promise.resolve(resultOf('BEGIN'));
    }
    if (!this.#isKept) {
      return this.#send(...statement);
    }
    this.#isKept = false;
    if (text === 'commit' || text === 'rollback') {
      return Promise.resolve(resultOf(text.toUpperCase()));
    }
    if (typeof text === 'string' && (values === undefined || isEmpty(values))) {
      // Without values, the protocol takes several statements in one message; each has a result.
      return (this.#send(`begin; ${text}`) as Promise<QueryResult[]>).then((all) => all.at(-1));
    }
    const begun = this.#sendFirst(...statement);
    return begun ?? (this.#send('begin') as Promise<unknown>).then(() => this.#send(...statement));
  };
}

function isEmpty(values: unknown): boolean {
  return Array.isArray(values) && values.length === 0;
}

function resultOf(command: string): Pick<QueryResult, 'command' | 'rowCount' | 'rows'> {
  return { command, rowCount: null, rows: [] };
}
