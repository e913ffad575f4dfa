import { getOrMake } from '../../cache/get-or-make.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { BadInputError } from '../../errors.js';
import { plural } from '../../plural.js';
import { countColumn, depthColumn } from './number-columns.js';

/** One thing to order by. */
export interface OrderItem {
  /** Relations that lead from the row to the column; empty for the row's own. Only the last may lead to many rows. */
  readonly path: readonly Relation[];
  /** What is made of the values of many rows; null for the value of one. */
  readonly summary: OrderSummary | null;
  /** Of a count, a column that stands for it. */
  readonly column: Column;
  readonly isDescending: boolean;
  readonly areNullsFirst: boolean;
}

/** What of many rows there can be ordered by. */
export const ORDER_SUMMARIES = ['count', 'min', 'max'] as const;
/** One of {@link ORDER_SUMMARIES}. */
export type OrderSummary = (typeof ORDER_SUMMARIES)[number];

/** A total order: the primary key is always in it, and nothing after it. */
export type Order = readonly OrderItem[];

/** Values of the GraphQL enum `OrderDirection`. */
export type OrderDirection =
  'ASC' | 'DESC' | 'ASC_NULLS_FIRST' | 'ASC_NULLS_LAST' | 'DESC_NULLS_FIRST' | 'DESC_NULLS_LAST';

/** How large an order may be. */
export interface OrderLimits {
  /** Most to-one relations on the way to a column. */
  readonly depth: number;
  /** Most items. */
  readonly items: number;
}

/** Most keys of an order: what bounds its cursors. */
export const MAX_ORDER_KEYS = 32;

/**
 * Reads the API's `orderBy`, or that of the model where there is none, into a total order. The primary
 * key is appended as the tie-break, in the direction of the last item, so that one index serves both.
 * Items that decide nothing are left out: a key that was named before, and whatever comes after the
 * primary key.
 * @param input - `[{ createdAt: 'DESC' }, { author: { username: 'ASC' } }]`, coerced
 * @throws BadInputError naming the place and the reason
 */
export function parseOrder(model: Model, input: unknown, limits: OrderLimits): Order {
  const list = [input ?? model.orderBy ?? []].flat();
  if (list.length > limits.items) {
    throw BadInputError.at(
      'orderBy',
      `takes at most ${String(limits.items)} ${plural(limits.items, 'item')}`,
    );
  }
  const items = list.map((item, index) =>
    parseItem(model, item, { path: [], place: `orderBy.${String(index)}`, limits }),
  );
  const isDescending = items.at(-1)?.isDescending ?? false;
  const tieBreak = model.id.parts.map((column): OrderItem => {
    return { path: [], summary: null, column, isDescending, areNullsFirst: isDescending };
  });
  const order = decidingItems([...items.flatMap(partsOfItem), ...tieBreak]);
  if (order.length > MAX_ORDER_KEYS) {
    throw BadInputError.at(
      'orderBy',
      `takes at most ${String(MAX_ORDER_KEYS)} keys, the id among them`,
    );
  }
  return order;
}

/** The order of the rows that a walk through a tree comes to by how far away they are, the nearest first. */
export function depthItem(model: Model): OrderItem {
  const column = depthColumn(model);
  return { path: [], summary: null, column, isDescending: false, areNullsFirst: false };
}

/** Rows are ordered by a key column by column. */
function partsOfItem(item: OrderItem): readonly OrderItem[] {
  return item.column.parts.map((column) => ({ ...item, column }));
}

function decidingItems(items: readonly OrderItem[]): Order {
  const named = new Set<string>();
  const order: OrderItem[] = [];
  for (const item of items) {
    const name = nameOf(item);
    if (!named.has(name)) {
      named.add(name);
      order.push(item);
    }
    if (
      item.path.length === 0 &&
      item.column.model.id.parts.every(({ name: part }) => named.has(part))
    ) {
      break;
    }
  }
  return order;
}

/** Whether rows are ordered by their own key there, or by a part of it. */
export function isKeyItem({ path, column }: OrderItem): boolean {
  return path.length === 0 && column.model.id.parts.some(({ name }) => name === column.name);
}

