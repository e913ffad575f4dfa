import {
  ALWAYS,
  and,
  type Condition,
  isAlways,
  isNever,
  negate,
  NEVER,
  or,
  trusted,
} from '../filter/condition.js';
import { getOrMake } from '../cache/get-or-make.js';
import type { Catalog, Column, Model } from '../model/model.js';
import { StartupError } from '../errors.js';
import { type Policy, policyOf, type WritePolicy } from './access.js';
import { checkPolicies } from './check-policies.js';
import { living, type RuleContext, ruleCondition } from './rule-condition.js';
import { ruleText } from './rule-text.js';
import type { Rule } from './rules.js';
import { ViewerFilters } from './viewer-filters.js';
import type { Viewer } from './viewer.js';

/** Which rows of a soft-deletable model a read is about. */
export type Deleted = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

/**
 * What the policies of the models mean for a viewer, as conditions on rows. Everything that only
 * depends on the viewer is decided here, so that what reaches the database is as plain as can be.
 */
export class Policies {
  /** The filters that policies make of viewers. */
  readonly filters: ViewerFilters;
  readonly #policies: ReadonlyMap<Model, Policy>;
  /** What was worked out for a viewer: it lives as long as the viewer's request. */
  readonly #memo = new WeakMap<Viewer, Map<object, Condition>>();

  /** @throws StartupError for a model without a policy, and for rules that name what is not there */
  constructor(catalog: Catalog) {
    this.#policies = new Map([...catalog.values()].map((model) => [model, requirePolicy(model)]));
    this.filters = new ViewerFilters(catalog);
    checkPolicies(this.#policies, (model, rule, viewer) => this.#condition(model, rule, viewer));
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

  /** What must hold, all of it, of a row of the viewer's tenant that the viewer may read, in the words of the policy. */
  readClauses(
    model: Model,
    viewer: Viewer,
    deleted: Deleted = 'EXCLUDE',
  ): readonly { readonly text: string; readonly condition: Condition }[] {
    const { read, readDeleted = { kind: 'nobody' } } = this.#policyOf(model);
    const clauses = (read.kind === 'allOf' ? read.rules : [read]).map((rule) => ({
      text: `${model.name}.read: ${ruleText(rule)}`,
      condition: trusted(this.#condition(model, rule, viewer)),
    }));
    const alive = { text: `${model.name} is deleted`, condition: trusted(living(model)) };
    const found = {
      text: `${model.name}.readDeleted: ${ruleText(readDeleted)}`,
      condition: trusted(or(living(model), this.#condition(model, readDeleted, viewer))),
    };
    return [...clauses, deleted === 'EXCLUDE' ? alive : found];
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

  /**
   * Which rows the viewer may write, of those that are of its tenant; for `create`, rows as they are once created. Rows
   * that are to be written were found by {@link read}, or hang on one of the same tenant.
   */
  write(model: Model, operation: WritePolicy, viewer: Viewer): Condition {
    const rule = this.#policyOf(model)[operation];
    return rule === undefined || isNever(this.tenant(model, viewer))
      ? NEVER
      : trusted(this.#condition(model, rule, viewer));
  }

  /** Which rows are of the viewer's tenant. */
  tenant(model: Model, viewer: Viewer): Condition {
    return trusted(this.filters.tenant(model, viewer));
  }

  /** Whether anybody may write rows in a way at all: without a rule there is no such operation. */
  isOffered(model: Model, operation: WritePolicy): boolean {
    return this.#policyOf(model)[operation] !== undefined;
  }

  /** Whether nobody may write rows of a model in any way. */
  isReadOnly(model: Model): boolean {
    return !(['create', 'update', 'delete'] as const).some((each) => this.isOffered(model, each));
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
    return model.tenant === null && this.#policyOf(model).read.kind === 'everyone';
  }

  #allowed(model: Model, viewer: Viewer): Condition {
    return and(
      this.filters.tenant(model, viewer),
      this.#condition(model, this.#policyOf(model).read, viewer),
    );
  }

  #condition(model: Model, rule: Rule, viewer: Viewer): Condition {
    return ruleCondition(model, rule, this.#contextOf(viewer));
  }

  #contextOf(viewer: Viewer): RuleContext {
    return {
      viewer,
      isNegated: false,
      filterOf: (of, filter) => this.filters.of(of, filter, viewer),
      readable: (target, negated) => this.#readable(target, viewer, negated),
    };
  }

  #readable(model: Model, viewer: Viewer, isNegated: boolean): Condition {
    const { read } = this.#policyOf(model);
    const context = { ...this.#contextOf(viewer), isNegated };
    return isNegated
      ? trusted(
          and(
            this.filters.tenant(model, viewer),
            ruleCondition(model, read, context),
            living(model),
          ),
        )
      : this.read(model, viewer);
  }

  #remember(viewer: Viewer, subject: object, work: () => Condition): Condition {
    const known = getOrMake(this.#memo, viewer, () => new Map<object, Condition>());
    return getOrMake(known, subject, work);
  }

  #policyOf(model: Model): Policy {
    return this.#policies.get(model) ?? requirePolicy(model);
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
