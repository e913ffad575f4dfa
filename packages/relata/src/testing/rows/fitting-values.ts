import { createHash } from 'node:crypto';
import { isScalarOver } from '../../kinds/scalar-over.js';
import type { Column } from '../../model/model.js';
import { propertyOf, sampleCells } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import { type ColumnValidator, refusing, validatorsOf } from './column-validators.js';
import { formsOf } from './text-forms.js';

/** What a text is made longer by. */
const FILLING = 'x';

/**
 * A value that its column has room for and that class-validator lets through, as far as one can be
 * found; what it is told apart by stands at the end of a text.
 */
export function fitting(column: Column | undefined, value: Cell): Cell {
  if (column === undefined || value === null) {
    return value;
  }
  const validators = validatorsOf(column);
  const property = propertyOf(column, value);
  if (column === column.model.id) {
    return value;
  }
  if (isScalarOver(column.kind) && typeof value === 'number') {
    const kept = sampleCells(column);
    const start = kept.length === 0 ? 0 : numberOf(value) % kept.length;
    return firstAccepted(column, [value, ...kept.slice(start), ...kept.slice(0, start)]);
  }
  if (column.kind.isEnum) {
    return firstAccepted(column, [value, ...choices(validators, value), ...sampleCells(column)]);
  }
  if (property instanceof Date) {
    return firstAccepted(column, [value, ...momentsOf(validators)]);
  }
  if (column.kind.isList && (value as readonly unknown[]).every(isText)) {
    return fittingList(column, value as readonly string[], validators);
  }
  if (typeof value === 'number') {
    return firstAccepted(column, [withinBounds(column, value), ...choices(validators, value)]);
  }
  if (typeof value === 'string') {
    return fittingText(column, value, validators);
  }
  return typeof value === 'boolean' ? firstAccepted(column, [value, true, false]) : value;
}

function isText(item: unknown): item is string {
  return typeof item === 'string';
}

/**
 * Brings a number to where its column lets it be: what fits is as it was, others are moved to where
 * different ones stay different as far as there is room. The bounds are those of class-validator; a
 * CHECK mostly says the same.
 */
function withinBounds(column: Column, number: number): number {
  const validators = validatorsOf(column);
  const step = largest(validators, 'isDivisibleBy', 1);
  const { least, most } = boundsOf(validators);
  const even = Math.trunc(number / step) * step;
  const wanted = step === 1 ? number : even;
  if (wanted >= least && wanted <= most) {
    return wanted;
  }
  const room = most - least + 1;
  if (Number.isFinite(room)) {
    const moved = Math.min(least + (((number % room) + room) % room), most);
    return step === 1 ? moved : Math.ceil(least / step) * step;
  }
  return number < least ? 2 * least - number : 2 * most - number;
}

function boundsOf(validators: readonly ColumnValidator[]): {
  readonly least: number;
  readonly most: number;
} {
  const has = (name: string): boolean => validators.some((each) => each.name === name);
  return {
    least: Math.max(largest(validators, 'min', -Infinity), has('isPositive') ? 1 : -Infinity),
    most: Math.min(smallest(validators, 'max', Infinity), has('isNegative') ? -1 : Infinity),
  };
}

function fittingText(column: Column, text: string, validators: readonly ColumnValidator[]): Cell {
  const most = Math.min(
    column.maxLength ?? Infinity,
    smallest(validators, 'maxLength', Infinity),
    ...validators
      .filter(({ name }) => name === 'isLength')
      .map(({ constraints }) => Number(constraints[1] ?? Infinity)),
  );
  const least = Math.max(largest(validators, 'minLength', 0), largest(validators, 'isLength', 0));
  const sized = (form: string): string => {
    const short = most === Infinity ? form : lastCharacters(form, most);
    const length = Array.from(short).length;
    return length < least ? FILLING.repeat(least - length) + short : short;
  };
  const cut = sized(text);
  if (refusing(column, cut).length === 0) {
    return cut;
  }
  const forms = formsOf(
    validators.map(({ name, constraints }) => ({ name, constraints })),
    text,
  );
  return firstAccepted(column, [cut, ...choices(validators, text), ...forms.map(sized), ...forms]);
}

/** As many characters from the end. */
function lastCharacters(text: string, count: number): string {
  return count === 0 ? '' : Array.from(text).slice(-count).join('');
}

function fittingList(
  column: Column,
  list: readonly string[],
  validators: readonly ColumnValidator[],
): Cell {
  const most = smallest(validators, 'arrayMaxSize', Infinity);
  const least = Math.max(
    largest(validators, 'arrayMinSize', 0),
    validators.some(({ name }) => name === 'arrayNotEmpty') ? 1 : 0,
  );
  const items = validators.filter(({ each }) => each);
  const itemOf = (item: string): string => {
    const forms = formsOf(items, item);
    const found = [item, ...forms].find((form) => items.every(({ accepts }) => accepts(form)));
    return found ?? item;
  };
  const unique = [...new Set(list.map(itemOf))];
  const missing = Array.from({ length: Math.max(least - unique.length, 0) }, (_, at) =>
    itemOf(`${FILLING}${String(at)}`),
  );
  return firstAccepted(column, [list, [...unique, ...missing].slice(0, most)]);
}

/** What `@IsIn`, `@IsEnum` and `@Equals` allow, another one first for each value. */
function choices(validators: readonly ColumnValidator[], value: Cell): readonly Cell[] {
  return validators.flatMap(({ name, constraints }) => {
    const [allowed] = constraints;
    const all =
      name === 'isIn' || name === 'isEnum'
        ? Object.values(allowed as readonly Cell[])
        : name === 'equals'
          ? [allowed as Cell]
          : [];
    const start = all.length === 0 ? 0 : numberOf(value) % all.length;
    return [...all.slice(start), ...all.slice(0, start)];
  });
}

function momentsOf(validators: readonly ColumnValidator[]): readonly Cell[] {
  return validators
    .filter(({ name }) => name === 'minDate' || name === 'maxDate')
    .map(({ constraints: [limit] }) =>
      Number(typeof limit === 'function' ? (limit as () => Date)() : limit),
    );
}

/** The first that every decorator lets through; the first of all where there is none. */
function firstAccepted(column: Column, candidates: readonly Cell[]): Cell {
  const [first = null] = candidates;
  return candidates.find((candidate) => refusing(column, candidate).length === 0) ?? first;
}

function largest(validators: readonly ColumnValidator[], name: string, otherwise: number): number {
  return Math.max(otherwise, ...said(validators, name));
}

function smallest(validators: readonly ColumnValidator[], name: string, otherwise: number): number {
  return Math.min(otherwise, ...said(validators, name));
}

function said(validators: readonly ColumnValidator[], wanted: string): readonly number[] {
  return validators
    .filter(({ name, each }) => name === wanted && !each)
    .map(({ constraints }) => Number(constraints[0]));
}

/** A number for a value: the same each time, mostly another for another. */
function numberOf(value: Cell): number {
  return createHash('sha256').update(JSON.stringify(value)).digest().readUInt32BE();
}
