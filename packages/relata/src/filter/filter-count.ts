import { BadInputError } from '../errors.js';
import { type Condition, negate } from './condition.js';
import { below, type FilterPlace } from './filter-budget.js';
import { COMPARISONS, isOneOf, MEMBERSHIPS } from './operators.js';
import type { Relation } from '../model/model.js';

/** Reads `count: { gt: 3 }` of a to-many relation, one condition an operator. */
export function countCondition(
  relation: Relation,
  input: Readonly<Record<string, unknown>>,
  place: FilterPlace,
): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const [key, operand] of Object.entries(input)) {
    if (operand === undefined) {
      continue;
    }
    const { path, budget } = below(place, key);
    budget.count(path);
    if (isOneOf(COMPARISONS, key)) {
      const operands = [requireCount(operand, path)];
      conditions.push({ kind: 'count', relation, operator: key, operands });
    } else if (isOneOf(MEMBERSHIPS, key)) {
      if (!Array.isArray(operand)) {
        throw BadInputError.at(path, 'must not be null');
      }
      budget.checkList(operand, path);
      const operands = operand.map((item) => requireCount(item, path));
      const among: Condition = { kind: 'count', relation, operator: 'in', operands };
      conditions.push(key === 'in' ? among : negate(among));
    }
  }
  if (conditions.length === 0) {
    throw BadInputError.at(place.path, 'an empty relation filter says nothing, leave it out');
  }
  return conditions;
}

function requireCount(value: unknown, path: string): number {
  if (typeof value !== 'number') {
    throw BadInputError.at(path, 'must not be null');
  }
  return value;
}
