import type { Condition } from '../../filter/condition.js';
import type { Key, Operand, Stored } from '../../kinds/kind.js';
import type { Column, Lookup, Model, Relation } from '../../model/model.js';
import type { InputPath } from '../user-error.js';

/** What a client wants of one row: its columns, and what hangs on it. Already validated. */
export interface RowWrite {
  readonly model: Model;
  /** Where its input stands, for errors. */
  readonly path: InputPath;
  /** Values by column, in the form entities have them. */
  readonly values: ReadonlyMap<Column, unknown>;
  readonly links: readonly LinkWrite[];
  /** Of a row that is there: values that change by what they are. */
  readonly edits?: readonly Edit[];
  /**
   * What an upsert or a `connectOrCreate` looks for before it creates this row, or the one this is
   * created with: who is faster makes it for them to find. Null for a row that is to be new.
   */
  readonly sought: Sought | null;
}

/** Values of unique columns that find a row. */
export interface Sought {
  readonly lookup: Lookup;
  /** One for each of its columns, in the form it is compared in. */
  readonly values: readonly Operand[];
}

/** A change of a value by what it is: to what, is known once the row is locked. */
export interface Edit {
  readonly column: Column;
  readonly path: InputPath;
  /** What becomes of a value as models have it, or what is wrong with that. */
  readonly apply: (value: unknown) => Stored;
}

/** A reference to a row that is there, by key. */
export interface Reference {
  readonly key: Key;
  readonly path: InputPath;
}

/** A row to connect if a lookup finds it, else to create. */
export interface ConnectOrCreate extends Sought {
  readonly create: RowWrite;
  readonly path: InputPath;
}

/** What the editor of a row knew of it. */
export interface KnownRow {
  /** Null where any version will do. */
  readonly version: number | null;
  /**
   * What the row held, of an editor that keeps what others changed meanwhile: values in the form entities have them, and
   * keys of the rows that it referred to. Null where every change is a conflict.
   */
  readonly base: ReadonlyMap<Column, unknown> | null;
}

/** Of an editor that minds nothing. */
export const KNOWS_NOTHING: KnownRow = { version: null, base: null };

/** A row that a relation has, and what is to become of it. */
export interface NestedUpdate {
  /** Null for the one that a to-one relation has. */
  readonly key: Key | null;
  readonly row: RowWrite;
  readonly known: KnownRow;
  readonly path: InputPath;
}

/** A row to change if the relation has it, else to create. */
export interface NestedUpsert {
  /** Which one; null for the one that a to-one relation has. */
  readonly by: Sought | null;
  readonly create: RowWrite;
  readonly update: RowWrite;
  readonly path: InputPath;
}

/** What is to become of one relation of a row. */
export interface LinkWrite {
  readonly relation: Relation;
  readonly path: InputPath;
  readonly create: readonly RowWrite[];
  readonly connect: readonly Reference[];
  readonly connectOrCreate: readonly ConnectOrCreate[];
  /** Rows that it has and keeps. None where the row is new. */
  readonly update: readonly NestedUpdate[];
  /** None once it is known whether they are there: see `settle.ts`. */
  readonly upsert: readonly NestedUpsert[];
  /** Rows to take out; of an orphan-removing relation they are deleted. */
  readonly remove: readonly Reference[];
  /** Whether every other row is taken out (`set`, and `disconnect: true` of a to-one relation). */
  readonly removesOthers: boolean;
}

/** Which rows a root field changes. */
export type Target =
  | {
      readonly kind: 'key';
      readonly key: Key;
      /** The argument that says which, `['id']` where it is left out. */
      readonly path?: InputPath;
    }
  | { readonly kind: 'where'; readonly where: Condition; readonly atMost: number };

/** What one root field of a mutation is to do. */
export type RootWrite =
  | {
      readonly kind: 'create';
      readonly model: Model;
      readonly rows: readonly RowWrite[];
      /** Whether rows without errors are kept when others have some. */
      readonly continues: boolean;
    }
  | {
      readonly kind: 'update';
      readonly model: Model;
      readonly target: Target;
      readonly row: RowWrite;
      readonly known: KnownRow;
    }
  | {
      /** Of several rows, each its own way. */
      readonly kind: 'updateEach';
      readonly model: Model;
      /** With their keys. */
      readonly updates: readonly NestedUpdate[];
    }
  | ({
      readonly kind: 'upsert';
      readonly model: Model;
      readonly create: RowWrite;
      readonly update: RowWrite;
    } & Sought)
  | {
      readonly kind: 'delete';
      readonly model: Model;
      readonly target: Target;
      readonly expectedVersion: number | null;
    }
  | { readonly kind: 'restore'; readonly model: Model; readonly key: Key }
  | { readonly kind: 'purge'; readonly model: Model; readonly key: Key };

/** Whether an update leaves its row as it is. */
export function saysNothing({ values, links, edits = [] }: RowWrite): boolean {
  return values.size + links.length + edits.length === 0;
}
