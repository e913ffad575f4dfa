import type { Rule } from './rules.js';

/** A rule as its policy says it: `anyOf(own(author), can(post:read))`. What a function makes is not known here. */
export function ruleText(rule: Rule): string {
  switch (rule.kind) {
    case 'everyone':
    case 'nobody':
    case 'signedIn':
    case 'self':
      return rule.kind;
    case 'can':
      return `can(${rule.permission})`;
    case 'own':
    case 'readable':
      return `${rule.kind}(${rule.relation})`;
    case 'via':
    case 'some':
      return `${rule.kind}(${rule.relation}, ${ruleText(rule.rule)})`;
    case 'where':
      return `where(${typeof rule.where === 'function' ? 'function' : JSON.stringify(rule.where)})`;
    case 'anyOf':
    case 'allOf':
      return `${rule.kind}(${rule.rules.map(ruleText).join(', ')})`;
    case 'not':
      return `not(${ruleText(rule.rule)})`;
  }
}
