import type { QueryResult } from 'pg';

/** Sends a statement to the server, with its values if it has any. */
export type Send = (...statement: readonly unknown[]) => unknown;

/**
 * Keeps `begin` back until there is something to do in the transaction, and sends it with that: a
 * unit of work that begins by inserting makes one journey to the server less, and one that does
 * nothing makes none. The database takes its snapshot with the first statement either way.
 */
export class DeferredBegin {
  readonly #send: Send;
  #isKept = false;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Sends a statement as {@link Send} does, but for those that begin or end a transaction. */
  readonly send: Send = (...statement) => {
    const [text, values] = statement;
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
    return (this.#send('begin') as Promise<unknown>).then(() => this.#send(...statement));
  };
}

function isEmpty(values: unknown): boolean {
  return Array.isArray(values) && values.length === 0;
}

function resultOf(command: string): Pick<QueryResult, 'command' | 'rowCount' | 'rows'> {
  return { command, rowCount: null, rows: [] };
}
