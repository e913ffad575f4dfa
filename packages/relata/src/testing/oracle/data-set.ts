import type { Catalog, Model, Relation } from '../../model/model.js';

/** What a cell holds: moments as milliseconds since 1970, keys of to-one relations as numbers. */
export type Cell = string | number | boolean | null | Uint8Array | readonly string[] | object;

/** A stored row, by the names of its model's properties. */
export type StoredRow = Readonly<Record<string, Cell>> & { readonly id: number };

/** Everything a database holds, as plain data. */
export interface DataSet {
  /** Rows by the name of their model. */
  readonly rows: Readonly<Record<string, readonly StoredRow[]>>;
  /** Pairs (owner, target) by the name of the link table. */
  readonly links: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** Which column of each link table comes first in its pairs. */
  readonly owners: Readonly<Record<string, string>>;
}

/** How far rows are away from where a way through a tree began. */
export type Depths = ReadonlyMap<StoredRow, number>;

/** Rows of a data set as the models are tied to one another; policies play no part here. */
export class Store {
  readonly #data: DataSet;

  constructor(data: DataSet) {
    this.#data = data;
  }

  /** All rows of a model. */
  all(model: Model): readonly StoredRow[] {
    return this.#data.rows[model.name] ?? [];
  }

  /**
   * Rows a relation leads to from a row.
   * @param isPassable - which rows a way through a tree goes through; all where it is left out
   */
  related(
    relation: Relation,
    row: StoredRow,
    isPassable: (row: StoredRow) => boolean = () => true,
  ): readonly StoredRow[] {
    const { join } = relation;
    const targets = this.all(relation.target);
    switch (join.kind) {
      case 'sourceKey':
        return targets.filter(({ id }) => id === row[join.key.name]);
      case 'targetKey':
        return targets.filter((target) => target[join.key.name] === row.id);
      case 'link': {
        const ids = new Set(this.#linked(join.table, join.source.field, row.id));
        return targets.filter(({ id }) => ids.has(id));
      }
      case 'tree':
        return [...this.walk(relation, row, isPassable).keys()];
    }
  }

  /** Rows that a way through a tree leads to, level by level, and how far away they are. */
  walk(
    { join, target }: Relation,
    row: StoredRow,
    isPassable: (row: StoredRow) => boolean,
  ): Depths {
    const depths = new Map<StoredRow, number>();
    if (join.kind !== 'tree') {
      return depths;
    }
    const { name } = join.key;
    const isNext = (from: StoredRow, to: StoredRow): boolean =>
      join.way === 'up' ? from[name] === to.id : to[name] === from.id;
    let level: readonly StoredRow[] = [row];
    for (let depth = 1; level.length > 0; depth += 1) {
      level = this.all(target).filter(
        (other) =>
          !depths.has(other) && isPassable(other) && level.some((from) => isNext(from, other)),
      );
      level.forEach((other) => depths.set(other, depth));
    }
    return depths;
  }

  /** Keys at the other end of a link table. */
  #linked(table: string, sourceField: string, key: number): readonly number[] {
    const pairs = this.#data.links[table] ?? [];
    return this.#data.owners[table] === sourceField
      ? pairs.filter(([first]) => first === key).map(([, target]) => target)
      : pairs.filter(([, target]) => target === key).map(([first]) => first);
  }
}

/** A text or a number as text. */
export function textOf(cell: Cell | undefined): string {
  if (typeof cell !== 'string' && typeof cell !== 'number') {
    throw new TypeError(`${JSON.stringify(cell)} is no text`);
  }
  return String(cell);
}

/** A model that must be there. */
export function modelNamed(catalog: Catalog, name: string): Model {
  const model = catalog.get(name);
  if (model === undefined) {
    throw new TypeError(`No model ${name}`);
  }
  return model;
}

/** A relation that must be there. */
export function relationNamed(model: Model, name: string): Relation {
  const relation = model.relations.get(name);
  if (relation === undefined) {
    throw new TypeError(`No relation ${model.name}.${name}`);
  }
  return relation;
}
