import { policyOf } from '../../access/access.js';
import type { Rule } from '../../access/rules.js';
import type { Column, Model } from '../../model/model.js';
import { type Cell, relationNamed, type Store, type StoredRow } from './data-set.js';
import { matches } from './filter.js';
import { allOf, opposite, someOf, type Truth } from './logic.js';

/** Who asks. */
export interface OracleViewer {
  readonly userId: number | null;
  readonly permissions?: readonly string[];
}

/** Which rows of a soft-deletable model are meant. */
export type Deleted = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

/** What policies are asked of writes. */
export type PolicyOperation = 'create' | 'update' | 'delete';

/** What a viewer may see of a store: the rules of the models, row by row. */
export class View {
  readonly store: Store;
  readonly viewer: OracleViewer;

  constructor(store: Store, viewer: OracleViewer) {
    this.store = store;
    this.viewer = viewer;
  }

  /** Whether the viewer may read a row. */
  isReadable(model: Model, row: StoredRow, deleted: Deleted = 'EXCLUDE'): boolean {
    const { read, readDeleted = { kind: 'nobody' } } = policy(model);
    if (this.#truth(model, row, read) !== true) {
      return false;
    }
    const isDeleted = model.deletedAt !== null && row[model.deletedAt.name] !== null;
    if (!isDeleted) {
      return deleted !== 'ONLY';
    }
    return deleted !== 'EXCLUDE' && this.#truth(model, row, readDeleted) === true;
  }

  /** The value of a column as the viewer sees it: null where a policy masks it. */
  cell(column: Column, row: StoredRow): Cell {
    return this.isUnmasked(column, row) ? (row[column.name] ?? null) : null;
  }

  /** Whether the viewer may change a row so; for `create`, a row as it is once created. */
  isWritable(model: Model, row: StoredRow, operation: PolicyOperation): boolean {
    const rule = policy(model)[operation];
    return rule !== undefined && this.#truth(model, row, rule) === true;
  }

  /** Whether the viewer may write so whatever the row: true for every row, false for none, null for some. */
  isEverWritable(model: Model, operation: PolicyOperation): Truth {
    const rule = policy(model)[operation];
    return rule === undefined ? false : this.#constant(rule);
  }

  /** Whether the viewer may set a field of a row. */
  isSettable(model: Model, row: StoredRow, field: string): boolean {
    const rule = policy(model).fields?.[field]?.write;
    return rule === undefined || this.#truth(model, row, rule) === true;
  }

  /** Whether the viewer sees what a field of a row holds. */
  isUnmasked(column: Column, row: StoredRow): boolean {
    const rule = policy(column.model).fields?.[column.name]?.read;
    return rule === undefined || this.#truth(column.model, row, rule) === true;
  }

  /** What a rule says of all rows alike; null where that depends on the row. */
  #constant(rule: Rule): Truth {
    const { userId, permissions = [] } = this.viewer;
    switch (rule.kind) {
      case 'everyone':
        return true;
      case 'nobody':
        return false;
      case 'signedIn':
        return userId !== null;
      case 'can':
        return permissions.includes(rule.permission);
      case 'self':
      case 'own':
        return userId === null ? false : null;
      case 'readable':
      case 'where':
        return null;
      case 'anyOf':
        return someOf(rule.rules.map((part) => this.#constant(part)));
      case 'allOf':
        return allOf(rule.rules.map((part) => this.#constant(part)));
      case 'not':
        return opposite(this.#constant(rule.rule));
    }
  }

  #truth(model: Model, row: StoredRow, rule: Rule): Truth {
    const { userId, permissions = [] } = this.viewer;
    switch (rule.kind) {
      case 'everyone':
        return true;
      case 'nobody':
        return false;
      case 'signedIn':
        return userId !== null;
      case 'can':
        return permissions.includes(rule.permission);
      case 'self':
        return userId !== null && row.id === userId;
      case 'own':
        return userId !== null && row[rule.relation] === userId;
      case 'readable': {
        const relation = relationNamed(model, rule.relation);
        return this.store
          .related(relation, row)
          .some((target) => this.isReadable(relation.target, target));
      }
      case 'where':
        return matches(new EveryRow(this.store), { model, row }, rule.where);
      case 'anyOf':
        return someOf(rule.rules.map((part) => this.#truth(model, row, part)));
      case 'allOf':
        return allOf(rule.rules.map((part) => this.#truth(model, row, part)));
      case 'not':
        return opposite(this.#truth(model, row, rule.rule));
    }
  }
}

/** What filters of policies see: every row, as it is stored. */
class EveryRow {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  isReadable(): boolean {
    return true;
  }

  cell(column: Column, row: StoredRow): Cell {
    return row[column.name] ?? null;
  }
}

function policy(model: Model): NonNullable<ReturnType<typeof policyOf>> {
  const found = policyOf(model.target);
  if (found === undefined) {
    throw new TypeError(`${model.name} has no policy`);
  }
  return found;
}
