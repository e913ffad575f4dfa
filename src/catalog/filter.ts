import { BadInputError } from '../errors.js';
import { and, type Condition, negate, or } from './condition.js';
import { type FilterBudget, isObject, joinPath, requireObject } from './filter-budget.js';
import { columnCondition } from './filter-column.js';
import { countCondition } from './filter-count.js';
import type { Model, Relation } from './model.js';

/**
 * Reads a filter in the shape of the API's `where` into a {@link Condition}.
 * @param model - whose rows it is about
 * @param input - `{ title: { contains: 'a' }, author: { username: { eq: 'b' } } }`, coerced
 * @param path - where it stands, for errors: `where`
 * @param budget - how deep and large it may be
 * @throws BadInputError naming the place and the reason
 */
export function parseFilter(
  model: Model,
  input: unknown,
  path: string,
  budget: FilterBudget,
): Condition {
  const level = budget.enter(path);
  const conditions: Condition[] = [];
  for (const [key, value] of Object.entries(requireObject(input, path))) {
    const place = joinPath(path, key);
    if (value === undefined) {
      continue;
    }
    level.count(place);
    conditions.push(parseMember(model, key, value, place, level));
  }
  return and(...conditions);
}

function parseMember(
  model: Model,
  key: string,
  value: unknown,
  path: string,
  budget: FilterBudget,
): Condition {
  if (key === 'and' || key === 'or') {
    const parts = requireList(value, path, budget).map((part, index) =>
      parseFilter(model, part, joinPath(path, String(index)), budget),
    );
    return key === 'and' ? and(...parts) : or(...parts);
  }
  if (key === 'not') {
    return negate(parseFilter(model, value, path, budget));
  }
  const relation = model.relations.get(key);
  if (relation !== undefined) {
    return relationCondition(relation, value, path, budget);
  }
  const column = model.columns.get(key);
  if (column === undefined) {
    throw BadInputError.at(path, `${model.name} has no ${key} to filter by`);
  }
  return columnCondition(column, requireObject(value, path), path, budget);
}

function relationCondition(
  relation: Relation,
  value: unknown,
  path: string,
  budget: FilterBudget,
): Condition {
  const input = requireObject(value, path);
  if (Object.values(input).every((member) => member === undefined)) {
    throw BadInputError.at(path, 'an empty relation filter says nothing, leave it out');
  }
  if (!relation.many) {
    const condition = parseFilter(relation.target, input, path, budget);
    return { kind: 'related', relation, quantifier: 'some', condition };
  }
  const conditions: Condition[] = [];
  for (const quantifier of ['some', 'none', 'every'] as const) {
    if (input[quantifier] !== undefined) {
      const place = joinPath(path, quantifier);
      const condition = parseFilter(relation.target, input[quantifier], place, budget);
      conditions.push({ kind: 'related', relation, quantifier, condition });
    }
  }
  if (input['count'] !== undefined) {
    const place = joinPath(path, 'count');
    conditions.push(...countCondition(relation, requireObject(input['count'], place), place, budget));
  }
  return and(...conditions);
}

function requireList(value: unknown, path: string, budget: FilterBudget): readonly unknown[] {
  if (!Array.isArray(value)) {
    // A single filter where a list may stand, as GraphQL's list coercion has it.
    if (isObject(value)) {
      return [value];
    }
    throw BadInputError.at(path, 'must not be null');
  }
  budget.checkList(value, path);
  return value as readonly unknown[];
}
