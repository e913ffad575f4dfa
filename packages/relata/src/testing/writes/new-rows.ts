import { isDeepStrictEqual } from 'node:util';
import type { Catalog, Model } from '../../model/model.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';

/** A row that is expected, as far as it is known: other cells may hold what they will. */
export interface ExpectedRow {
  readonly row: Readonly<Record<string, Cell>>;
  /** Columns whose values nobody can know: times, defaults, what hooks of models set. */
  readonly unknown: ReadonlySet<string>;
}

/** What tables must hold; numbers below zero stand for keys of new rows. */
export interface ExpectedSet extends Pick<DataSet, 'links' | 'owners'> {
  readonly rows: Readonly<Record<string, readonly (readonly [key: number, row: ExpectedRow])[]>>;
}

/** Keys that new rows turned out to have, by model and the number that stood for them. */
type Given = ReadonlyMap<string, number>;

/** A new row that is to be found among those that are there. */
interface Sought {
  readonly model: Model;
  readonly key: number;
  readonly expected: ExpectedRow;
}

/** New rows that are alike may be taken for each other so often, before it is said that none fits. */
const TRIES = 2000;

/** Where tables are not as they must be, whichever of the rows that are there the new ones are; null where they are. */
export function differenceBetween(
  catalog: Catalog,
  expected: ExpectedSet,
  actual: DataSet,
): string | null {
  return new Comparison(catalog, expected, actual).difference();
}

class Comparison {
  readonly #catalog: Catalog;
  readonly #expected: ExpectedSet;
  readonly #actual: DataSet;
  #tries = TRIES;

  constructor(catalog: Catalog, expected: ExpectedSet, actual: DataSet) {
    this.#catalog = catalog;
    this.#expected = expected;
    this.#actual = actual;
  }

  difference(): string | null {
    const models = [...this.#catalog.values()];
    const sought = models.flatMap((model) =>
      this.#rowsOf(model).flatMap(([key, expected]) => (key < 0 ? [{ model, key, expected }] : [])),
    );
    return this.#assign(sought, new Map());
  }

  #assign([first, ...others]: readonly Sought[], given: Given): string | null {
    if (first === undefined) {
      this.#tries -= 1;
      return this.#differenceAs(given);
    }
    const { model, key, expected } = first;
    const known = new Set(this.#rowsOf(model).map(([own]) => own));
    const used = new Set(
      [...given].flatMap(([at, own]) => (at.startsWith(`${model.name} `) ? [own] : [])),
    );
    const free = (this.#actual.rows[model.name] ?? []).filter(
      ({ id }) => !known.has(id) && !used.has(id),
    );
    let difference = `${model.name}: no new row is ${shown(expected.row)}; there are ${shown(free)}`;
    for (const row of free) {
      if (this.#tries > 0 && differingColumn(model, [expected, row], given) === null) {
        const found = this.#assign(others, new Map([...given, [nameOf(model, key), row.id]]));
        if (found === null) {
          return null;
        }
        difference = found;
      }
    }
    return difference;
  }

  /** Where tables differ once it is said which rows the new ones are. */
  #differenceAs(given: Given): string | null {
    for (const model of this.#catalog.values()) {
      const difference = this.#rowsDiffer(model, given);
      if (difference !== null) {
        return difference;
      }
    }
    for (const [table, pairs] of Object.entries(this.#actual.links)) {
      const got = new Set(pairs.map((pair) => pair.join(' ')));
      const wanted = new Set(this.#pairsOf(table, given));
      const missing = [...wanted].filter((pair) => !got.has(pair));
      const more = [...got].filter((pair) => !wanted.has(pair));
      if (missing.length + more.length > 0) {
        return `${table}: missing ${missing.join('; ')}, more than expected ${more.join('; ')}`;
      }
    }
    return null;
  }

  #rowsDiffer(model: Model, given: Given): string | null {
    const wanted = new Map(
      this.#rowsOf(model).map(([key, row]) => [given.get(nameOf(model, key)) ?? key, row]),
    );
    for (const row of this.#actual.rows[model.name] ?? []) {
      const expected = wanted.get(row.id);
      if (expected === undefined) {
        return `${model.name} ${String(row.id)} is not expected: ${shown(row)}`;
      }
      const column = differingColumn(model, [expected, row], given);
      if (column !== null) {
        return `${model.name} ${String(row.id)}: ${column} is ${shown(row[column])}, expected ${shown(expected.row[column])}`;
      }
      wanted.delete(row.id);
    }
    return wanted.size > 0 ? `${model.name}: missing ${[...wanted.keys()].join()}` : null;
  }

  #pairsOf(table: string, given: Given): readonly string[] {
    const [owner, other] = this.#endsOf(table);
    return (this.#expected.links[table] ?? []).map(([first, second]) =>
      [given.get(nameOf(owner, first)) ?? first, given.get(nameOf(other, second)) ?? second].join(
        ' ',
      ),
    );
  }

  /** The models of a link table, in the order of its pairs. */
  #endsOf(table: string): readonly [Model | undefined, Model | undefined] {
    const relation = [...this.#catalog.values()]
      .flatMap(({ relations }) => [...relations.values()])
      .find(
        ({ join }) =>
          join.kind === 'link' &&
          join.table === table &&
          join.source.field === this.#expected.owners[table],
      );
    return [relation?.source, relation?.target];
  }

  #rowsOf({ name }: Model): ExpectedSet['rows'][string] {
    return this.#expected.rows[name] ?? [];
  }
}

/** A column that is other than it must be; a row that is still to be found may be any. */
function differingColumn(
  model: Model,
  [{ row, unknown }, actual]: readonly [ExpectedRow, StoredRow],
  given: Given,
): string | null {
  const isAsItMust = (name: string, cell: Cell): boolean => {
    const target = model.columns.get(name)?.references?.model;
    if (target === undefined || typeof cell !== 'number' || cell >= 0) {
      return isDeepStrictEqual(cell, actual[name]);
    }
    const key = given.get(nameOf(target, cell));
    return key === undefined || key === actual[name];
  };
  const found = Object.entries(row).find(
    ([name, cell]) => !unknown.has(name) && !isAsItMust(name, cell),
  );
  return found?.[0] ?? null;
}

function nameOf(model: Model | undefined, key: number): string {
  return `${model?.name ?? ''} ${String(key)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
