import { isDeepStrictEqual } from 'node:util';
import type { Catalog, Column, Model } from '../../model/model.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import type { Effect } from './expected.js';
import { numberOfCells } from '../rows/row-keys.js';
import type { LinkChange, RowChange } from './operation.js';

/** A row that is expected, as far as it is known: other cells may hold what they will. */
export interface ExpectedRow {
  readonly row: Readonly<Record<string, Cell>>;
  /** Columns whose values nobody can know: times, defaults, what hooks of models set. */
  readonly unknown: ReadonlySet<string>;
}

/** A row by its key. */
interface RowAt {
  readonly model: Model;
  readonly key: number;
}

/** Rows by key; new ones, whose key is not known yet, beside them. */
interface Table {
  readonly rows: Map<number, ExpectedRow>;
  readonly made: ExpectedRow[];
}

/** Keys of rows whose own is not known yet begin here. */
const NEW_KEYS = 1_500_000_000;

/** Tables as they must be: changed by one write after the other. */
export class ExpectedTables {
  readonly #catalog: Catalog;
  readonly #tables = new Map<string, Table>();
  readonly #links = new Map<string, Set<string>>();
  readonly #owners: DataSet['owners'];
  /** Rows whose version this write has raised: it does so once. */
  readonly #raised = new Set<string>();
  /** Links of new rows: how many there are more of each table. */
  #newLinks: readonly (readonly [table: string, owner: string, keys: readonly number[]])[] = [];

  constructor(catalog: Catalog, { rows, links, owners }: DataSet) {
    this.#catalog = catalog;
    this.#owners = owners;
    for (const model of catalog.values()) {
      const known = (rows[model.name] ?? []).map(
        (row) => [row.id, { row, unknown: new Set<string>() }] as const,
      );
      this.#tables.set(model.name, { rows: new Map(known), made: [] });
    }
    for (const [table, pairs] of Object.entries(links)) {
      this.#links.set(table, new Set(pairs.map((pair) => pair.join(' '))));
    }
  }

