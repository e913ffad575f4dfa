import { type EntityMetadata, MetadataStorage } from '@mikro-orm/core';
import fc from 'fast-check';
import type { Catalog, Column, Model, Relation } from '../../../src/model/model.js';
import { withinBounds } from '../../support/fitting-values.js';
import { type Cell, type DataSet, LINK_OWNERS, type StoredRow } from '../oracle/data-set.js';
import { text } from './texts.js';

const MOST_ROWS = 24;
const INSTANTS = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 0, 0, 0, 1), Date.UTC(2026, 5, 1)];
const INTEGERS = [-7, -1, 0, 1, 2, 2, 3, 3, 10];

/**
 * Gives every model of a catalog that a data set says nothing of some rows and links: what holds for
 * the models of the application must hold for those that are added to it.
 */
export function withAddedRows(data: DataSet, catalog: Catalog, seed: number): DataSet {
  const rows: Record<string, readonly StoredRow[]> = { ...data.rows };
  for (const model of parentsFirst(catalog)) {
    rows[model.name] ??= sampled(rowsOf(model, rows), seed);
  }
  const links = { ...data.links };
  const owners: Record<string, string> = { ...data.owners };
  for (const { source, target, join } of relationsOf(catalog)) {
    if (join.kind === 'link' && !(join.table in links)) {
      const pair = fc.tuple(keyOf(rows[source.name] ?? []), keyOf(rows[target.name] ?? []));
      const pairs = fc.uniqueArray(pair, { minLength: 4, maxLength: 12, selector: String });
      links[join.table] = sampled(pairs, seed);
      owners[join.table] = LINK_OWNERS[join.table] ?? join.sourceField;
    }
  }
  return { ...data, rows, links, owners };
}

/** The models of a catalog, each after those that it refers to. */
export function parentsFirst(catalog: Catalog): readonly Model[] {
  const ordered = new Set<Model>();
  const visit = (model: Model, path: readonly Model[]): void => {
    if (ordered.has(model) || path.includes(model)) {
      return;
    }
    for (const { references } of model.columns.values()) {
      if (references !== null) {
        visit(references.model, [...path, model]);
      }
    }
    ordered.add(model);
  };
  for (const model of catalog.values()) {
    visit(model, []);
  }
  return [...ordered];
}

function relationsOf(catalog: Catalog): readonly Relation[] {
  return [...catalog.values()].flatMap((model) => [...model.relations.values()]);
}

function rowsOf(model: Model, rows: DataSet['rows']): fc.Arbitrary<readonly StoredRow[]> {
  const id = fc.integer({ min: 1, max: 99 });
  const cells = [...model.columns.values()]
    .filter((column) => column !== model.id)
    .map((column) => [column.name, cellOf(column, rows)] as const);
  const row = fc.record({ ...Object.fromEntries(cells), id }) as fc.Arbitrary<StoredRow>;
  return fc
    .uniqueArray(row, { minLength: 12, maxLength: MOST_ROWS, selector: (each) => each.id })
    .map((all) => distinct(model, all));
}

function cellOf(column: Column, rows: DataSet['rows']): fc.Arbitrary<Cell> {
  const { references, nullable } = column;
  // Of a model's own kind there is no row yet.
  if (references !== null && rows[references.model.name] === undefined) {
    return fc.constant(null);
  }
  const value = references === null ? valueOf(column) : keyOf(rows[references.model.name] ?? []);
  return nullable ? fc.oneof(value, value, fc.constant(null)) : value;
}

function keyOf(rows: readonly StoredRow[]): fc.Arbitrary<number> {
  return fc.constantFrom(...rows.map(({ id }) => id));
}

function valueOf(column: Column): fc.Arbitrary<Cell> {
  switch (column.kind) {
    case 'id':
    case 'int':
      return fc.constantFrom(...within(column, INTEGERS));
    case 'float':
      return fc.constantFrom(...within(column, [-1.5, 0, 0.25, 0.25, 1, 2, 1024]));
    case 'string':
      return text.map((each) => each.slice(0, column.maxLength ?? each.length));
    case 'enum':
      return fc.constantFrom(
        ...(column.enumType?.getValues() ?? []).map(({ value }) => value as Cell),
      );
    case 'boolean':
      return fc.boolean();
    case 'dateTime':
      return fc.constantFrom(...INSTANTS);
    case 'stringList':
      return fc.array(fc.constantFrom('a', 'A', '', 'ß', '"'), { maxLength: 3 });
    case 'json':
      return fc.constantFrom<Cell>({}, [], 'text', 7, true, { phone: '1', more: { list: ['x'] } });
    case 'bytes':
      return fc.uint8Array({ maxLength: 5 });
  }
}

function within(column: Column, numbers: readonly number[]): readonly number[] {
  return numbers.map((number) => withinBounds(column, number));
}

/** Leaves out rows that have the unique values of another; texts are unique in any case. */
function distinct(model: Model, rows: readonly StoredRow[]): readonly StoredRow[] {
  const declared = Reflect.get(model.target, MetadataStorage.META_SYMBOL) as EntityMetadata;
  const uniques = [
    ...model.lookups.map(({ column }) => [column.name]),
    ...declared.uniques.map(({ properties }) => [properties ?? []].flat()),
  ];
  const ones = [...model.relations.values()].flatMap(({ join }) =>
    join.kind === 'sourceKey' && hasOneBack(join.key) ? [[join.key.name]] : [],
  );
  const seen = new Set<string>();
  return rows.filter((row) => {
    const keys = [...uniques, ...ones]
      .filter((names) => names.every((name) => (row[name] ?? null) !== null))
      .map((names) =>
        JSON.stringify([names, names.map((name) => JSON.stringify(row[name]).toLowerCase())]),
      );
    if (keys.some((key) => seen.has(key))) {
      return false;
    }
    keys.forEach((key) => seen.add(key));
    return true;
  });
}

/** Whether the row that a key refers to has at most one that refers to it. */
function hasOneBack(key: Column): boolean {
  const back = [...(key.references?.model.relations.values() ?? [])];
  return back.some(({ join, many }) => join.kind === 'targetKey' && join.key === key && !many);
}

function sampled<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  return value as T;
}
