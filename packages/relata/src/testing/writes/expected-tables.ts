import { isDeepStrictEqual } from 'node:util';
import type { Catalog, Column, Model } from '../../model/model.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import type { OracleViewer } from '../oracle/policy.js';
import { tenantCells } from '../tenants.js';
import type { Effect } from './effect.js';
import { ExpectedLinks } from './expected-links.js';
import { numberOfCells } from '../rows/row-keys.js';
import { differenceBetween, type ExpectedRow } from './new-rows.js';
import type { RowChange } from './operation.js';

/** A row that a write makes. */
export interface MadeRow extends RowAt {
  readonly change: RowChange;
  /** The column that refers to the row it is made with, which it then need not say. */
  readonly parentKey: Column | null;
  /** Whether another row has the key that it says. */
  readonly isKeyTaken: boolean;
}

/** A row by its key. */
interface RowAt {
  readonly model: Model;
  readonly key: number;
}

/** The row that another is made with. */
interface Parent {
  readonly column: Column;
  readonly key: number;
}

/** What making the rows at the other ends of a row's relations comes to. */
interface Ends {
  readonly ties: Readonly<Record<string, number>>;
  readonly made: readonly MadeRow[];
}

/**
 * Tables as they must be: changed by one write after the other. Of a new row nobody knows the key;
 * a number below zero stands for it.
 */
export class ExpectedTables {
  readonly #catalog: Catalog;
  readonly #tables = new Map<string, Map<number, ExpectedRow>>();
  readonly #links: ExpectedLinks;
  /** Rows whose version this write has raised: it does so once. */
  readonly #raised = new Set<string>();
  #lastKey = 0;

  constructor(catalog: Catalog, { rows, ...links }: DataSet, own = new ExpectedLinks(links)) {
    this.#catalog = catalog;
    this.#links = own;
    for (const model of catalog.values()) {
      const known = (rows[model.name] ?? []).map(
        (row) => [row.id, { row, unknown: new Set<string>() }] as const,
      );
      this.#tables.set(model.name, new Map(known));
      this.#lastKey = Math.min(this.#lastKey, ...known.map(([key]) => key));
    }
  }