  /** The same once more, to be changed by itself. */
  clone(): ExpectedTables {
    const copy = new ExpectedTables(this.#catalog, { rows: {}, links: {}, owners: this.#owners });
    for (const [name, { rows, made }] of this.#tables) {
      copy.#tables.set(name, { rows: new Map(rows), made: [...made] });
    }
    for (const [table, pairs] of this.#links) {
      copy.#links.set(table, new Set(pairs));
    }
    copy.#newLinks = this.#newLinks;
    return copy;
  }

  /** What is known, for the writes that come after; new rows have keys that no row has. */
  dataSet(): DataSet {
    const rows = [...this.#tables].map(([name, { rows: known, made }]): [string, StoredRow[]] => [
      name,
      [
        ...[...known].map(([id, { row }]) => ({ ...row, id })),
        ...made.map(({ row }, at) => ({ ...row, id: NEW_KEYS + at })),
      ],
    ]);
    const links = [...this.#links].map(([table, pairs]) => [
      table,
      [...pairs].map((pair) => pair.split(' ').map(Number) as [number, number]),
    ]);
    return {
      rows: Object.fromEntries(rows),
      links: Object.fromEntries(links) as DataSet['links'],
      owners: this.#owners,
    };
  }

  /** Does what a write does. @param viewerId - whom rows are set to that are the viewer's */
  apply({ created, updated, deleted, restored }: Effect, viewerId: number | null): void {
    this.#raised.clear();
    for (const { model, change } of created) {
      this.#create(model, change, viewerId);
    }
    for (const { model, key, change, isUnseen } of updated) {
      const isLinked = this.#linkAll({ model, key }, change);
      const cells = { ...ofColumns(model, change.cells), ...change.ties };
      this.#set({ model, key }, cells, isLinked || isUnseen);
    }
    for (const { model, key } of deleted) {
      this.#delete(model, key);
    }
    for (const { model, key } of restored) {
      this.#set({ model, key }, { [model.deletedAt?.name ?? '']: null }, true);
    }
  }

  /** Where tables are not as they must be; null where they are. */
  differenceFrom(actual: DataSet): string | null {
    for (const model of this.#catalog.values()) {
      const difference = this.#rowsDiffer(model, actual.rows[model.name] ?? []);
      if (difference !== null) {
        return difference;
      }
    }
    for (const [table, pairs] of Object.entries(actual.links)) {
      const expected = this.#links.get(table) ?? new Set();
      const got = new Set(pairs.map((pair) => pair.join(' ')));
      const more = [...got].filter((pair) => !expected.has(pair));
      const missing = [...expected].filter((pair) => !got.has(pair));
      const isNew = this.#newLinks.filter(([of]) => of === table).flatMap(([, , keys]) => keys);
      if (missing.length > 0 || more.length !== isNew.length) {
        return `${table}: missing ${missing.join('; ')}, more than expected ${more.join('; ')}, of new rows ${isNew.join()}`;
      }
    }
    return null;
  }

  #rowsDiffer(model: Model, rows: readonly StoredRow[]): string | null {
    const table = this.#table(model);
    const left = [...table.made];
    for (const row of rows) {
      const expected = table.rows.get(row.id);
      if (expected !== undefined) {
        const column = differingColumn(expected, row);
        if (column !== null) {
          return `${model.name} ${String(row.id)}: ${column} is ${shown(row[column])}, expected ${shown(expected.row[column])}`;
        }
        continue;
      }
      const at = left.findIndex((made) => differingColumn(made, row) === null);
      if (at < 0) {
        return `${model.name} ${String(row.id)} is not expected: ${shown(row)}; new rows are ${shown(left.map((each) => each.row))}`;
      }
      left.splice(at, 1);
    }
    const gone = [...table.rows.keys()].filter((key) => !rows.some(({ id }) => id === key));
    return gone.length > 0 || left.length > 0
      ? `${model.name}: missing ${gone.join()} ${shown(left.map(({ row }) => row))}`
      : null;
  }

  #create(model: Model, { cells, ties, links }: RowChange, viewerId: number | null): void {
    const own = [...model.relations.values()].filter(({ isSetByViewer }) => isSetByViewer);
    const columns = [...model.columns.keys()];
    const id = numberOfCells(model, { ...cells, ...ties });
    const said: Record<string, Cell> = {
      ...ofColumns(model, cells),
      ...ties,
      ...Object.fromEntries(own.map(({ name }) => [name, viewerId])),
      ...(model.columns.has('version') ? { version: 1 } : {}),
      ...(id === null ? {} : { id }),
    };
    const unknown = new Set(columns.filter((name) => !(name in said)));
    if (id !== null) {
      this.#table(model).rows.set(id, { row: said, unknown });
      for (const [name, { keys }] of Object.entries(links)) {
        this.#link(model, id, [name, { verb: 'connect', keys }]);
      }
      return;
    }
    this.#table(model).made.push({ row: said, unknown });
    for (const [name, { keys }] of Object.entries(links)) {
      const join = model.relations.get(name)?.join;
      if (join?.kind === 'link') {
        this.#newLinks = [...this.#newLinks, [join.table, join.source.field, [...new Set(keys)]]];
      }
    }
  }

  #linkAll({ model, key }: RowAt, { links }: RowChange): boolean {
    return Object.entries(links)
      .map((link) => this.#link(model, key, link))
      .some(Boolean);
  }

  /** Sets cells of a row, and counts its version where something is another. */
  #set({ model, key }: RowAt, cells: Readonly<Record<string, Cell>>, isAnyway: boolean): void {
    const { rows } = this.#table(model);
    const known = rows.get(key);
    if (known === undefined) {
      return;
    }
    const isChanged =
      isAnyway ||
      Object.entries(cells).some(
        ([column, cell]) => !isDeepStrictEqual(known.row[column] ?? null, cell),
      );
    if (!isChanged) {
      return;
    }
    const name = `${model.name} ${String(key)}`;
    const isRaised = this.#raised.has(name);
    this.#raised.add(name);
    rows.set(key, {
      row: {
        ...known.row,
        ...cells,
        ...(isRaised ? {} : raised(known.row)),
      },
      // What clients cannot set, the model may set itself whenever a row changes.
      unknown: new Set([
        ...known.unknown,
        ...[...model.columns.values()].filter(isKept).map((column) => column.name),
      ]),
    });
  }

  /** @returns whether the row is linked to others than before */
  #link(model: Model, key: number, [name, { verb, keys }]: readonly [string, LinkChange]): boolean {
    const join = model.relations.get(name)?.join;
    const pairs = join?.kind === 'link' ? this.#links.get(join.table) : undefined;
    if (join?.kind !== 'link' || pairs === undefined) {
      return false;
    }
    const isFirst = this.#owners[join.table] === join.source.field;
    const pairOf = (other: number): string =>
      isFirst ? `${String(key)} ${String(other)}` : `${String(other)} ${String(key)}`;
    const before = [...pairs].sort().join();
    if (verb === 'set') {
      for (const pair of [...pairs]) {
        if (pair.split(' ')[isFirst ? 0 : 1] === String(key)) {
          pairs.delete(pair);
        }
      }
    }
    for (const other of keys) {
      if (verb === 'disconnect') {
        pairs.delete(pairOf(other));
      } else {
        pairs.add(pairOf(other));
      }
    }
    return before !== [...pairs].sort().join();
  }

  #delete(model: Model, key: number): void {
    if (model.deletedAt !== null) {
      const { rows } = this.#table(model);
      // When it was nobody knows, but that it is deleted.
      this.#set({ model, key }, { [model.deletedAt.name]: Date.now() }, true);
      const row = rows.get(key);
      if (row !== undefined) {
        rows.set(key, { ...row, unknown: new Set([...row.unknown, model.deletedAt.name]) });
      }
      return;
    }
    this.#deleteRow(model, key);
  }

  /** What refers to a row that goes goes with it, or refers to none from now on. */
  #leave(column: Column, key: number): void {
    const { rows, made } = this.#table(column.model);
    const isCascade = column.references?.onDelete === 'cascade';
    for (const each of made.filter(({ row }) => row[column.name] === key)) {
      const { row, unknown } = each;
      const left = { row: { ...row, [column.name]: null, ...raised(row) }, unknown };
      made.splice(made.indexOf(each), 1, ...(isCascade ? [] : [left]));
    }
    for (const [other, { row }] of [...rows]) {
      if (row[column.name] === key) {
        if (isCascade) {
          this.#deleteRow(column.model, other);
        } else {
          this.#set({ model: column.model, key: other }, { [column.name]: null }, false);
        }
      }
    }
  }

  /** A cascade of the database knows nothing of soft deletion. */
  #deleteRow(model: Model, key: number): void {
    this.#table(model).rows.delete(key);
    for (const entry of this.#links) {
      this.#unlinkAll(model, key, entry);
    }
    for (const column of [...this.#catalog.values()].flatMap((each) => [
      ...each.columns.values(),
    ])) {
      if (column.references?.model === model) {
        this.#leave(column, key);
      }
    }
  }

  #unlinkAll(model: Model, key: number, [table, pairs]: readonly [string, Set<string>]): void {
    for (const { join } of model.relations.values()) {
      if (join.kind === 'link' && join.table === table) {
        this.#newLinks = this.#newLinks.map(([of, owner, keys]) => [
          of,
          owner,
          of === table && owner !== join.source.field ? keys.filter((each) => each !== key) : keys,
        ]);
        const place = this.#owners[table] === join.source.field ? 0 : 1;
        for (const pair of [...pairs]) {
          if (pair.split(' ')[place] === String(key)) {
            pairs.delete(pair);
          }
        }
      }
    }
  }

  #table({ name }: Model): Table {
    const table = this.#tables.get(name);
    if (table === undefined) {
      throw new TypeError(`No table of ${name}`);
    }
    return table;
  }
}

/** One version more, where versions are counted. */
function raised({ version }: ExpectedRow['row']): Readonly<Record<string, Cell>> {
  return typeof version === 'number' ? { version: version + 1 } : {};
}

function ofColumns(model: Model, cells: RowChange['cells']): Readonly<Record<string, Cell>> {
  return Object.fromEntries(Object.entries(cells).filter(([name]) => model.columns.has(name)));
}

/** Columns that no input sets, but for the version, which is counted. */
function isKept({ name, input, references, model }: Column): boolean {
  return (
    name !== 'version' &&
    name !== model.id.name &&
    name !== model.deletedAt?.name &&
    references === null &&
    (input === null || input.isSecret)
  );
}

function differingColumn({ row, unknown }: ExpectedRow, actual: StoredRow): string | null {
  const name = Object.keys(row).find(
    (column) => !unknown.has(column) && !isDeepStrictEqual(row[column], actual[column]),
  );
  return name ?? null;
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
