import fc from 'fast-check';
import type { Catalog, Column, Model } from '../../model/model.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { caselessKey } from './caseless-key.js';
import {
  isCaseless,
  isUniqueKey,
  parentsFirst,
  relationsOf,
  sourceOfKey,
  uniquesOf,
} from './catalog-facts.js';
import { plainTenant, TENANTS } from '../tenants.js';
import { type Dice, diced } from './dice.js';
import { randomCell } from './random-cells.js';
import { keyCells, numberedRow, numberOfCells } from './row-keys.js';
import { uniqueCell } from './unique-cell.js';
import { checkRow, hooked, type RowHooks } from './row-hooks.js';

/** Rows of a model that refers to none, and of one that does. */
const PARENTS = { least: 6, most: 11 } as const;
const CHILDREN = { least: 14, most: 30 } as const;
const MAX_KEY = 99;
/** Of how many values those are that rows of several tenants have, where they are unique. */
const SHARED = 9;

/**
 * Rows and links for every model of a catalog, from a seed: with ties, nulls, odd texts, deleted
 * rows, keys with gaps and in no order. They keep to what columns, unique columns and
 * class-validator say; what else a row must be is for hooks.
 * @throws TypeError naming the hook that is missing
 */
export function randomRows(catalog: Catalog, seed: number, hooks: RowHooks = {}): DataSet {
  const made = diced((dice) => new RowMaker(catalog, dice, hooks).dataSet());
  const [data = { rows: {}, links: {}, owners: {} }] = fc.sample(made, { seed, numRuns: 1 });
  return data;
}

class RowMaker {
  readonly #catalog: Catalog;
  readonly #dice: Dice;
  readonly #hooks: RowHooks;
  readonly #rows: Record<string, readonly StoredRow[]> = {};

  constructor(catalog: Catalog, dice: Dice, hooks: RowHooks) {
    this.#catalog = catalog;
    this.#dice = dice;
    this.#hooks = hooks;
  }

