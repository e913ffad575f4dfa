import { RuleError } from '../../errors.js';
import type { Column } from '../../model/model.js';

/** Rows of a tree were given others above them that are below them. */
export class CircleError extends RuleError {
  /** Those that a flush has moved, and that are in a circle now. */
  readonly rows: readonly object[];
  /** What leads from them to the rows above. */
  readonly key: Column;

  constructor(rows: readonly object[], key: Column) {
    super(`would make a ${key.model.name} its own ancestor`);
    this.rows = rows;
    this.key = key;
  }
}
