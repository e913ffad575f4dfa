import type { DocumentMember } from '../../kinds/document/shape.js';
import type { Key, Operand } from '../../kinds/kind.js';
import type { GraphQLOutputType } from 'graphql';
import type { Deleted } from '../../access/policies.js';
import type { Condition } from '../../filter/condition.js';
import type { Column, Lookup, Model, Relation } from '../../model/model.js';
import type { AggregateFunction, TypedColumn } from '../aggregate-function.js';
import type { Bindable } from '../../filter/placeholder.js';
import type { Order } from '../order/order.js';
import type { Position } from '../order/seek.js';
import type { Template } from './template.js';

/** Something a viewer may be allowed to do with a row. */
export type Ability = 'update' | 'delete';

/** What to read of each row. */
export interface RowNeeds {
  /** Columns to read; the primary key is always among them. */
  readonly columns: ReadonlySet<Column>;
  /** Whether to find out what the viewer may do with it. */
  readonly abilities: ReadonlySet<Ability>;
}

/** The name of the type of a value: an answer all readers give alike. */
export interface TypeName {
  readonly kind: 'typeName';
  readonly name: string;
}

/** One response key of a row, and what stands under it. */
export type RowField = { readonly key: string } & (
  | { readonly kind: 'id' }
  | TypeName
  /** Where the row stands in a list of that fingerprint and order. */
  | { readonly kind: 'cursor'; readonly fingerprint: string; readonly order: Order }
  /** The row itself, one level down: the node of its edge. */
  | { readonly kind: 'row'; readonly row: RowPlan }
  | {
      readonly kind: 'column';
      readonly column: Column;
      readonly type: GraphQLOutputType;
      /** What is selected of a document; null for any other value. */
      readonly members: readonly MemberField[] | null;
    }
  | { readonly kind: 'abilities'; readonly fields: readonly AbilityField[] }
  | { readonly kind: 'relation'; readonly plan: ReferencePlan | ConnectionPlan }
  /** Written by hand: only graphql-js can answer it. */
  | { readonly kind: 'handWritten' }
);

/** One response key of a document. */
export type MemberField = { readonly key: string } & (
  | TypeName
  | {
      readonly kind: 'member';
      readonly member: DocumentMember;
      readonly type: GraphQLOutputType;
      readonly members: readonly MemberField[] | null;
    }
);

/** One response key under `viewerCan`. */
export type AbilityField = { readonly key: string } & (
  TypeName | { readonly kind: 'ability'; readonly ability: Ability }
);

/** What is wanted of each row of one model: the columns and what hangs on the row. */
export interface RowPlan extends RowNeeds {
  readonly model: Model;
  /** What is selected, in the order of the answer. */
  readonly fields: readonly RowField[];
  /** What the relations lead to, by response key. */
  readonly relations: ReadonlyMap<string, ReferencePlan | ConnectionPlan>;
  /** Rows that hand-written fields of the row name, by response key. */
  readonly written: ReadonlyMap<string, HandWrittenPlan>;
}

/** A to-one relation. */
export interface ReferencePlan {
  readonly kind: 'reference';
  readonly relation: Relation;
  /** The column of a row it starts from, as the viewer sees it. */
  readonly start: Column;
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
  /** What tells that there are more rows at an end of the page: any of these. */
  readonly ends: Readonly<Record<PageEnd, readonly MoreRows[]>>;
}

/** The ends of a page, as `pageInfo` has them. */
export type PageEnd = 'hasNextPage' | 'hasPreviousPage';

/**
 * What tells that there are more rows: that the page was read with one more than it takes, or that
 * there are some on a side of it.
 */
export type MoreRows = 'oneMore' | 'after' | 'before';

/** An aggregate to compute. */
export interface Aggregate {
  readonly function: AggregateFunction;
  readonly column: Column;
}

/** What of a connection is selected: only that costs SQL. */
export interface ConnectionNeeds extends Readonly<Record<PageEnd, boolean>> {
  readonly rows: boolean;
  readonly cursors: boolean;
  readonly count: boolean;
  readonly aggregates: readonly Aggregate[];
}

/** One response key of a connection, and what stands under it. */
export type ConnectionField = { readonly key: string } & (
  | TypeName
  | { readonly kind: 'totalCount' }
  | { readonly kind: 'nodes'; readonly row: RowPlan }
  | { readonly kind: 'edges'; readonly fields: readonly EdgeField[] }
  | { readonly kind: 'pageInfo'; readonly fields: readonly PageInfoField[] }
  | { readonly kind: 'aggregate'; readonly fields: readonly AggregateField[] }
);

