import { keyCells, numberedRow, numberOfCells } from './row-keys.js';
import type { Catalog, Column, Model } from '../../model/model.js';
import { userModels } from '../askers.js';
import { plainTenant } from '../tenants.js';
import { cellOf } from '../oracle/cells.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { isUniqueKey, parentsFirst, relationsOf, sourceOfKey } from './catalog-facts.js';
import { fitting } from './fitting-values.js';
import { checkRow, hooked, type RowHooks } from './row-hooks.js';

const USERS = 9;
/** After how many rows it is the first tenant's turn again. */
const TURN = 4;
const ROWS = 24;
/** Rows that are deleted, where a model has such. */
const DELETED: readonly number[] = [7, 9];
const START = Date.UTC(2026, 0, 1);

/**
 * Rows for every model there is, made from its columns: texts and numbers are all different and
 * can be told in an answer, whatever its shape.
 * @param counts - how many; few by default
 */
export function markedRows(
  catalog: Catalog,
  hooks: RowHooks = {},
  counts: ReadonlyMap<Model, number> = countsOf(catalog),
): DataSet {
  const rows = [...catalog.values()].map((model, at): [string, readonly StoredRow[]] => [
    model.name,
    Array.from({ length: counts.get(model) ?? 0 }, (_, index) => {
      const row = hooked(model, rowOf(model, { index, at, counts }), hooks);
      checkRow(model, row);
      return row;
    }),
  ]);
  return { rows: Object.fromEntries(rows), ...linksOf(catalog, counts) };
}

/** What one more row would hold in a column that holds something: no row has it. */
export function freshCell(catalog: Catalog, { model, name }: Column, hooks: RowHooks): Cell {
  const counts = countsOf(catalog);
  const at = [...catalog.values()].indexOf(model);
  // Of four rows in a row, a column that may be empty is so in one.
  const index = Math.ceil(((counts.get(model) ?? 0) + 4) / 4) * 4;
  return hooked(model, rowOf(model, { index, at, counts }), hooks)[name] ?? null;
}

/** Rows of each model: few users, and some of them without what there is one of. */
function countsOf(catalog: Catalog): ReadonlyMap<Model, number> {
  const users = userModels(catalog);
  const counts = new Map<Model, number>();
  for (const model of parentsFirst(catalog)) {
    const holders = [...model.columns.values()]
      .filter(isUniqueKey)
      .map(({ references }) => (references && counts.get(references.model)) ?? USERS);
    // Some of each tenant are without.
    const spare = model.tenant === null ? 2 : TURN;
    counts.set(
      model,
      users.includes(model) ? USERS : holders.length > 0 ? Math.min(...holders) - spare : ROWS,
    );
  }
  return counts;
}

interface Place {
  readonly index: number;
  /** Place of the model among all. */
  readonly at: number;
  readonly counts: ReadonlyMap<Model, number>;
}

function rowOf(model: Model, place: Place): StoredRow {
  const cells = [...model.columns.values()]
    .filter((column) => sourceOfKey(column) === undefined)
    .map((column, at): [string, Cell] => [column.name, cellIn(column, place, at)]);
  const id = numberAt(model, place);
  return { ...Object.fromEntries(cells), ...keyCells(model, id), id };
}

/** The number of the row at a place. */
function numberAt(model: Model, place: Place): number {
  const own = keyCells(model, numberedRow(model, place.index + 1));
  const cells = Object.entries(own).map(([name, cell]): [string, Cell] => {
    const column = model.columns.get(name);
    return [name, column?.references ? referenceIn(column, place) : cell];
  });
  return numberOfCells(model, Object.fromEntries(cells)) ?? 0;
}

/** The number of the row that one refers to. */
function referenceIn(column: Column, { index, counts, at }: Place): number {
  const { model, references } = column;
  const target = references?.model ?? model;
  if (column === model.tenant?.column) {
    return numberAt(target, { index: tenantAt(index), counts, at });
  }
  const first = [...model.columns.values()].find(
    (each) => each.references !== null && each !== model.tenant?.column,
  );
  const step = isUniqueKey(column)
    ? index
    : column === first
      ? Math.floor(index / 3)
      : index * 5 + 1;
  const count = counts.get(target) ?? 1;
  const place = model.tenant === null ? step % count : placeWithin(target, [step, index], count);
  return numberAt(target, { index: place, counts, at });
}

/** Which of two tenants the row at a place is of: two rows of one follow two of the other. */
function tenantAt(index: number): number {
  return Math.floor(index / 2) % 2;
}

/** The place of the parent of a row in a tree, of which each tenant has its own; null for the first. */
function parentAt({ tenant }: Model, index: number): number | null {
  if (tenant === null) {
    return index === 0 ? null : index >> 1;
  }
  const rank = 2 * Math.floor(index / TURN) + (index % 2);
  const parent = rank >> 1;
  return rank === 0 ? null : TURN * Math.floor(parent / 2) + 2 * tenantAt(index) + (parent % 2);
}

/** The place of a row that one at another place may refer to: of the same tenant, where it has one. */
function placeWithin(
  target: Model,
  [step, index]: readonly [number, number],
  count: number,
): number {
  const room = Math.max(count - (count % TURN), 1);
  return target.tenant === null
    ? step % count
    : ((step - (step % TURN)) % room) + 2 * tenantAt(index) + (step % 2);
}

function cellIn(column: Column, place: Place, at: number): Cell {
  const { index, at: model } = place;
  if (column === column.model.deletedAt) {
    return DELETED.includes(index + 1) ? START + index : null;
  }
  if (column.nullable && index % 4 === 3) {
    return null;
  }
  if (column.model.trees.includes(column)) {
    const parent = parentAt(column.model, index);
    return parent === null ? null : numberAt(column.model, { ...place, index: parent });
  }
  if (column.references !== null) {
    return referenceIn(column, place);
  }
  const mark = `zq-${column.model.name.toLowerCase()}-${column.name.toLowerCase()}-${String(index + 1)}-x`;
  const { tenant } = column.model;
  if (tenant?.column === column) {
    return plainTenant(tenant, tenantAt(index) + 1);
  }
  const number = 7_300_000 + model * 10_000 + at * 100 + index;
  // A version is raised by changes: no number to be told by.
  return column.name === 'version'
    ? index + 2
    : fitting(column, cellOf(column, column.kind.sample(number, mark, column)));
}

function linksOf(
  catalog: Catalog,
  counts: ReadonlyMap<Model, number>,
): Pick<DataSet, 'links' | 'owners'> {
  const links: Record<string, readonly (readonly [number, number])[]> = {};
  const owners: Record<string, string> = {};
  for (const { join, source, target } of relationsOf(catalog)) {
    if (join.kind !== 'link' || links[join.table] !== undefined) {
      continue;
    }
    owners[join.table] = join.source.field;
    const count = counts.get(target) ?? 1;
    const pair = (from: number, to: number): readonly [number, number] => {
      const place = source.tenant === null ? to % count : placeWithin(target, [to, from], count);
      return [
        numberAt(source, { index: from, at: 0, counts }),
        numberAt(target, { index: place, at: 0, counts }),
      ];
    };
    const pairs = Array.from({ length: counts.get(source) ?? 0 }, (_, index) => index).flatMap(
      (index) => [pair(index, index + 1), ...(count > 3 ? [pair(index, index + 4)] : [])],
    );
    links[join.table] = pairs;
  }
  return { links, owners };
}
