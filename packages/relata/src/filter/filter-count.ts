import { BadInputError } from '../errors.js';
import type { CompareOperator, Condition } from './condition.js';
import { below, type FilterPlace } from './filter-budget.js';
import type { Relation } from '../model/model.js';

const COMPARE: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']);

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
    if (COMPARE.has(key)) {
      const operands = [requireCount(operand, path)];
      conditions.push({ kind: 'count', relation, operator: key as CompareOperator, operands });
    } else if (key === 'in' || key === 'notIn') {
      if (!Array.isArray(operand)) {
        throw BadInputError.at(path, 'must not be null');
      }
      budget.checkList(operand, path);
      const operands = operand.map((item) => requireCount(item, path));
      conditions.push({ kind: 'count', relation, operator: key, operands });
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