/** One response key of an edge. */
export type EdgeField = { readonly key: string } & (
  TypeName | { readonly kind: 'cursor' } | { readonly kind: 'node'; readonly row: RowPlan }
);

/** One response key of `pageInfo`. */
export type PageInfoField = { readonly key: string } & (
  TypeName | { readonly kind: PageEnd | 'startCursor' | 'endCursor' }
);

/** One response key of `aggregate`. */
export type AggregateField = { readonly key: string } & (
  | TypeName
  | { readonly kind: 'count' }
  | { readonly kind: 'function'; readonly fields: readonly AggregateValueField[] }
);

/** One response key of a function of `aggregate`. */
export type AggregateValueField = { readonly key: string } & (
  TypeName | { readonly kind: 'value'; readonly value: TypedAggregate }
);

/** An aggregate, and the type its values have in the answer. */
export interface TypedAggregate extends Aggregate, TypedColumn {}

/** A list of rows: at the root, or of each parent. Its needs are those of all selections below. */
export interface ConnectionPlan extends RowNeeds {
  readonly kind: 'connection';
  readonly model: Model;
  /** Null at the root. */
  readonly relation: Relation | null;
  /** The column of a row of the parent that the relation starts from; null at the root. */
  readonly start: Column | null;
  /** Mark of the connection and its order, which its cursors bear. */
  readonly fingerprint: string;
  /** Most steps from the row through a tree; null for any number, and for what is no tree. */
  readonly maxDepth: Bindable<number> | null;
  readonly where: Condition;
  readonly order: Order;
  readonly page: PagePlan;
  /** Rows to read for the page: one more than it takes, where that is to tell whether there is one. */
  readonly limit: number;
  readonly deleted: Deleted;
  /** Whether rows are read that are no part of the page, to be counted, filtered or sorted. */
  readonly readsMore: boolean;
  readonly needs: ConnectionNeeds;
  /** What is selected, in the order of the answer. */
  readonly fields: readonly ConnectionField[];
  /** Plans of the rows under `nodes`, by response key. */
  readonly nodes: ReadonlyMap<string, RowPlan>;
  /** Plans of the rows under `edges`, by response key and then by that of `node`. */
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, RowPlan>>;
}

/** One row found by unique columns. */
export interface LookupPlan {
  readonly kind: 'lookup';
  readonly lookup: Lookup;
  /** One for each of its columns. */
  readonly values: readonly Bindable<Operand>[];
  readonly row: RowPlan;
}

/** Rows found by their global ids, in the order given. */
export interface NodesPlan {
  readonly kind: 'nodes';
  /** Whether it is a list: `nodes`, not `node`. */
  readonly isList: boolean;
  readonly ids: readonly { readonly model: Model; readonly key: Key }[];
  readonly rows: ReadonlyMap<Model, RowPlan>;
}

/** Rows that a hand-written field names; the engine reads them under the viewer's policy. */
export interface HandWrittenPlan {
  readonly kind: 'handWritten';
  readonly row: RowPlan;
  /** Where it may be a row of another model as well. */
  readonly others?: ReadonlyMap<Model, HandWrittenPlan>;
}

/** What a field that starts a read needs. */
export type RootPlan = LookupPlan | NodesPlan | ConnectionPlan | HandWrittenPlan;

/** One response key of the operation. */
export type RootField = { readonly key: string } & (
  | TypeName
  | { readonly kind: 'plan'; readonly plan: RootPlan }
  /** Written by hand, or introspection: only graphql-js can answer it. */
  | { readonly kind: 'handWritten' }
);

/** A plan whose arguments may come from variables. */
export type VariablePlan = LookupPlan | NodesPlan | ConnectionPlan;

/** What an operation reads, worked out before anything is read. */
export interface ReadPlan {
  /** By the response keys that lead to the field, joined by dots: `posts`, `viewer.user`. */
  readonly roots: ReadonlyMap<string, RootPlan>;
  /** What is selected, in the order of the answer. */
  readonly fields: readonly RootField[];
  /** The plans whose arguments come from variables, in the order of the document. */
  readonly variable: readonly VariablePlan[];
  /** What it has in common with other plans of the operation; they differ in `variable` only. */
  readonly template: Template;
  /** What of the operation it reads, where that is not all: response keys, joined by dots. */
  readonly part?: string;
  /** Price of the operation: one a field, times the page size of each list around it. */
  readonly cost: number;
}
