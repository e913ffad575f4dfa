import type { Deleted } from '../../access/policies.js';
import type { Condition } from '../../catalog/condition.js';
import type { Column, Lookup, Model, Relation } from '../../catalog/model.js';
import type { Order } from '../order/order.js';
import type { Position } from '../order/seek.js';

/** Something a viewer may be allowed to do with a row. */
export type Ability = 'update' | 'delete';

/** What to read of each row. */
export interface RowNeeds {
  /** Columns to read; the primary key is always among them. */
  readonly columns: ReadonlySet<Column>;
  /** Whether to find out what the viewer may do with it. */
  readonly abilities: ReadonlySet<Ability>;
}

/** What is wanted of each row of one model: the columns and what hangs on the row. */
export interface RowPlan extends RowNeeds {
  readonly model: Model;
  /** What the relations lead to, by response key. */
  readonly relations: ReadonlyMap<string, ReferencePlan | ConnectionPlan>;
  /** Whether a hand-written field needs the row as an instance of its class, with all columns. */
  readonly isWhole: boolean;
}

/** A to-one relation. */
export interface ReferencePlan {
  readonly kind: 'reference';
  readonly relation: Relation;
  readonly row: RowPlan;
}

/** Part of an ordered list of rows. */
export interface PagePlan {
  /** Most rows. */
  readonly size: number;
  /** Whether the page is counted from the end (`last`). */
  readonly isBackward: boolean;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Rows to skip; at the root only. */
  readonly offset: number;
}

/** A function over the values of a column. */
export type AggregateFunction = 'min' | 'max' | 'sum' | 'avg';

/** An aggregate to compute. */
export interface Aggregate {
  readonly function: AggregateFunction;
  readonly column: Column;
}

/** What of a connection is selected: only that costs SQL. */
export interface ConnectionNeeds {
  readonly rows: boolean;
  readonly cursors: boolean;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly count: boolean;
  readonly aggregates: readonly Aggregate[];
}

/** A list of rows: at the root, or of each parent. Its needs are those of all selections below. */
export interface ConnectionPlan extends RowNeeds {
  readonly kind: 'connection';
  readonly model: Model;
  /** Null at the root. */
  readonly relation: Relation | null;
  /** Mark of the connection and its order, which its cursors bear. */
  readonly fingerprint: string;
  readonly where: Condition;
  readonly order: Order;
  readonly page: PagePlan;
  readonly deleted: Deleted;
  readonly needs: ConnectionNeeds;
  /** Plans of the rows under `nodes`, by response key. */
  readonly nodes: ReadonlyMap<string, RowPlan>;
  /** Plans of the rows under `edges`, by response key and then by that of `node`. */
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, RowPlan>>;
}

/** One row found by a unique column. */
export interface LookupPlan {
  readonly kind: 'lookup';
  readonly lookup: Lookup;
  readonly value: string | number;
  readonly row: RowPlan;
}

/** Rows found by their global ids, in the order given. */
export interface NodesPlan {
  readonly kind: 'nodes';
  readonly ids: readonly { readonly model: Model; readonly key: number }[];
  readonly rows: ReadonlyMap<Model, RowPlan>;
}

/** Rows that a hand-written field names; the engine reads them under the viewer's policy. */
export interface HandWrittenPlan {
  readonly kind: 'handWritten';
  readonly row: RowPlan;
}

/** What a field that starts a read needs. */
export type RootPlan = LookupPlan | NodesPlan | ConnectionPlan | HandWrittenPlan;

/** What an operation reads, worked out before anything is read. */
export interface ReadPlan {
  /** By the response keys that lead to the field, joined by dots: `posts`, `viewer.user`. */
  readonly roots: ReadonlyMap<string, RootPlan>;
  /** Price of the operation in the units of HARDENING.md. */
  readonly cost: number;
}
