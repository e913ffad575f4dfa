import { BadInputError } from '../errors.js';
import { ALWAYS, and, type Condition, negate } from './condition.js';
import type { Operand } from '../kinds/kind.js';
import { below, type FilterPlace, joinPath, requireObject } from './filter-budget.js';
import { memberColumn, shapeIn } from './member-column.js';
import {
  COMPARISONS,
  isOneOf,
  LIST_OPERATORS,
  type ListOperator,
  MEMBERSHIPS,
  SEARCHES,
} from './operators.js';
import { parseId } from '../model/global-id.js';
import type { Column } from '../model/model.js';
import { checkText } from '../text/text.js';

/** Path elements that PostgreSQL takes for an index although they are not written as one. */
const ODD_INDEX = /^\s*[+-]?\d+\s*$/;
const INDEX = /^(?:0|[1-9]\d{0,8})$/;

interface Place extends FilterPlace {
  readonly column: Column;
  readonly caseless: boolean;
}

/** Reads the filter of one column: `{ contains: 'a', mode: INSENSITIVE }`, all of which must hold. */
export function columnCondition(
  column: Column,
  input: Readonly<Record<string, unknown>>,
  at: FilterPlace,
): Condition {
  if (shapeIn(column) !== null) {
    return documentCondition(column, input, at);
  }
  const isLookedInto = column.kind.filter(column).operators.includes('path');
  if (isLookedInto && (input['path'] !== undefined || input['eq'] !== undefined)) {
    return and(
      jsonCondition({ ...at, column, caseless: false }, input),
      nullCondition(column, input['isNull'], at.path),
    );
  }
  const caseless = input['mode'] === 'INSENSITIVE';
  const conditions: Condition[] = [];
  for (const [operator, operand] of Object.entries(input)) {
    // How to compare is no condition, and null says no more of it than nothing.
    if (operator === 'mode') {
      continue;
    }
    if (operand === undefined) {
      checkOperator(column, operator, at);
      continue;
    }
    const place = { ...below(at, operator), column, caseless };
    place.budget.count(place.path);
    if (operand === null) {
      throw BadInputError.at(place.path, 'must not be null, use isNull');
    }
    conditions.push(operatorCondition(place, operator, operand));
  }
  return and(...conditions);
}

/** An operator without an operand, which no filter of a client has, must be one all the same. */
function checkOperator(column: Column, operator: string, at: FilterPlace): void {
  const tables: readonly object[] = [
    ...[COMPARISONS, SEARCHES, MEMBERSHIPS, LIST_OPERATORS],
    column.kind.filter(column).own ?? {},
  ];
  if (!['isNull', 'path'].includes(operator) && !tables.some((table) => isOneOf(table, operator))) {
    throw BadInputError.at(below(at, operator).path, `unknown operator ${operator}`);
  }
}

/** What a document has in it: what it lacks is null, as is all of a document that is none. */
function documentCondition(
  column: Column,
  input: Readonly<Record<string, unknown>>,
  at: FilterPlace,
): Condition {
  const level = { path: at.path, budget: at.budget.enter(at.path) };
  const conditions: Condition[] = [];
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) {
      continue;
    }
    const place = below(level, name);
    place.budget.count(place.path);
    const member = memberColumn(column, name);
    if (member !== undefined) {
      conditions.push(columnCondition(member, requireObject(value, place.path), place));
    } else if (name === 'isNull') {
      conditions.push(nullCondition(column, value, place.path));
    } else {
      throw BadInputError.at(place.path, `${column.name} has no ${name} to filter by`);
    }
  }
  return and(...conditions);
}

function operatorCondition(place: Place, operator: string, operand: unknown): Condition {
  const { column, caseless } = place;
  if (isOneOf(COMPARISONS, operator)) {
    return { kind: 'compare', column, operator, operand: operandOf(place, operand), caseless };
  }
  if (isOneOf(SEARCHES, operator)) {
    return {
      kind: 'text',
      column,
      operator,
      operand: checkText(String(operand), place.path, place.budget.limits.searchCharacters),
      caseless,
    };
  }
  if (isOneOf(MEMBERSHIPS, operator)) {
    const operands = operandsOf(place, operand);
    const among: Condition = { kind: 'in', column, operands, caseless };
    return operator === 'in' ? among : negate(among);
  }
  if (isOneOf(LIST_OPERATORS, operator)) {
    return listCondition(place, operator, operand);
  }
  if (operator === 'isNull') {
    return nullCondition(column, operand, place.path);
  }
  const own = column.kind.filter(column).own?.[operator];
  if (own === undefined) {
    throw BadInputError.at(place.path, `unknown operator ${operator}`);
  }
  const read = own.read(operand);
  if ('reason' in read) {
    throw BadInputError.at(place.path, read.reason);
  }
  return { kind: 'own', column, name: operator, operator: own, asked: read.value };
}

function listCondition(place: Place, operator: ListOperator, operand: unknown): Condition {
  const { takes, test } = LIST_OPERATORS[operator];
  const asked = (operands: readonly Operand[]): Condition => ({
    kind: 'list',
    column: place.column,
    operator: test,
    operands,
  });
  switch (takes) {
    case 'item':
      return asked([operandOf(place, operand)]);
    case 'items':
      return asked(operandsOf(place, operand));
    case 'answer':
      return operand === true ? asked([]) : negate(asked([]));
  }
}

function nullCondition(column: Column, operand: unknown, path: string): Condition {
  if (operand === undefined) {
    return ALWAYS;
  }
  if (operand === null) {
    throw BadInputError.at(path, 'must not be null');
  }
  const isNull: Condition = { kind: 'isNull', column };
  return operand === true ? isNull : negate(isNull);
}

function jsonCondition(
  { column, path, budget }: Place,
  input: Readonly<Record<string, unknown>>,
): Condition {
  const { searchCharacters, textCharacters } = budget.limits;
  const { path: elements, eq } = input;
  if (!Array.isArray(elements) || elements.length === 0) {
    throw BadInputError.at(joinPath(path, 'path'), 'must name at least one key');
  }
  if (
    typeof eq !== 'string' &&
    typeof eq !== 'boolean' &&
    !(typeof eq === 'number' && Number.isFinite(eq))
  ) {
    throw BadInputError.at(joinPath(path, 'eq'), 'must be a string, a number or a boolean');
  }
  const names = elements.map((element) => {
    const place = joinPath(path, 'path');
    const name = checkText(String(element), place, searchCharacters);
    if (ODD_INDEX.test(name) && !INDEX.test(name)) {
      throw BadInputError.at(
        place,
        `${name} is not an index, write it without sign or leading zeros`,
      );
    }
    return name;
  });
  const operand = typeof eq === 'string' ? checkText(eq, joinPath(path, 'eq'), textCharacters) : eq;
  return { kind: 'json', column, path: names, operand };
}

function operandsOf(place: Place, value: unknown): readonly Operand[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  place.budget.checkList(list, place.path);
  return list.map((item) => operandOf(place, item));
}

function operandOf(place: Place, value: unknown): Operand {
  const { column, path, budget } = place;
  if (value === null) {
    throw BadInputError.at(path, 'must not be null, use isNull');
  }
  return column === column.model.id && typeof value === 'string'
    ? parseId(column.model, value, path)
    : column.kind.operand(value, {
        path,
        column,
        limits: budget.limits,
        isCoerced: budget.isCoerced,
      });
}
