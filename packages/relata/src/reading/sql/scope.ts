import { type Condition, isAlways } from '../../filter/condition.js';
import type { Column, Model } from '../../model/model.js';
import type { Deleted, Policies } from '../../access/policies.js';
import { maskOf } from '../../access/masked-text.js';
import type { Viewer } from '../../access/viewer.js';
import type { Dialect, Sql } from './dialect.js';

/** What the translation of one statement needs: for whom, into which dialect, and fresh names. */
export class Scope {
  readonly dialect: Dialect;
  readonly #policies: Policies;
  readonly #viewer: Viewer;
  readonly #equal = new Map<string, Sql>();
  #aliases = 0;

  constructor(dialect: Dialect, policies: Policies, viewer: Viewer) {
    this.dialect = dialect;
    this.#policies = policies;
    this.#viewer = viewer;
  }

  /** A table name nobody else uses in the statement. */
  alias(): string {
    this.#aliases += 1;
    return `t${String(this.#aliases)}`;
  }

  /**
   * Says that a column of a table is equal to something else in the statement, which serves order
   * and cursors better: the key in a link table, for that of the row it leads to.
   */
  equate(alias: string, column: Column, equal: Sql): void {
    this.#equal.set(`${alias}.${column.name}`, equal);
  }

  /** What was said to be equal to a column; undefined if nothing was. */
  equalTo(alias: string, column: Column): Sql | undefined {
    return this.#equal.get(`${alias}.${column.name}`);
  }

  /** Which rows of a model the viewer may read. */
  readable(model: Model, deleted: Deleted = 'EXCLUDE'): Condition {
    return this.#policies.read(model, this.#viewer, deleted);
  }

  /** Which rows of a model the viewer may change so. */
  writable(model: Model, operation: 'update' | 'delete'): Condition {
    return this.#policies.write(model, operation, this.#viewer);
  }

  /** In which rows the viewer sees a column. */
  mask(column: Column): Condition {
    return this.#policies.mask(column, this.#viewer);
  }

  /** In which rows the viewer sees what a column holds: of a reference, the row that it refers to. */
  seen(column: Column): Condition {
    return this.#policies.seen(column, this.#viewer);
  }

  /** In which rows the viewer sees all of a column of which others are shown a part; null where there are no others. */
  partlyMasked(column: Column): Condition | null {
    const mask = this.mask(column);
    return isAlways(mask) || maskOf(column) === null ? null : mask;
  }

  /** Whether a column may be NULL as this viewer sees it. */
  isNullable(column: Column): boolean {
    return column.nullable || !isAlways(this.mask(column));
  }
}
