import { isDeepStrictEqual } from 'node:util';
import type { Model, Relation } from '../../model/model.js';
import type { Rights } from '../attacks/rights.js';
import { type Cell, relationNamed, type StoredRow } from '../oracle/data-set.js';
import { absentRow } from '../rows/row-keys.js';
import type { RowChange, RowUpdate } from './operation.js';

/** A row that an update is about. */
export interface SoughtRow {
  readonly model: Model;
  readonly change: RowChange;
  /** Null where there is none, or nothing becomes of it. */
  readonly row: StoredRow | null;
  /** What is wrong with that it is changed. */
  readonly codes: readonly string[];
}

/** The rows that updates, and those within them, are about. Each may be changed once. */
export function soughtRows(
  rights: Rights,
  model: Model,
  updates: readonly RowUpdate[],
): readonly SoughtRow[] {
  return new Search(rights).rows(model, updates);
}

class Search {
  readonly #rights: Rights;
  readonly #changed = new Set<string>();

  constructor(rights: Rights) {
    this.#rights = rights;
  }

  rows(model: Model, updates: readonly RowUpdate[]): readonly SoughtRow[] {
    return updates.flatMap((update) => {
      const row = this.#rights.row(model, update.key);
      const own = this.#row(model, row, update);
      // Which of two mentions is the second depends on the order rows are looked at: what is wrong within either may be told.
      const isLookedInto = row !== undefined && !own.codes.includes('NOT_FOUND');
      return isLookedInto ? [own, ...this.#within(model, row, update.change)] : [own];
    });
  }

  #row(
    model: Model,
    row: StoredRow | undefined,
    { key, change, expectedVersion, base }: RowUpdate,
  ): SoughtRow {
    const nothing = (codes: readonly string[]): SoughtRow => ({ model, change, row: null, codes });
    if (fieldsOf(change).length === 0) {
      return nothing(['VALIDATION']);
    }
    const codes = this.#rights.update(model, key, fieldsOf(change));
    if (row === undefined || codes.includes('NOT_FOUND')) {
      return nothing(codes);
    }
    const isKnown = expectedVersion === null ? base === null : row['version'] === expectedVersion;
    const isStale = !isKnown && (base === null || this.#isConflict(model, row, { change, base }));
    const own = [...codes, ...(isStale ? ['CONFLICT'] : [])];
    const name = `${model.name} ${String(key)}`;
    if (this.#changed.has(name)) {
      // It may be the first that is looked at.
      return nothing(['VALIDATION', ...own]);
    }
    this.#changed.add(name);
    return { model, change, row, codes: own };
  }

  /** Whether a cell is neither what was read of it nor what it is to be, or is not seen. */
  #isConflict(
    model: Model,
    row: StoredRow,
    { change, base }: { readonly change: RowChange; readonly base: NonNullable<RowUpdate['base']> },
  ): boolean {
    return Object.entries(change.cells).some(([name, cell]) => {
      const column = model.columns.get(name);
      const isSeen = column === undefined || this.#rights.view.isUnmasked(column, row);
      const holds = (other: Cell | undefined): boolean =>
        other !== undefined && isDeepStrictEqual(row[name] ?? null, other);
      return !isSeen || !(holds(cell) || holds(base[name]));
    });
  }

  #within(model: Model, row: StoredRow, { updates }: RowChange): readonly SoughtRow[] {
    return Object.entries(updates).flatMap(([name, each]) => {
      const relation = relationNamed(model, name);
      return this.rows(relation.target, this.#relatedOnly(relation, row, each));
    });
  }

  /** The updates with the key of none in the place of rows that the relation does not have. */
  #relatedOnly(
    relation: Relation,
    row: StoredRow,
    updates: readonly RowUpdate[],
  ): readonly RowUpdate[] {
    const keys = this.#rights.view.store.related(relation, row).map(({ id }) => id);
    const none = absentRow(relation.target);
    const [only = none] = keys;
    return updates.map((update) => {
      const key = relation.many ? update.key : only;
      return { ...update, key: keys.includes(key) ? key : none };
    });
  }
}

/** Names of the fields that a change sets. */
export function fieldsOf({ cells, ties, links, creates, updates }: RowChange): readonly string[] {
  const parts = [cells, ties, links, creates, updates];
  return [...new Set(parts.flatMap((part) => Object.keys(part)))];
}