/** What an order ends with: the last part of the key. */
export function keyItemOf(order: Order): OrderItem {
  const last = order.at(-1);
  if (last === undefined) {
    throw new TypeError('An order ends with the primary key');
  }
  return last;
}

/** The same order from its other end. */
export function reverseOrder(order: Order): Order {
  return order.map((item) => ({
    ...item,
    isDescending: !item.isDescending,
    areNullsFirst: !item.areNullsFirst,
  }));
}

/** What distinguishes an order from another, for the fingerprint of its cursors. */
export function orderKey(order: Order): string {
  return getOrMake(orderKeys, order, () => describeOrder(order));
}

// Orders of documents without variables in them are read once, and asked for their key each time.
const orderKeys = new WeakMap<Order, string>();

function describeOrder(order: Order): string {
  return order
    .map((item) => {
      const { isDescending, areNullsFirst } = item;
      return `${nameOf(item)} ${isDescending ? 'desc' : 'asc'} ${areNullsFirst ? 'first' : 'last'}`;
    })
    .join(',');
}

function nameOf({ path, summary, column }: OrderItem): string {
  const names = path.map((relation) => relation.name);
  return [...names, ...(summary === null ? [] : [summary]), column.name].join('.');
}

interface ItemPlace {
  readonly path: readonly Relation[];
  readonly place: string;
  readonly limits: OrderLimits;
}

function parseItem(model: Model, input: unknown, at: ItemPlace): OrderItem {
  const [name, value] = onlyEntry(input, at.place);
  const relation = model.relations.get(name);
  if (relation !== undefined) {
    if (at.path.length >= at.limits.depth) {
      throw BadInputError.at(
        at.place,
        `orders nest at most ${String(at.limits.depth)} ${plural(at.limits.depth, 'level')}`,
      );
    }
    const below = { ...at, path: [...at.path, relation], place: `${at.place}.${name}` };
    return relation.many
      ? parseSummary(relation, value, below)
      : parseItem(relation.target, value, below);
  }
  return itemOf(model, [name, value], { ...at, summary: null });
}

/** Reads `{ count: DESC }` or `{ max: { createdAt: DESC } }`, of the rows of a relation. */
function parseSummary(relation: Relation, input: unknown, at: ItemPlace): OrderItem {
  const [name, value] = onlyEntry(input, at.place);
  const summary = ORDER_SUMMARIES.find((each) => each === name);
  switch (summary) {
    case 'count': {
      const column = countColumn(relation.target);
      return { path: at.path, summary, column, ...directionOf(value as OrderDirection) };
    }
    case 'min':
    case 'max': {
      const place = `${at.place}.${name}`;
      return itemOf(relation.target, onlyEntry(value, place), { ...at, place, summary });
    }
    case undefined:
      throw BadInputError.at(at.place, `rows are not ordered by ${name} of others`);
  }
}

function itemOf(
  model: Model,
  [name, value]: Entry,
  { path, place, summary }: ItemPlace & Pick<OrderItem, 'summary'>,
): OrderItem {
  const column = model.columns.get(name);
  if (column === undefined) {
    throw BadInputError.at(place, `${model.name} has no ${name} to order by`);
  }
  return { path, summary, column, ...directionOf(value as OrderDirection) };
}

type Entry = readonly [name: string, value: unknown];

function onlyEntry(input: unknown, place: string): Entry {
  const [entry, ...others] = Object.entries((input ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  if (entry === undefined || others.length > 0 || entry[1] === null) {
    throw BadInputError.at(place, 'must have exactly one key, not null');
  }
  return entry;
}

function directionOf(direction: OrderDirection): {
  readonly isDescending: boolean;
  readonly areNullsFirst: boolean;
} {
  const isDescending = direction.startsWith('DESC');
  const areNullsFirst =
    direction.endsWith('FIRST') || (isDescending && !direction.endsWith('LAST'));
  return { isDescending, areNullsFirst };
}
