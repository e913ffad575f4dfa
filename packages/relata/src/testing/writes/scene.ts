import type { GraphQLSchema } from 'graphql';
import type { Catalog, Model, Relation } from '../../model/model.js';
import { type DataSet, Store, type StoredRow } from '../oracle/data-set.js';
import { type OracleViewer, type PolicyOperation, View } from '../oracle/policy.js';
import type { Dice } from '../rows/dice.js';
import { absentRow } from '../rows/row-keys.js';
import type { RowHooks } from '../rows/row-hooks.js';

/** What operations are made in. */
export interface Scene {
  readonly catalog: Catalog;
  readonly schema: GraphQLSchema;
  readonly data: DataSet;
  readonly viewer: OracleViewer;
  readonly hooks: RowHooks;
}

/** Picks rows of a scene for what is to be done with them, mostly such that it can be done. */
export class SceneRows {
  readonly #dice: Dice;
  readonly #view: View;

  constructor(dice: Dice, { data, viewer }: Scene) {
    this.#dice = dice;
    this.#view = new View(new Store(data), viewer);
  }

  all(model: Model): readonly StoredRow[] {
    return this.#view.store.all(model);
  }

  /** A row to refer to. */
  toName(model: Model): number {
    return this.#key(model, (row) => this.#view.isReadable(model, row));
  }

  /** A row to change, or to delete. */
  toWrite(model: Model, operation: PolicyOperation): number {
    return this.#key(
      model,
      (row) => this.#view.isReadable(model, row) && this.#view.isWritable(model, row, operation),
    );
  }

  /** A row that a relation leads to from another, mostly; null where there is none. */
  related(relation: Relation, row: StoredRow): number | null {
    const { target } = relation;
    const rows = this.#view.store.related(relation, row);
    const seen = rows.filter((each) => this.#view.isReadable(target, each));
    const [first] = rows;
    if (!relation.many || first === undefined) {
      return first?.id ?? null;
    }
    return this.#dice.chance(10)
      ? this.toName(target)
      : this.#dice.one(seen.length > 0 ? seen : rows).id;
  }

  /** A row to restore. */
  deleted(model: Model): number {
    return this.#key(model, (row) => this.#view.isReadable(model, row, 'ONLY'));
  }

  /** The version a row has, or another; null where none is said. */
  version(model: Model, key: number): number | null {
    const version = this.all(model).find(({ id }) => id === key)?.['version'];
    if (!model.columns.has('version') || this.#dice.chance(60)) {
      return null;
    }
    const known = typeof version === 'number' ? version : 1;
    return this.#dice.chance(75) ? known : known + 1;
  }

  /** A row that is as it is wanted, in two of three cases; seldom one that is not there. */
  #key(model: Model, isWanted: (row: StoredRow) => boolean): number {
    const dice = this.#dice;
    const rows = this.all(model);
    if (rows.length === 0 || dice.chance(3)) {
      return absentRow(model);
    }
    const wanted = dice.chance(67) ? rows.filter(isWanted) : [];
    return dice.one(wanted.length > 0 ? wanted : rows).id;
  }
}
