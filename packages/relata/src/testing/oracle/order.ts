import type { Column, Model, Relation } from '../../model/model.js';
import { countColumn } from '../../reading/order/number-columns.js';
import type { OrderSummary } from '../../reading/order/order.js';
import { compareCells } from './compare.js';
import type { Cell, Depths, StoredRow } from './data-set.js';
import type { View } from './policy.js';

/** An item of the API's `orderBy`: `{ createdAt: 'DESC' }`, `{ author: { username: 'ASC' } }`. */
export type OrderInput = Readonly<Record<string, unknown>>;

/** One thing that rows are ordered by. */
export interface OrderKey {
  readonly path: readonly Relation[];
  /** What is made of the values of many rows; null for the value of one. */
  readonly summary: OrderSummary | null;
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
  const direction = isDescending ? 'DESC' : 'ASC';
  return [...keys, { path: [], summary: null, column: model.id, direction }];
}

/** What a row is ordered by, as the viewer sees it. */
export function valueOf(view: View, key: OrderKey, row: StoredRow): Cell {
  const many = key.summary === null ? undefined : key.path.at(-1);
  let at: StoredRow | undefined = row;
  for (const relation of many === undefined ? key.path : key.path.slice(0, -1)) {
    at = seenFrom(view, relation, at)[0];
    if (at === undefined) {
      return null;
    }
  }
  return many === undefined
    ? view.cell(key.column, at)
    : summaryOf(view, key, seenFrom(view, many, at));
}

function seenFrom(view: View, relation: Relation, row: StoredRow): readonly StoredRow[] {
  return view.related(relation, row).filter((target) => view.isReadable(relation.target, target));
}

function summaryOf(view: View, { summary, column }: OrderKey, rows: readonly StoredRow[]): Cell {
  if (summary === 'count') {
    return rows.length;
  }
  const values = rows.map((row) => view.cell(column, row)).filter((cell) => cell !== null);
  const sorted = values.toSorted((a, b) => compareCells(column, a, b));
  return sorted.at(summary === 'min' ? 0 : -1) ?? null;
}

/** The comparison by {@link Depths}, the nearest first, and then by an order. */
export function nearestFirst(
  depths: Depths,
  otherwise: (a: StoredRow, b: StoredRow) => number,
): (a: StoredRow, b: StoredRow) => number {
  return (a, b) => {
    const [depth, other] = [depths.get(a) ?? 0, depths.get(b) ?? 0];
    return depth === other ? otherwise(a, b) : depth - other;
  };
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
  if (relation === undefined) {
    const column = columnNamed(model, name);
    return { path, summary: null, column, direction: value as string };
  }
  const below = [...path, relation];
  return relation.many
    ? summaryKey(relation.target, value as OrderInput, below)
    : keyOf(relation.target, value as OrderInput, below);
}

function summaryKey(model: Model, item: OrderInput, path: readonly Relation[]): OrderKey {
  const [[summary, value] = ['', null]] = Object.entries(item);
  if (summary === 'count') {
    return { path, summary, column: countColumn(model), direction: value as string };
  }
  const [[name, direction] = ['', null]] = Object.entries(value as OrderInput);
  return {
    path,
    summary: summary as OrderSummary,
    column: columnNamed(model, name),
    direction: direction as string,
  };
}

function columnNamed(model: Model, name: string): Column {
  const column = model.columns.get(name);
  if (column === undefined) {
    throw new TypeError(`${model.name} has no ${name}`);
  }
  return column;
}
