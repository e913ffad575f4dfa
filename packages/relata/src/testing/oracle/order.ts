import type { Column, Model, Relation } from '../../model/model.js';
import { compareCells } from './compare.js';
import type { Cell, StoredRow } from './data-set.js';
import type { View } from './policy.js';

/** An item of the API's `orderBy`: `{ createdAt: 'DESC' }`, `{ author: { username: 'ASC' } }`. */
export type OrderInput = Readonly<Record<string, unknown>>;

/** One thing that rows are ordered by. */
export interface OrderKey {
  readonly path: readonly Relation[];
  readonly column: Column;
  /** As the API names it; the tie-break has that of a plain direction. */
  readonly direction: string;
}

/** The keys of an order, the primary key last where it is not among them. */
export function orderKeys(model: Model, orderBy: readonly OrderInput[]): readonly OrderKey[] {
  const keys = orderBy.map((item) => keyOf(model, item, []));
  if (keys.some(({ path, column }) => path.length === 0 && column === model.id)) {
    return keys;
  }
  const isDescending = keys.at(-1)?.direction.startsWith('DESC') ?? false;
  return [...keys, { path: [], column: model.id, direction: isDescending ? 'DESC' : 'ASC' }];
}

/** What a row is ordered by, as the viewer sees it. */
export function valueOf(view: View, key: OrderKey, row: StoredRow): Cell {
  let at: StoredRow | undefined = row;
  for (const relation of key.path) {
    at = view.store
      .related(relation, at)
      .find((target) => view.isReadable(relation.target, target));
    if (at === undefined) {
      return null;
    }
  }
  return view.cell(key.column, at);
}

/** The comparison of an order; never 0 for two rows, since the primary key is among the keys. */
export function comparisonBy(
  view: View,
  keys: readonly OrderKey[],
): (a: StoredRow, b: StoredRow) => number {
  return (a, b) => {
    for (const key of keys) {
      const order = compareAt(key, valueOf(view, key, a), valueOf(view, key, b));
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  };
}

function compareAt({ column, direction }: OrderKey, a: Cell, b: Cell): number {
  const isDescending = direction.startsWith('DESC');
  if (a === null || b === null) {
    const nullsFirst = direction.includes('NULLS') ? direction.endsWith('FIRST') : isDescending;
    return (Number(b === null) - Number(a === null)) * (nullsFirst ? 1 : -1);
  }
  return compareCells(column, a, b) * (isDescending ? -1 : 1);
}

function keyOf(model: Model, item: OrderInput, path: readonly Relation[]): OrderKey {
  const [[name, value] = ['', null]] = Object.entries(item);
  const relation = model.relations.get(name);
  if (relation !== undefined) {
    return keyOf(relation.target, value as OrderInput, [...path, relation]);
  }
  const column = model.columns.get(name);
  if (column === undefined) {
    throw new TypeError(`${model.name} has no ${name}`);
  }
  return { path, column, direction: value as string };
}
