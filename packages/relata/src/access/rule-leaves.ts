import type { Model } from '../model/model.js';
import { policyOf, rulesOf } from './access.js';
import type { Rule } from './rules.js';

/** A rule that is made of no others. */
export type LeafRule = Exclude<Rule, { readonly rule: Rule } | { readonly rules: readonly Rule[] }>;

/** A rule that is made of no others, and the model of the rows that it is about. */
export interface Leaf {
  readonly model: Model;
  readonly rule: LeafRule;
}

/**
 * What a rule of a model is made of: itself, where it is made of no others.
 * @returns none where relations lead to nothing, which stops the start
 */
export function leavesOf(model: Model, rule: Rule): readonly Leaf[] {
  switch (rule.kind) {
    case 'anyOf':
    case 'allOf':
      return rule.rules.flatMap((part) => leavesOf(model, part));
    case 'not':
      return leavesOf(model, rule.rule);
    case 'via':
    case 'some': {
      const target = model.relations.get(rule.relation)?.target;
      return target === undefined ? [] : leavesOf(target, rule.rule);
    }
    case 'everyone':
    case 'nobody':
    case 'signedIn':
    case 'self':
    case 'can':
    case 'own':
    case 'readable':
    case 'where':
      return [{ model, rule }];
  }
}

/** What all rules of the policy of a model are made of. */
export function policyLeaves(model: Model): readonly Leaf[] {
  return rulesOf(policyOf(model.target)).flatMap((rule) => leavesOf(model, rule));
}
