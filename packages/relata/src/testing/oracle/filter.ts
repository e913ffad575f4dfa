import type { Column, Model, Relation } from '../../model/model.js';
import { columnTruth, numberTruth } from './column-filter.js';
import type { Cell, Store, StoredRow } from './data-set.js';
import { allOf, opposite, someOf, type Truth } from './logic.js';

/** Rows and cells as somebody may see them. */
export interface Visibility {
  readonly store: Store;
  isReadable(model: Model, row: StoredRow): boolean;
  /** Rows a relation leads to, be they readable or not; a way through a tree goes through those that are. */
  related(relation: Relation, row: StoredRow): readonly StoredRow[];
  cell(column: Column, row: StoredRow): Cell;
}

/** A filter in the shape of the API's `where`. */
export type Where = Readonly<Record<string, unknown>>;

/** A row of a model. */
export interface RowOf {
  readonly model: Model;
  readonly row: StoredRow;
}

/** Whether a row matches a filter, in SQL's three-valued logic. */
export function matches(sight: Visibility, of: RowOf, where: Where): Truth {
  const { model, row } = of;
  return allOf(
    Object.entries(where).map(([key, value]) => {
      switch (key) {
        case 'and':
          return allOf(list(value).map((part) => matches(sight, of, part)));
        case 'or':
          return someOf(list(value).map((part) => matches(sight, of, part)));
        case 'not':
          return opposite(matches(sight, of, value as Where));
      }
      const relation = model.relations.get(key);
      if (relation !== undefined) {
        return relationTruth(sight, { relation, row }, value as Where);
      }
      const column = model.columns.get(key);
      if (column === undefined) {
        throw new TypeError(`${model.name} has no ${key}`);
      }
      return columnTruth(column, sight.cell(column, row), value as Where);
    }),
  );
}

interface RelationOf {
  readonly relation: Relation;
  readonly row: StoredRow;
}

function relationTruth(sight: Visibility, { relation, row }: RelationOf, filter: Where): Truth {
  const { target } = relation;
  const related = sight.related(relation, row).filter((other) => sight.isReadable(target, other));
  const holds = (where: unknown) => (other: StoredRow) =>
    matches(sight, { model: target, row: other }, where as Where) === true;
  if (!relation.many) {
    const { isNull, ...rest } = filter;
    const isThere = isNull === undefined || (related.length === 0) === isNull;
    const isMet = isNull !== undefined && Object.keys(rest).length === 0;
    return isThere && (isMet || related.some(holds(rest)));
  }
  return allOf(
    Object.entries(filter).map(([key, value]) => {
      switch (key) {
        case 'some':
          return related.some(holds(value));
        case 'none':
          return !related.some(holds(value));
        case 'every':
          return related.every(holds(value));
        case 'count':
          return numberTruth(related.length, value as Where);
        default:
          throw new TypeError(`No quantifier ${key}`);
      }
    }),
  );
}

function list(value: unknown): readonly Where[] {
  return Array.isArray(value) ? (value as readonly Where[]) : [value as Where];
}
