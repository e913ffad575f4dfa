import { BadInputError } from '../errors.js';
import { ALWAYS, and, type Condition, negate, or } from './condition.js';
import { below, type FilterPlace, isObject, requireObject } from './filter-budget.js';
import { columnCondition } from './filter-column.js';
import { countCondition } from './filter-count.js';
import type { Model, Relation } from '../model/model.js';

/**
 * Reads a filter in the shape of the API's `where` into a {@link Condition}.
 * @param model - whose rows it is about
 * @param input - `{ title: { contains: 'a' }, author: { username: { eq: 'b' } } }`, coerced
 * @param place - where it stands (`where`), and how deep and large it may be
 * @throws BadInputError naming the place and the reason
 */
export function parseFilter(model: Model, input: unknown, place: FilterPlace): Condition {
  const level = { path: place.path, budget: place.budget.enter(place.path) };
  const conditions: Condition[] = [];
  for (const [key, value] of Object.entries(requireObject(input, place.path))) {
    if (value === undefined) {
      continue;
    }
    const at = below(level, key);
    at.budget.count(at.path);
    conditions.push(parseMember(model, [key, value], at));
  }
  return and(...conditions);
}

function parseMember(
  model: Model,
  [key, value]: readonly [string, unknown],
  place: FilterPlace,
): Condition {
  if (key === 'and' || key === 'or') {
    const parts = requireList(value, place).map((part, index) =>
      parseFilter(model, part, below(place, String(index))),
    );
    return key === 'and' ? and(...parts) : or(...parts);
  }
  if (key === 'not') {
    return negate(parseFilter(model, value, place));
  }
  const relation = model.relations.get(key);
  if (relation !== undefined) {
    return relationCondition(relation, value, place);
  }
  const column = model.columns.get(key);
  if (column === undefined) {
    throw BadInputError.at(place.path, `${model.name} has no ${key} to filter by`);
  }
  return columnCondition(column, requireObject(value, place.path), place);
}

function relationCondition(relation: Relation, value: unknown, place: FilterPlace): Condition {
  const input = requireObject(value, place.path);
  if (Object.values(input).every((member) => member === undefined)) {
    throw BadInputError.at(place.path, 'an empty relation filter says nothing, leave it out');
  }
  if (!relation.many) {
    return referenceCondition(relation, input, place);
  }
  const conditions: Condition[] = [];
  for (const quantifier of ['some', 'none', 'every'] as const) {
    if (input[quantifier] !== undefined) {
      const condition = parseFilter(relation.target, input[quantifier], below(place, quantifier));
      conditions.push({ kind: 'related', relation, quantifier, condition });
    }
  }
  if (input['count'] !== undefined) {
    const at = below(place, 'count');
    conditions.push(...countCondition(relation, requireObject(input['count'], at.path), at));
  }
  return and(...conditions);
}

/** What the one row is like that a relation leads to, and whether there is one the viewer may read. */
function referenceCondition(
  relation: Relation,
  { isNull, ...members }: Readonly<Record<string, unknown>>,
  place: FilterPlace,
): Condition {
  const related = (quantifier: 'some' | 'none', condition: Condition): Condition => ({
    kind: 'related',
    relation,
    quantifier,
    condition,
  });
  if (isNull === undefined) {
    return related('some', parseFilter(relation.target, members, place));
  }
  const at = below(place, 'isNull');
  at.budget.count(at.path);
  if (typeof isNull !== 'boolean') {
    throw BadInputError.at(at.path, 'must not be null');
  }
  const is = related(isNull ? 'none' : 'some', ALWAYS);
  return Object.values(members).every((member) => member === undefined)
    ? is
    : and(is, related('some', parseFilter(relation.target, members, place)));
}

function requireList(value: unknown, { path, budget }: FilterPlace): readonly unknown[] {
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