  /** The same once more, to be changed by itself. */
  clone(): ExpectedTables {
    const nothing = { rows: {}, links: {}, owners: {} };
    const copy = new ExpectedTables(this.#catalog, nothing, this.#links.clone());
    for (const [name, rows] of this.#tables) {
      copy.#tables.set(name, new Map(rows));
    }
    copy.#lastKey = this.#lastKey;
    return copy;
  }

  /** What is known, for the writes that come after. */
  dataSet(): DataSet {
    const rows = [...this.#catalog.values()].map((model): [string, StoredRow[]] => {
      const nothing = Object.fromEntries([...model.columns.keys()].map((name) => [name, null]));
      return [
        model.name,
        [...this.#table(model)].map(([id, { row }]) => ({ ...nothing, ...row, id })),
      ];
    });
    return { rows: Object.fromEntries(rows), ...this.#links.all() };
  }

  /**
   * Does what a write does.
   * @param viewer - whom rows are set to that are the viewer's, and its tenant's
   * @returns the rows it makes
   */
  apply(
    { created, updated, deleted, restored, purged }: Effect,
    viewer: OracleViewer,
  ): readonly MadeRow[] {
    this.#raised.clear();
    const made = created.flatMap(({ model, change }) => this.#create(model, change, { viewer }));
    const below = updated.flatMap((update) => this.#update(update, viewer));
    for (const { model, key } of deleted) {
      this.#delete(model, key);
    }
    for (const { model, key } of restored) {
      this.#set({ model, key }, { [model.deletedAt?.name ?? '']: null }, true);
    }
    for (const { model, key } of purged) {
      this.#deleteRow(model, key);
    }
    return [...made, ...below];
  }

  /** Where tables are not as they must be; null where they are. */
  differenceFrom(actual: DataSet): string | null {
    const rows = [...this.#tables].map(([name, table]) => [name, [...table]] as const);
    return differenceBetween(
      this.#catalog,
      { rows: Object.fromEntries(rows), ...this.#links.all() },
      actual,
    );
  }

  /** @returns the row, and those that are made with it */
  #create(
    model: Model,
    change: RowChange,
    { viewer, parent = null }: { viewer: OracleViewer; parent?: Parent | null },
  ): readonly MadeRow[] {
    const before = this.#createTargets(model, change, viewer);
    const own = [...model.relations.values()].filter(({ isSetByViewer }) => isSetByViewer);
    const said: Record<string, Cell> = {
      ...ofColumns(model, change.cells),
      ...change.ties,
      ...before.ties,
      ...Object.fromEntries(own.map(({ name }) => [name, viewer.userId])),
      ...tenantCells(model, viewer),
      ...(parent === null ? {} : { [parent.column.name]: parent.key }),
      ...(model.columns.has('version') ? { version: 1 } : {}),
    };
    const saidKey = this.#saidKey(model, said);
    // Then the write fails, and until that is told both rows are kept apart.
    const isKeyTaken = saidKey !== null && this.#table(model).has(saidKey);
    const key = saidKey === null || isKeyTaken ? this.#newKey() : saidKey;
    const row = key < 0 ? said : { ...said, id: key };
    const unknown = new Set([...model.columns.keys()].filter((name) => !(name in row)));
    this.#table(model).set(key, { row, unknown });
    this.#linkAll({ model, key }, change);
    const after = this.#createChildren({ model, key }, change, viewer);
    const parentKey = parent?.column ?? null;
    return [{ model, key, change, parentKey, isKeyTaken }, ...before.made, ...after];
  }

  /** The key that a row says itself. */
  #saidKey(model: Model, said: Readonly<Record<string, Cell>>): number | null {
    const isOfNew = [...model.columns.values()].some(
      ({ name, references }) => references !== null && Number(said[name] ?? 0) < 0,
    );
    return isOfNew ? null : numberOfCells(model, said);
  }

  #newKey(): number {
    this.#lastKey -= 1;
    return this.#lastKey;
  }

  #update(
    { model, key, change, isUnseen }: Effect['updated'][number],
    viewer: OracleViewer,
  ): readonly MadeRow[] {
    const targets = this.#createTargets(model, change, viewer);
    const isLinked = this.#linkAll({ model, key }, change);
    const children = this.#createChildren({ model, key }, change, viewer);
    const cells = { ...ofColumns(model, change.cells), ...change.ties, ...targets.ties };
    this.#set({ model, key }, cells, isLinked || isUnseen || children.length > 0);
    return [...targets.made, ...children];
  }

  /** New rows that a row refers to. */
  #createTargets(model: Model, { creates }: RowChange, viewer: OracleViewer): Ends {
    const each = Object.entries(creates).flatMap(([name, rows]) => {
      const relation = model.relations.get(name);
      return relation?.join.kind === 'sourceKey'
        ? rows.map((row) => [name, this.#create(relation.target, row, { viewer })] as const)
        : [];
    });
    return {
      ties: Object.fromEntries(each.map(([name, [target]]) => [name, target?.key ?? 0])),
      made: each.flatMap(([, made]) => made),
    };
  }

  /** New rows that refer to a row, or are linked to it. */
  #createChildren(
    { model, key }: RowAt,
    { creates }: RowChange,
    viewer: OracleViewer,
  ): readonly MadeRow[] {
    return Object.entries(creates).flatMap(([name, rows]) => {
      const { join, target } = model.relations.get(name) ?? {};
      if (join === undefined || target === undefined || join.kind === 'sourceKey') {
        return [];
      }
      const parent = join.kind === 'targetKey' ? { column: join.key, key } : null;
      const made = rows.map((row) => this.#create(target, row, { viewer, parent }));
      const keys = made.flatMap(([row]) => row?.key ?? []);
      this.#links.change(model, key, [name, { verb: 'connect', keys }]);
      return made.flat();
    });
  }

  #linkAll({ model, key }: RowAt, { links }: RowChange): boolean {
    return Object.entries(links)
      .map((link) => this.#links.change(model, key, link))
      .some(Boolean);
  }

  /** Sets cells of a row, and counts its version where something is another. */
  #set({ model, key }: RowAt, cells: Readonly<Record<string, Cell>>, isAnyway: boolean): void {
    const rows = this.#table(model);
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

  #delete(model: Model, key: number): void {
    if (model.deletedAt !== null) {
      const rows = this.#table(model);
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
    const rows = this.#table(column.model);
    const isCascade = column.references?.onDelete === 'cascade';
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
    this.#table(model).delete(key);
    this.#links.removeAll(model, key);
    for (const column of [...this.#catalog.values()].flatMap((each) => [
      ...each.columns.values(),
    ])) {
      if (column.references?.model === model) {
        this.#leave(column, key);
      }
    }
  }

  #table({ name }: Model): Map<number, ExpectedRow> {
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
    name !== model.tenant?.column.name &&
    references === null &&
    (input === null || input.isSecret)
  );
}
