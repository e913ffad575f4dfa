import type { AggregateName } from './aggregate.js';
import type { Where } from './filter.js';
import type { OrderInput } from './order.js';
import type { Deleted } from './policy.js';

/** A cursor as an earlier answer gave it, and the row it stands on. */
export interface Cursor {
  readonly row: number;
  readonly text: string;
  /** The row of whose list it is, at the root none. */
  readonly parent?: number;
}

/** Arguments of a connection. */
export interface ConnectionInput {
  /** Null means absent. */
  readonly where?: Where | null;
  /** Null means absent. */
  readonly orderBy?: readonly OrderInput[] | null;
  readonly first?: number;
  readonly last?: number;
  readonly after?: Cursor;
  readonly before?: Cursor;
  readonly offset?: number;
  readonly deleted?: Deleted;
  readonly maxDepth?: number;
}

/** Names of the fields of `pageInfo`. */
export type PageInfoField = 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor';

/** What is selected of a connection; absent parts are not. */
export interface ConnectionSelection {
  readonly nodes?: RowSelection;
  /** Always with the id of the node, by which cursors are told apart. */
  readonly edges?: RowSelection;
  readonly pageInfo?: readonly PageInfoField[];
  readonly totalCount?: boolean;
  readonly aggregate?: Readonly<Partial<Record<AggregateName, readonly string[]>>>;
}

/** A list: at the root, or below a row. */
export interface ConnectionRequest {
  readonly kind: 'connection';
  /** Name of the field: `posts`. */
  readonly field: string;
  /** Name of the model of its rows. */
  readonly model: string;
  readonly input: ConnectionInput;
  /** Cursors that are still to be taken from an earlier answer. */
  readonly wishes?: CursorWishes;
  readonly selection: ConnectionSelection;
}

/** Which cursors a request is to have: those so far down the list, from 0 to 1. */
export interface CursorWishes {
  readonly after?: number;
  readonly before?: number;
  /** Whether the list they are taken from has no `where`, so that they may stand on rows this one leaves out. */
  readonly isUnfiltered: boolean;
}

/** A to-one relation below a row. */
export interface ReferenceRequest {
  readonly kind: 'reference';
  readonly field: string;
  readonly selection: RowSelection;
}

/** What is selected of a row besides its id; relations by their alias. */
export interface RowSelection {
  readonly columns: readonly string[];
  readonly relations: Readonly<Record<string, ReferenceRequest | ConnectionRequest>>;
}

/** One row by unique columns, or by its global id. */
export interface LookupRequest {
  readonly kind: 'lookup';
  /** `user`, `userByEmail`, `node`. */
  readonly field: string;
  readonly model: string;
  /** One for each of its columns. */
  readonly args: readonly LookupArgument[];
  readonly selection: RowSelection;
}

/** One argument of a lookup. */
export interface LookupArgument {
  /** Of the column and of the argument. */
  readonly name: string;
  /** `ID` */
  readonly type: string;
  readonly value: string | number;
}

/** A field of the root. */
export type RootRequest = ConnectionRequest | LookupRequest;
