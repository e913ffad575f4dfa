import {
  ALWAYS,
  and,
  type Condition,
  isAlways,
  negate,
  NEVER,
  or,
  trusted,
} from '../filter/condition.js';
import { parseFilter } from '../filter/filter.js';
import { unlimitedBudget } from '../filter/filter-budget.js';
import { getOrMake } from '../cache/get-or-make.js';
import type { Catalog, Column, Model, Relation } from '../model/model.js';
import { StartupError } from '../errors.js';
import { type Policy, policyOf, rulesOf } from './access.js';
import type { Rule } from './rules.js';
import type { Viewer } from './viewer.js';

/** Which rows of a soft-deletable model a read is about. */
export type Deleted = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

const SAMPLE_VIEWERS: readonly Viewer[] = [
  { userId: null, permissions: new Set() },
  { userId: 1, permissions: new Set() },
];

/**
 * What the policies of the models mean for a viewer, as conditions on rows. Everything that only
 * depends on the viewer is decided here, so that what reaches the database is as plain as can be.
 */
export class Policies {
  readonly #policies: ReadonlyMap<Model, Policy>;
  /** What was worked out for a viewer: it lives as long as the viewer's request. */
  readonly #memo = new WeakMap<Viewer, Map<object, Condition>>();

  /** @throws StartupError for a model without a policy, and for rules that name what is not there */
  constructor(catalog: Catalog) {
    this.#policies = new Map([...catalog.values()].map((model) => [model, requirePolicy(model)]));
    for (const viewer of SAMPLE_VIEWERS) {
      this.#check(viewer);
    }
  }

