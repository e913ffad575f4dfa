import { policyOf } from '../../access/access.js';
import type { FilterRule, Rule, RuleFilter } from '../../access/rules.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { isOfTenant, tenantOfViewer } from '../tenants.js';
import { type Cell, type Depths, relationNamed, type Store, type StoredRow } from './data-set.js';
import { matches, type RowOf } from './filter.js';
import { allOf, opposite, someOf, type Truth } from './logic.js';

/** Who asks. */
export interface OracleViewer {
  readonly userId: number | null;
  readonly permissions?: readonly string[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Which rows of a soft-deletable model are meant. */
export type Deleted = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

/** What policies are asked of writes. */
export type PolicyOperation = 'create' | 'update' | 'delete' | 'purge';

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
    if (!this.isOfTenant(model, row) || this.#truth({ model, row }, read) !== true) {
      return false;
    }
    const isDeleted = model.deletedAt !== null && row[model.deletedAt.name] !== null;
    if (!isDeleted) {
      return deleted !== 'ONLY';
    }
    return deleted !== 'EXCLUDE' && this.#truth({ model, row }, readDeleted) === true;
  }

  /** Rows a relation leads to, be they readable or not; a way through a tree goes through those that are. */
  related(relation: Relation, row: StoredRow): readonly StoredRow[] {
    return this.store.related(relation, row, (other) => this.isReadable(relation.target, other));
  }

  /** Rows that a way through a tree leads to, and how far away they are. */
  walk(relation: Relation, row: StoredRow): Depths {
    return this.store.walk(relation, row, (other) => this.isReadable(relation.target, other));
  }

  /** Whether a row is of the tenant of the viewer, or of nobody: others do not exist. */
  isOfTenant(model: Model, row: StoredRow): boolean {
    return isOfTenant(model, row, this.viewer);
  }

  /** The value of a column as the viewer sees it: null where a policy masks it. */
  cell(column: Column, row: StoredRow): Cell {
    return this.isUnmasked(column, row) ? (row[column.name] ?? null) : null;
  }

  /** What an answer has of it: of one that is masked, what its mask shows. */
  shown(column: Column, row: StoredRow): Cell {
    const cell = row[column.name] ?? null;
    const mask = policy(column.model).fields?.[column.name]?.else;
    return mask === undefined || this.isUnmasked(column, row) || typeof cell !== 'string'
      ? this.cell(column, row)
      : mask(cell);
  }

  /** Whether the viewer may change a row so; for `create`, a row as it is once created. */
  isWritable(model: Model, row: StoredRow, operation: PolicyOperation): boolean {
    const rule = policy(model)[operation];
    return (
      rule !== undefined &&
      this.isOfTenant(model, row) &&
      this.#truth({ model, row }, rule) === true
    );
  }

  /** Whether the viewer may write so whatever the row: true for every row, false for none, null for some. */
  isEverWritable(model: Model, operation: PolicyOperation): Truth {
    const rule = policy(model)[operation];
    return rule === undefined || !this.#hasTenantFor(model) ? false : this.#constant(model, rule);
  }

  /** Whether the viewer may set a field of a row. */
  isSettable(model: Model, row: StoredRow, field: string): boolean {
    const rule = policy(model).fields?.[field]?.write;
    return rule === undefined || this.#truth({ model, row }, rule) === true;
  }

  /** Whether the viewer sees what a field of a row holds. */
  isUnmasked(column: Column, row: StoredRow): boolean {
    const rule = policy(column.model).fields?.[column.name]?.read;
    return rule === undefined || this.#truth({ model: column.model, row }, rule) === true;
  }

  /** The same of a key: of a reference, whether the viewer sees the row that it refers to. */
  finds(column: Column, row: StoredRow): boolean {
    const { references, name } = column;
    return references === null
      ? this.isUnmasked(column, row)
      : this.store
          .all(references.model)
          .some((other) => other.id === row[name] && this.isReadable(references.model, other));
  }

  #hasTenantFor({ tenant }: Model): boolean {
    return tenant === null || tenantOfViewer(tenant, this.viewer) !== null;
  }

  /**
   * What a rule says of all rows alike; null where that depends on the row.
   * @param isNegated - whether the answer is turned around: what is not known is then allowed
   */
  #constant(model: Model, rule: Rule, isNegated = false): Truth {
    const { userId, permissions = [] } = this.viewer;
    const recur = (part: Rule): Truth => this.#constant(model, part, isNegated);
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
      case 'readable': {
        const { target } = relationNamed(model, rule.relation);
        return this.#hasTenantFor(target)
          ? falseOrNot(this.#constant(target, policy(target).read, isNegated))
          : false;
      }
      case 'via':
      case 'some': {
        const { target } = relationNamed(model, rule.relation);
        return falseOrNot(this.#constant(target, rule.rule, isNegated));
      }
      case 'where':
        return this.#filter(rule) === null ? isNegated : null;
      case 'anyOf':
        return someOf(rule.rules.map(recur));
      case 'allOf':
        return allOf(rule.rules.map(recur));
      case 'not':
        return opposite(this.#constant(model, rule.rule, !isNegated));
    }
  }

  #truth(of: RowOf, rule: Rule, isNegated = false): Truth {
    const { model, row } = of;
    const { userId, permissions = [] } = this.viewer;
    const recur = (part: Rule): Truth => this.#truth(of, part, isNegated);
    const holdsOfOne = (relation: string, ruleOf: (target: Model) => Rule): boolean => {
      const { target } = relationNamed(model, relation);
      return this.store
        .related(relationNamed(model, relation), row)
        .filter((each) => isLiving(target, each))
        .some(
          (each) => this.#truth({ model: target, row: each }, ruleOf(target), isNegated) === true,
        );
    };
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
        return (
          userId !== null &&
          this.store
            .related(relationNamed(model, rule.relation), row)
            .some(({ id }) => id === userId)
        );
      case 'readable': {
        const { target } = relationNamed(model, rule.relation);
        return (
          this.store
            .related(relationNamed(model, rule.relation), row)
            .some((each) => this.isOfTenant(target, each)) &&
          holdsOfOne(rule.relation, () => policy(target).read)
        );
      }
      case 'via':
      case 'some':
        return holdsOfOne(rule.relation, () => rule.rule);
      case 'where': {
        const filter = this.#filter(rule);
        return filter === null
          ? isNegated
          : matches(new EveryRow(this.store), { model, row }, filter);
      }
      case 'anyOf':
        return someOf(rule.rules.map(recur));
      case 'allOf':
        return allOf(rule.rules.map(recur));
      case 'not':
        return opposite(this.#truth(of, rule.rule, !isNegated));
    }
  }

  /** A filter as it is for the viewer; null where it lacks a value. */
  #filter({ where }: FilterRule): RuleFilter | null {
    if (typeof where !== 'function') {
      return where;
    }
    const { userId, permissions = [], attributes = {} } = this.viewer;
    const filter = where({ userId, permissions: new Set(permissions), attributes });
    return JSON.stringify(filter, (_, value: unknown) => value ?? MISSING).includes(MISSING)
      ? null
      : filter;
  }
}

/** Stands for what is not there, in the text of a filter. */
const MISSING = '~missing~';

/** That no row is like something says that none has such a row; that all are says nothing. */
function falseOrNot(truth: Truth): Truth {
  return truth === false ? false : null;
}

function isLiving({ deletedAt }: Model, row: StoredRow): boolean {
  return deletedAt === null || row[deletedAt.name] === null;
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

  related(relation: Relation, row: StoredRow): readonly StoredRow[] {
    return this.store.related(relation, row);
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
