import pg, { type Connection, type Submittable } from 'pg';
import { serialize } from 'pg-protocol';
import type { PreparedStatement } from '../statements/prepared-statement.js';

/** How `pg` writes a value for the server; its types do not know of it. */
const { prepareValue } = (
  pg as unknown as {
    readonly utils: { readonly prepareValue: (value: unknown) => string | Buffer | null };
  }
).utils;

/** What the server says with a row: cells are bytes where they were asked for as bytes. */
interface DataRow {
  readonly fields: readonly (Buffer | string | null)[];
}

/** What the server says of a statement that is done: `SELECT 1`, `COMMIT`. */
interface CommandComplete {
  readonly text: string;
}

/** A `pg` connection, and which statements it has prepared or is about to. */
export interface PreparingConnection extends Connection {
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
}

/** What a {@link PreparedRow} asks for. */
export interface PreparedRowParts extends PreparedStatement {
  readonly values: readonly unknown[];
  /** Whether a transaction is begun in the same message: only where the statement is prepared. */
  readonly begins: boolean;
  /** Whether the transaction is committed in the same message, unless the statement fails. */
  readonly commits: boolean;
  /** Told that cells are to be left bytes from now on, or not any more. */
  readonly keepBytes: (keeps: boolean) => void;
}

/** Executes the unnamed portal whole. */
const EXECUTE = serialize.execute({});
/** Ends a message. What comes in it after something that fails, the server does not look at. */
const SYNC = serialize.sync();
const BEGIN = statement('begin');
const COMMIT = statement('commit');

/**
 * The first row of a prepared statement as bytes: a query of `pg` (its interface `Submittable`, as
 * its cursors implement it) that says all it has to say in one message, and does not ask what the
 * columns are, which only whoever parses them would have to know.
 */
export class PreparedRow implements Submittable {
  readonly name: string;
  readonly text: string;
  /** Called once; `pg` puts another in its place. */
  callback: (error: Error | null, row?: readonly (Buffer | null)[]) => void;
  readonly #parts: PreparedRowParts;
  #row: readonly (Buffer | null)[] = [];
  #command = '';

  constructor(parts: PreparedRowParts, callback: PreparedRow['callback']) {
    this.name = parts.name;
    this.text = parts.sql;
    this.callback = callback;
    this.#parts = parts;
  }

  submit(given: Connection): Error | null {
    const connection = given as PreparingConnection;
    const { name, text } = this;
    const { values, begins, commits } = this.#parts;
    const messages = [
      ...(begins ? [BEGIN] : []),
      serialize.bind({ statement: name, values: [...values], valueMapper: prepareValue }),
      EXECUTE,
      ...(commits ? [COMMIT] : []),
      SYNC,
    ];
    if (connection.parsedStatements[name] === undefined) {
      connection.submittedNamedStatements[name] = text;
      messages.unshift(serialize.parse({ name, text }));
    }
    this.#parts.keepBytes(true);
    connection.stream.write(Buffer.concat(messages));
    return null;
  }

  handleDataRow({ fields }: DataRow): void {
    // Short ones are strings all the same.
    this.#row = fields.map((cell) => (typeof cell === 'string' ? Buffer.from(cell) : cell));
  }

  handleReadyForQuery(): void {
    const { keepBytes, commits } = this.#parts;
    keepBytes(false);
    if (commits && this.#command !== 'COMMIT') {
      this.callback(new Error(`Not committed: ${this.#command}`));
    } else {
      this.callback(null, this.#row);
    }
  }

  handleError(error: Error): void {
    this.#parts.keepBytes(false);
    this.callback(error);
  }

  handleCommandComplete({ text }: CommandComplete): void {
    this.#command = text;
  }

  handleEmptyQuery(): void {
    // A statement of nothing gives no row.
  }
}

/** All there is to say of a statement that takes nothing and gives nothing. */
function statement(text: string): Buffer {
  return Buffer.concat([serialize.parse({ text }), serialize.bind(), EXECUTE]);
}