  /** Which rows the viewer may read. */
  read(model: Model, viewer: Viewer, deleted: Deleted = 'EXCLUDE'): Condition {
    if (deleted === 'EXCLUDE' || model.deletedAt === null) {
      return this.#remember(viewer, model, () =>
        trusted(and(this.#allowed(model, viewer), living(model))),
      );
    }
    const policy = this.#policyOf(model);
    const readable = this.#condition(model, policy.readDeleted ?? { kind: 'nobody' }, viewer);
    const dead = and(negate(living(model)), readable);
    const rows = deleted === 'ONLY' ? dead : or(living(model), dead);
    return trusted(and(this.#allowed(model, viewer), rows));
  }

  /** In which rows the viewer sees a field; elsewhere it is NULL. */
  mask(column: Column, viewer: Viewer): Condition {
    const rule = this.#policyOf(column.model).fields?.[column.name]?.read;
    return rule === undefined
      ? ALWAYS
      : this.#remember(viewer, column, () => trusted(this.#condition(column.model, rule, viewer)));
  }

  /** In which rows the viewer sees what a column holds: of a reference, the row that it refers to. */
  seen(column: Column, viewer: Viewer): Condition {
    const mask = this.mask(column, viewer);
    const relation = [...column.model.relations.values()].find(
      ({ join }) => join.kind === 'sourceKey' && join.key === column,
    );
    return relation === undefined || isAlways(this.read(relation.target, viewer))
      ? mask
      : and(mask, { kind: 'related', relation, quantifier: 'some', condition: ALWAYS });
  }

  /** Which rows the viewer may write; for `create`, rows as they are once created. */
  write(model: Model, operation: 'create' | 'update' | 'delete', viewer: Viewer): Condition {
    const rule = this.#policyOf(model)[operation];
    return rule === undefined ? NEVER : trusted(this.#condition(model, rule, viewer));
  }

  /** Whether anybody may write rows in a way at all: without a rule there is no such operation. */
  isOffered(model: Model, operation: 'create' | 'update' | 'delete'): boolean {
    return this.#policyOf(model)[operation] !== undefined;
  }

  /** In which rows the viewer may set a field. */
  fieldWrite(model: Model, field: string, viewer: Viewer): Condition {
    const rule = this.#policyOf(model).fields?.[field]?.write;
    return rule === undefined ? ALWAYS : trusted(this.#condition(model, rule, viewer));
  }

  /** Whether some viewer may be kept from seeing a field of a row it sees. */
  isMasked(column: Column): boolean {
    return this.#policyOf(column.model).fields?.[column.name]?.read !== undefined;
  }

  /** Whether everybody may read every row of a model. */
  isPublic(model: Model): boolean {
    return this.#policyOf(model).read.kind === 'everyone';
  }

  #allowed(model: Model, viewer: Viewer): Condition {
    return this.#condition(model, this.#policyOf(model).read, viewer);
  }

  #condition(model: Model, rule: Rule, viewer: Viewer): Condition {
    switch (rule.kind) {
      case 'everyone':
        return ALWAYS;
      case 'nobody':
        return NEVER;
      case 'signedIn':
        return viewer.userId === null ? NEVER : ALWAYS;
      case 'can':
        return viewer.permissions.has(rule.permission) ? ALWAYS : NEVER;
      case 'self':
        return isViewer(model.id, viewer);
      case 'own':
        return ownedBy(relationNamed(model, rule.relation), viewer);
      case 'readable':
        return this.#related(relationNamed(model, rule.relation), viewer);
      case 'where':
        return parseRule(model, rule.where);
      case 'anyOf':
        return or(...rule.rules.map((part) => this.#condition(model, part, viewer)));
      case 'allOf':
        return and(...rule.rules.map((part) => this.#condition(model, part, viewer)));
      case 'not':
        return negate(this.#condition(model, rule.rule, viewer));
    }
  }

  #related(relation: Relation, viewer: Viewer): Condition {
    const condition = this.read(relation.target, viewer);
    return { kind: 'related', relation, quantifier: 'some', condition };
  }

  #remember(viewer: Viewer, subject: object, work: () => Condition): Condition {
    const known = getOrMake(this.#memo, viewer, () => new Map<object, Condition>());
    return getOrMake(known, subject, work);
  }

  #policyOf(model: Model): Policy {
    return this.#policies.get(model) ?? requirePolicy(model);
  }

  /** Works out every rule once, so that one that names what is not there stops the start. */
  #check(viewer: Viewer): void {
    for (const [model, policy] of this.#policies) {
      for (const [name, field] of Object.entries(policy.fields ?? {})) {
        if (!model.columns.has(name) && !model.relations.has(name)) {
          throw new StartupError(
            `${model.name}: its policy names a field ${name} that is not there`,
          );
        }
        if (field.read !== undefined && model.relations.has(name)) {
          throw new StartupError(
            `${model.name}: its policy hides the relation ${name}; say who may read the rows of ` +
              `${model.relations.get(name)?.target.name ?? name} instead`,
          );
        }
      }
      for (const rule of rulesOf(policy)) {
        this.#condition(model, rule, viewer);
      }
    }
  }
}

function requirePolicy(model: Model): Policy {
  const policy = policyOf(model.target);
  if (policy === undefined) {
    throw new StartupError(
      `${model.name} has no policy, so nobody could read it. Say who may, above the class: ` +
        `@Access<${model.name}>({ read: everyone, update: can('${model.singular}:update') })`,
    );
  }
  return policy;
}

function living(model: Model): Condition {
  return model.deletedAt === null ? ALWAYS : { kind: 'isNull', column: model.deletedAt };
}

function isViewer(column: Column, viewer: Viewer): Condition {
  return viewer.userId === null
    ? NEVER
    : { kind: 'compare', column, operator: 'eq', operand: viewer.userId, caseless: false };
}

function ownedBy(relation: Relation, viewer: Viewer): Condition {
  if (relation.join.kind !== 'sourceKey') {
    throw new StartupError(
      `own('${relation.name}'): ${relation.source.name} does not hold the key of that relation`,
    );
  }
  return isViewer(relation.join.key, viewer);
}

function relationNamed(model: Model, name: string): Relation {
  const relation = model.relations.get(name);
  if (relation === undefined) {
    throw new StartupError(`${model.name}: its policy names a relation ${name} that is not there`);
  }
  return relation;
}

function parseRule(model: Model, filter: Readonly<Record<string, unknown>>): Condition {
  try {
    return parseFilter(model, filter, { path: 'where', budget: unlimitedBudget() });
  } catch (error) {
    throw new StartupError(`${model.name}: its policy has a filter that cannot be used`, {
      cause: error,
    });
  }
}
