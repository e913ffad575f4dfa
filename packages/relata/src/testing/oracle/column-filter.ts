import { rowNumber } from '../rows/row-keys.js';
import { memberColumn, shapeIn } from '../../filter/member-column.js';
import { isOneOf, SEARCHES } from '../../filter/operators.js';
import { intKind } from '../../kinds/int.js';
import type { OwnOperator } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { memberCell, propertyOf, readCell } from './cells.js';
import { compareCells } from './compare.js';
import type { Cell } from './data-set.js';
import { allOf, opposite, type Truth } from './logic.js';

type Operators = Readonly<Record<string, unknown>>;

/** What says how values are compared. */
type Numbered = Pick<Column, 'kind'>;

interface Asked {
  readonly cell: Cell;
  readonly operands: readonly Cell[];
}

/** A number of rows is compared as integers are. */
const ROW_COUNT: Numbered = { kind: intKind };

/** Whether a cell passes a filter on its column. */
export function columnTruth(column: Column, cell: Cell, filter: Operators): Truth {
  if (shapeIn(column) !== null) {
    return documentTruth(column, cell, filter);
  }
  if (column.kind.filter(column).operators.includes('path')) {
    return jsonTruth(cell, filter);
  }
  const isCaseless = filter['mode'] === 'INSENSITIVE';
  const fold = (value: Cell): Cell =>
    isCaseless && typeof value === 'string' ? value.toLowerCase() : value;
  return allOf(
    Object.entries(filter)
      .filter(([operator]) => operator !== 'mode')
      .map(([operator, operand]) => {
        const own = column.kind.filter(column).own?.[operator];
        if (own !== undefined) {
          return ownTruth(own, propertyOf(column, cell), operand);
        }
        const operands = [operand].flat().map((item) => fold(operandOf(column, operator, item)));
        return operatorTruth(column, operator, { cell: fold(cell), operands });
      }),
  );
}

function ownTruth(operator: OwnOperator, value: unknown, given: unknown): Truth {
  const read = operator.read(given);
  return value === null || 'reason' in read ? null : operator.holds(value, read.value);
}

/** Whether a number (of related rows) passes a filter. */
export function numberTruth(value: number, filter: Operators): Truth {
  return allOf(
    Object.entries(filter).map(([operator, operand]) =>
      operatorTruth(ROW_COUNT, operator, {
        cell: value,
        operands: [operand].flat() as readonly number[],
      }),
    ),
  );
}

/**
 * A comparison with null is unknown; `isNull` never is. Nothing is in an empty list, whatever it
 * is, so that `in: []` is false and `notIn: []` true for null as well.
 */
function operatorTruth(column: Numbered, operator: string, { cell, operands }: Asked): Truth {
  if (operator === 'isNull') {
    return (cell === null) === operands[0];
  }
  if (operator === 'in' || operator === 'notIn') {
    const isIn = operands.length === 0 ? false : test(column, 'in', { cell, operands });
    return operator === 'in' ? isIn : opposite(isIn);
  }
  return test(column, operator, { cell, operands });
}

function test(column: Numbered, operator: string, { cell, operands }: Asked): Truth {
  if (cell === null) {
    return null;
  }
  const [operand = ''] = operands;
  const order = (): number => compareCells(column, cell, operand ?? '');
  switch (operator) {
    case 'in':
      return operands.some((item) => item !== null && compareCells(column, cell, item) === 0);
    case 'eq':
      return order() === 0;
    case 'ne':
      return order() !== 0;
    case 'lt':
      return order() < 0;
    case 'lte':
      return order() <= 0;
    case 'gt':
      return order() > 0;
    case 'gte':
      return order() >= 0;
    // Texts are well-formed, so that looking for UTF-16 units finds whole characters.
    case 'contains':
      return (cell as string).includes(operand as string);
    case 'startsWith':
      return (cell as string).startsWith(operand as string);
    case 'endsWith':
      return (cell as string).endsWith(operand as string);
    case 'has':
    case 'hasEvery':
      return operands.every((item) => (cell as readonly string[]).includes(item as string));
    case 'hasSome':
      return operands.some((item) => (cell as readonly string[]).includes(item as string));
    case 'isEmpty':
      return ((cell as readonly string[]).length === 0) === operand;
    default:
      throw new TypeError(`No operator ${operator}`);
  }
}

/** What the operand of a filter stands for in terms of cells. */
function operandOf(column: Column, operator: string, operand: unknown): Cell {
  if (column === column.model.id && typeof operand === 'string') {
    return rowNumber(operand);
  }
  if (column.kind.isEnum && typeof operand === 'string') {
    // Policies have what is stored, clients the name of it.
    return (column.enumType?.getValue(operand)?.value as Cell | undefined) ?? operand;
  }
  // A part of a text is no value of its column.
  return column.kind.cursor === null || typeof operand !== 'string' || isOneOf(SEARCHES, operator)
    ? (operand as Cell)
    : readCell(column, operand);
}

/** What a document lacks is null, as is all of a document that is none. */
function documentTruth(column: Column, cell: Cell, filter: Operators): Truth {
  return allOf(
    Object.entries(filter).map(([name, asked]) => {
      const member = memberColumn(column, name);
      return member === undefined
        ? (cell === null) === asked
        : columnTruth(member, memberCell(member, cell), asked as Operators);
    }),
  );
}

function jsonTruth(cell: Cell, filter: Operators): Truth {
  const truths: Truth[] = [];
  if (filter['isNull'] !== undefined) {
    truths.push((cell === null) === filter['isNull']);
  }
  if (filter['path'] !== undefined) {
    const value = valueAt(cell, filter['path'] as readonly string[]);
    truths.push(value === undefined ? null : value === filter['eq']);
  }
  return allOf(truths);
}

/** The value at a path: keys of objects, indexes of lists; undefined where it leads nowhere. */
function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    if (Array.isArray(value) && !/^\d+$/.test(step)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