  dataSet(): DataSet {
    const models = parentsFirst(this.#catalog);
    for (const model of models) {
      this.#rows[model.name] = this.#rowsOf(model);
    }
    for (const model of models) {
      this.#tieLate(model);
    }
    return { rows: this.#rows, ...this.#links() };
  }

  #rowsOf(model: Model): readonly StoredRow[] {
    const dice = this.#dice;
    // Hidden keys are computed when rows are inserted.
    const columns = [...model.columns.values()].filter(
      (column) =>
        column !== model.id &&
        !model.keys.includes(column.name) &&
        sourceOfKey(column) === undefined,
    );
    const { least, most } = [...model.columns.values()].some(({ references }) => references)
      ? CHILDREN
      : PARENTS;
    const numbers = dice.some(
      Array.from({ length: MAX_KEY }, (_, at) => at + 1),
      least,
      most,
    );
    const rows = numbers.flatMap((number) => {
      const tenant = this.#tenant(model);
      const keys = this.#keyCells(model, number, tenant);
      const id = numberOfCells(model, keys) ?? number;
      const cells = columns.map((column) => [column.name, this.#cell(column, id, tenant)] as const);
      const row: StoredRow = { ...Object.fromEntries(cells), ...keys, id };
      // Its tenant may have no row of those that it must refer to.
      const isWhole = columns.every(({ name, nullable }) => nullable || row[name] !== null);
      return isWhole || tenant === null ? [hooked(model, row, this.#hooks)] : [];
    });
    rows.forEach((row) => {
      checkRow(model, row);
    });
    return distinct(model, rows);
  }

  /** Whose a new row is; null where rows have no tenants. */
  #tenant({ tenant }: Model): Cell {
    if (tenant === null) {
      return null;
    }
    const { references } = tenant.column;
    const number = this.#dice.below(TENANTS);
    return references === null
      ? plainTenant(tenant, number + 1)
      : (this.#rows[references.model.name]?.[number]?.id ?? null);
  }

  #cell(column: Column, id: number, tenant: Cell): Cell {
    const dice = this.#dice;
    const { model, nullable, references } = column;
    if (column === model.tenant?.column) {
      return tenant;
    }
    if (references !== null && this.#rows[references.model.name] === undefined) {
      // Of rows that are not there yet: its own, where it must have one.
      return nullable ? null : id;
    }
    if (column === model.deletedAt ? dice.chance(75) : nullable && dice.chance(40)) {
      return null;
    }
    if (references !== null) {
      return this.#key(references.model, tenant);
    }
    const own = model.tenant?.column.name;
    const isUnique = uniquesOf(model).some(
      (names) => names.filter((name) => name !== own).join() === column.name,
    );
    // What one tenant has, others may have as well.
    const number = tenant === null ? id : id % SHARED;
    return isUnique ? uniqueCell(column, dice, number) : randomCell(column, dice);
  }

  /** What makes the key of a row: its number, and rows that there are. */
  #keyCells(model: Model, number: number, tenant: Cell): Readonly<Record<string, Cell>> {
    return Object.fromEntries(
      Object.entries(keyCells(model, numberedRow(model, number))).map(([name, cell]) => {
        const references = model.columns.get(name)?.references ?? null;
        return [name, references === null ? cell : (this.#key(references.model, tenant) ?? number)];
      }),
    );
  }

  /** A key, more often of a row near the front: some rows have many that refer to them, others none. */
  #key(model: Model, tenant: Cell = null): number | null {
    const rows = this.#within(model, tenant);
    if (rows.length === 0) {
      return null;
    }
    const row = this.#dice.one(this.#dice.chance(50) ? rows.slice(0, 3) : rows);
    return (row as StoredRow | undefined)?.id ?? null;
  }

  /** The rows of a model, of one tenant where one is said and they have some. */
  #within(model: Model, tenant: Cell): readonly StoredRow[] {
    const own = model.tenant?.column.name;
    const rows = this.#rows[model.name] ?? [];
    return own === undefined || tenant === null ? rows : rows.filter((row) => row[own] === tenant);
  }

  /** Ties rows to those of their own model, and of models that came later. */
  #tieLate(model: Model): void {
    const order = parentsFirst(this.#catalog);
    const isLate = ({ references, nullable }: Column): boolean =>
      references !== null && nullable && order.indexOf(references.model) >= order.indexOf(model);
    for (const column of [...model.columns.values()].filter(isLate)) {
      const target = column.references?.model ?? model;
      const free = new Set((this.#rows[target.name] ?? []).map(({ id }) => id));
      this.#rows[model.name] = (this.#rows[model.name] ?? []).map((row) => {
        const key = this.#dice.chance(40) ? null : this.#tie(column, row, target);
        if (key === null || (isUniqueKey(column) && !free.delete(key))) {
          return row;
        }
        return { ...row, [column.name]: key };
      });
    }
  }

  /** A key of a model; of rows in a tree, that of one that comes before. */
  #tie(column: Column, row: StoredRow, target: Model): number | null {
    const tenant = tenantOf(column.model, row);
    if (!column.model.trees.includes(column)) {
      return this.#key(target, tenant);
    }
    const rows = this.#within(target, tenant);
    const before = rows.slice(
      0,
      rows.findIndex(({ id }) => id === row.id),
    );
    return before.length === 0 ? null : this.#dice.one(before.slice(-4)).id;
  }

  #links(): Required<Pick<DataSet, 'links' | 'owners'>> {
    const links: Record<string, readonly (readonly [number, number])[]> = {};
    const owners: Record<string, string> = {};
    for (const { source, target, join } of relationsOf(this.#catalog)) {
      if (join.kind !== 'link' || links[join.table] !== undefined) {
        continue;
      }
      const pairs = new Map<string, readonly [number, number]>();
      for (let tries = this.#dice.between(8, 34); tries > 0; tries -= 1) {
        const from = this.#key(source);
        const owner = this.#rows[source.name]?.find(({ id }) => id === from);
        const to = this.#key(target, owner === undefined ? null : tenantOf(source, owner));
        if (from !== null && to !== null) {
          pairs.set(`${String(from)} ${String(to)}`, [from, to]);
        }
      }
      links[join.table] = [...pairs.values()];
      owners[join.table] = join.source.field;
    }
    return { links, owners };
  }
}

function tenantOf({ tenant }: Model, row: StoredRow): Cell {
  return tenant === null ? null : (row[tenant.column.name] ?? null);
}

/** Leaves out rows that have the unique values of another. */
function distinct(model: Model, rows: readonly StoredRow[]): readonly StoredRow[] {
  const uniques = uniquesOf(model);
  const seen = new Set<string>();
  return rows.filter((row) => {
    const keys = uniques
      .filter((names) => names.every((name) => (row[name] ?? null) !== null))
      .map((names) => JSON.stringify([names, names.map((name) => comparedBy(model, name, row))]));
    const isOther = keys.every((key) => !seen.has(key));
    if (isOther) {
      keys.forEach((key) => seen.add(key));
    }
    return isOther;
  });
}

function comparedBy(model: Model, name: string, row: StoredRow): Cell {
  const cell = row[name] ?? null;
  if (typeof cell !== 'string') {
    return cell;
  }
  const isName = model.columns.get(name)?.isName === true;
  return isCaseless(model, name) ? caselessKey(cell) : isName ? cell.normalize('NFC').trim() : cell;
}
