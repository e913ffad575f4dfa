import type { Policies } from '../access/policies.js';
import type { Catalog, Model } from '../model/model.js';
import type { CursorCodec } from './order/cursor.js';
import type { StatementContext } from '../database/statements/statements.js';
import type { Dialect, Sql } from './sql/dialect.js';

/** How much one request may ask for; see docs/operations.md. */
export interface ReadLimits {
  /** Rows of a page that says no size. */
  readonly pageSize: number;
  /** Most rows of a page. */
  readonly pageSizeMax: number;
  /** Most rows to skip. */
  readonly offsetMax: number;
  /** Most items of a list in an argument. */
  readonly listInputs: number;
  /** Most levels of a filter or an order. */
  readonly filterDepth: number;
  /** Most members of a filter. */
  readonly filterNodes: number;
  /** Longest text looked for inside of others, in characters. */
  readonly searchCharacters: number;
  /** Longest text in an argument, in characters. */
  readonly textCharacters: number;
  /** Most levels of rows within rows of an input. */
  readonly writeDepth: number;
  /** Most rows one bulk write may change. */
  readonly bulkMax: number;
  /** Most times one statement may count, filter or sort again what belongs to one row. */
  readonly repeatedReads: number;
  /** Highest price of an operation. */
  readonly cost: number;
}

/**
 * Something that stays true of the rows whoever changes them: a document that would end it is
 * rolled back. What is not true to begin with, nobody is kept from leaving so.
 * @example
 * const someTag: Invariant = {
 *   watches: { Tag: [] },
 *   message: 'The last tag stays',
 *   holds: async ({ em }) => (await em.count(Tag)) > 0,
 * };
 */
export interface Invariant {
  /**
   * Columns and relations whose change may end it, by model; to delete such a row may, too. New
   * rows and new links cannot.
   */
  readonly watches: Readonly<Record<string, readonly string[]>>;
  /** What a client is told who would end it. */
  readonly message: string;
  /** Whether it is true of the rows as the session sees them. */
  holds(session: StatementContext): Promise<boolean>;
}

/** What the database says of a viewer now, as SQL over its key and that of its sign-in. */
export type ViewerProof = (userId: Sql, sessionId: Sql) => Sql;

/** What every read of a running application has in common. */
export interface Engine {
  readonly catalog: Catalog;
  readonly policies: Policies;
  readonly cursors: CursorCodec;
  readonly dialect: Dialect;
  readonly limits: ReadLimits;
  /** Turns a secret into what is stored of it (argon2id, PHC string). */
  readonly hashSecret: (secret: string) => Promise<string>;
  /** The model whose rows viewers are; null where nothing compares them with rows. */
  readonly viewers: Model | null;
  /** See {@link ViewerProof}; null where no viewer is remembered. */
  readonly viewerProof: ViewerProof | null;
  /** Checked before a document that changed what they watch is committed. */
  readonly invariants: readonly Invariant[];
}
