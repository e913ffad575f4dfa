import type { Catalog } from '../model/model.js';
import { policyLeaves } from './rule-leaves.js';

/** Names of the permissions that policies ask for, each once, in order. */
export function permissionsAsked(catalog: Catalog): readonly string[] {
  const leaves = [...catalog.values()].flatMap(policyLeaves);
  const names = leaves.flatMap(({ rule }) => (rule.kind === 'can' ? [rule.permission] : []));
  return [...new Set(names)].sort();
}
