import { StartupError } from '../errors.js';
import { ALWAYS, and, type Condition, isNever, negate, NEVER, or } from '../filter/condition.js';
import type { Column, Model, Relation } from '../model/model.js';
import type { FilterRule, Rule } from './rules.js';
import type { Viewer } from './viewer.js';

/** What rules are worked out by, for one viewer. */
export interface RuleContext {
  readonly viewer: Viewer;
  /** Whether what is worked out is turned into its opposite: then what is not known counts as allowed. */
  readonly isNegated: boolean;
  /** What a filter comes to; null where a value is missing that the viewer would have. */
  readonly filterOf: (model: Model, rule: FilterRule) => Condition | null;
  /** Which rows of a model may be read. */
  readonly readable: (model: Model, isNegated: boolean) => Condition;
}

/**
 * Which rows a rule allows. What depends on the viewer alone is decided here.
 * @throws StartupError for rules that name what is not there
 */
export function ruleCondition(model: Model, rule: Rule, context: RuleContext): Condition {
  const { viewer, isNegated } = context;
  const recur = (part: Rule): Condition => ruleCondition(model, part, context);
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
      return ownedBy(toOne(model, rule), context);
    case 'readable': {
      const relation = toOne(model, rule);
      return related(relation, context.readable(relation.target, isNegated));
    }
    case 'via':
      return reached(toOne(model, rule), rule.rule, context);
    case 'some':
      return reached(relationNamed(model, rule.relation), rule.rule, context);
    case 'where':
      return context.filterOf(model, rule) ?? (isNegated ? ALWAYS : NEVER);
    case 'anyOf':
      return or(...rule.rules.map(recur));
    case 'allOf':
      return and(...rule.rules.map(recur));
    case 'not':
      return negate(ruleCondition(model, rule.rule, { ...context, isNegated: !isNegated }));
  }
}

/** Which rows of a model are not soft-deleted. */
export function living({ deletedAt }: Model): Condition {
  return deletedAt === null ? ALWAYS : { kind: 'isNull', column: deletedAt };
}

function isViewer(column: Column, { userId }: Viewer): Condition {
  return userId === null
    ? NEVER
    : { kind: 'compare', column, operator: 'eq', operand: userId, caseless: false };
}

function ownedBy(relation: Relation, { viewer, isNegated }: RuleContext): Condition {
  const { join, target } = relation;
  if (join.kind !== 'sourceKey') {
    return related(relation, isViewer(target.id, viewer));
  }
  const isOwn = isViewer(join.key, viewer);
  // What belongs to nobody is not the viewer's: its opposite must not be unknown.
  return isNegated && join.key.nullable
    ? and(negate({ kind: 'isNull', column: join.key }), isOwn)
    : isOwn;
}

/** Soft-deleted rows lead nowhere. */
function reached(relation: Relation, rule: Rule, context: RuleContext): Condition {
  const { target } = relation;
  return related(relation, and(ruleCondition(target, rule, context), living(target)));
}

function related(relation: Relation, condition: Condition): Condition {
  return isNever(condition) ? NEVER : { kind: 'related', relation, quantifier: 'some', condition };
}

/** A rule that names a relation. */
type RelationRule = Extract<Rule, { readonly relation: string }>;

function toOne(model: Model, { kind, relation: name }: RelationRule): Relation {
  const relation = relationNamed(model, name);
  if (relation.many) {
    const instead = kind === 'own' ? `some('${name}', self)` : `some('${name}', …)`;
    throw new StartupError(
      `${model.name}: its policy has ${kind}('${name}'), which leads to many rows: write ${instead}`,
    );
  }
  return relation;
}

function relationNamed(model: Model, name: string): Relation {
  const relation = model.relations.get(name);
  if (relation === undefined) {
    throw new StartupError(`${model.name}: a policy names a relation ${name} that is not there`);
  }
  return relation;
}
