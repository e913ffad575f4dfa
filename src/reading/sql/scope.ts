import { type Condition, isAlways } from '../../catalog/condition.js';
import type { Column, Model } from '../../catalog/model.js';
import type { Deleted, Policies } from '../../access/policies.js';
import type { Viewer } from '../../access/viewer.js';
import type { Dialect } from './dialect.js';

/** What the translation of one statement needs: for whom, into which dialect, and fresh names. */
export class Scope {
  readonly dialect: Dialect;
  readonly #policies: Policies;
  readonly #viewer: Viewer;
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

  /** Whether a column may be NULL as this viewer sees it. */
  isNullable(column: Column): boolean {
    return column.nullable || !isAlways(this.mask(column));
  }
}
