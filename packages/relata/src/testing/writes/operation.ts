import type { Lookup, Model, UniqueColumn } from '../../model/model.js';
import { upperFirst } from '../../model/names.js';
import type { Cell } from '../oracle/data-set.js';

/** What a write says of a row: values of columns, and keys at the other end of relations. */
export interface RowChange {
  readonly cells: Readonly<Record<string, Cell>>;
  /** To-one relations whose key is in the row; null takes it away. */
  readonly ties: Readonly<Record<string, number | null>>;
  /** Relations through a link table. */
  readonly links: Readonly<Record<string, LinkChange>>;
  /** New rows at the other end of relations of any form. */
  readonly creates: Readonly<Record<string, readonly RowChange[]>>;
  /** Changes of the rows at the other end. */
  readonly updates: Readonly<Record<string, readonly RowUpdate[]>>;
}

/** A change of a row that is there. */
export interface RowUpdate {
  /** Of a relation to one, it is the row that it has, whatever stands here. */
  readonly key: number;
  readonly change: RowChange;
  readonly expectedVersion: number | null;
  /** What was read of cells, where what others changed is to be kept; else null. */
  readonly base: Readonly<Record<string, Cell>> | null;
}

/** What becomes of the links of a row. */
export interface LinkChange {
  readonly verb: 'connect' | 'disconnect' | 'set';
  readonly keys: readonly number[];
}

/** A root field of a mutation, with the keys that rows have in the database. */
export type WriteOperation =
  | { readonly kind: 'create'; readonly model: Model; readonly change: RowChange }
  | {
      readonly kind: 'createMany';
      readonly model: Model;
      readonly changes: readonly RowChange[];
    }
  | ({ readonly kind: 'update'; readonly model: Model } & RowUpdate)
  | {
      readonly kind: 'updateEach';
      readonly model: Model;
      readonly updates: readonly RowUpdate[];
    }
  | {
      readonly kind: 'updateMany';
      readonly model: Model;
      readonly keys: readonly number[];
      readonly atMost: number;
      readonly change: RowChange;
    }
  | {
      readonly kind: 'upsert';
      readonly model: Model;
      /** Unique columns, and what is looked for in each of them. */
      readonly by: readonly (readonly [UniqueColumn, Cell])[];
      readonly lookup: Lookup;
      readonly create: RowChange;
      readonly update: RowChange;
    }
  | {
      readonly kind: 'delete';
      readonly model: Model;
      readonly key: number;
      readonly expectedVersion: number | null;
    }
  | {
      readonly kind: 'deleteMany';
      readonly model: Model;
      readonly keys: readonly number[];
      readonly atMost: number;
    }
  | { readonly kind: 'restore' | 'purge'; readonly model: Model; readonly key: number };

/** Every kind of {@link WriteOperation}. */
export const WRITE_KINDS = [
  'create',
  'createMany',
  'update',
  'updateEach',
  'updateMany',
  'upsert',
  'delete',
  'deleteMany',
  'restore',
  'purge',
] as const satisfies readonly WriteOperation['kind'][];

/** The root field of a kind of write. */
export function fieldOf(kind: WriteOperation['kind'], { name, plural }: Model): string {
  const many = upperFirst(plural);
  switch (kind) {
    case 'createMany':
      return `create${many}`;
    case 'updateEach':
    case 'updateMany':
      return `update${many}`;
    case 'deleteMany':
      return `delete${many}`;
    case 'create':
    case 'update':
    case 'upsert':
    case 'delete':
    case 'restore':
    case 'purge':
      return `${kind}${name}`;
  }
}
