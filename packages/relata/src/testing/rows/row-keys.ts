import { BETWEEN_KEYS } from '../../kinds/key-forms.js';
import type { Key } from '../../kinds/kind.js';
import { globalId } from '../../model/global-id.js';
import { keyFormOf, keyOfParts } from '../../model/key.js';
import type { Column, Model } from '../../model/model.js';
import { writtenCell } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import { madeKeys } from './made-keys.js';

/** Where integers of 64 bits begin: where no number of JavaScript is exact. */
const BIG = 10n ** 18n;
const DIGITS = 12;
/** What stands before the number in a UUID. */
const UUID = '018f6b2e-5c3a-7d41-9b0e-';
/** What stands before it in a text: each is written otherwise in ids, in JSON or in URLs. */
const TEXT = '~%"/😀';

/** Numbers of the parts of a key are below this: the numbers of four make one that JavaScript holds. */
const RADIX = 9000;

/**
 * The key of a row that the suites know by a number; in the same order. The number of a key of
 * several columns is made of those of each.
 */
export function rowKey({ id }: Model, number: number): Key {
  const numbers = split(
    number,
    id.parts.map(() => 1),
  );
  return keyOfParts(
    id,
    id.parts.map((part, at) => partKey(part, numbers[at] ?? 0)),
  );
}

/** The key that a number stands for in one column. */
function partKey(column: Column, number: number): Key {
  const { native } = keyFormOf(column);
  switch (native) {
    case 'int':
      return number;
    case 'bigint':
      return String(BIG + BigInt(number));
    case 'uuid':
      return madeKeys.keyOf(number) ?? `${UUID}${digitsOf(number)}`;
    default:
      return textOf(column, number);
  }
}

/** Columns that have no room for what stands before hold the digits alone, as many as they can. */
function textOf({ maxLength }: Column, number: number): string {
  const text = `${TEXT}${digitsOf(number)}`;
  const hasRoom = maxLength === null || Array.from(text).length <= maxLength;
  return hasRoom ? text : digitsOf(number).slice(-maxLength);
}

function digitsOf(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

/** The id of such a row. */
export function rowId(model: Model, number: number): string {
  return globalId(model, rowKey(model, number));
}

/** As {@link rowId}, without the type where that may be left out. */
export function bareId(model: Model, number: number): string {
  const form = keyFormOf(model.id);
  return form.isBare ? form.print(rowKey(model, number)) : rowId(model, number);
}

/** The number of the row with a key, or an id, of any model. */
export function rowNumber(key: unknown): number {
  return joined(String(key).split(BETWEEN_KEYS).map(partNumber));
}

function partNumber(text: string): number {
  const [digits = ''] = /\d{1,12}$/.exec(text) ?? [];
  return madeKeys.numberOf(text, UUID) ?? Number(digits);
}

/** The number of a row whose key has that number in each of its parts: of one of its own where it has only one. */
export function numberedRow({ id }: Model, number: number): number {
  return joined(id.parts.map(() => number));
}

/** The number of a row that no data has. */
export function absentRow(model: Model): number {
  return numberedRow(model, RADIX - 1);
}

/** What the columns hold that the key of a row is made of, by their names. */
export function keyCells(model: Model, number: number): Readonly<Record<string, Cell>> {
  const columns = keyColumns(model);
  const numbers = split(
    number,
    columns.map(({ parts }) => parts.length),
  );
  return Object.fromEntries(
    columns.map((column, at) => {
      const own = numbers[at] ?? 0;
      return [column.name, keyedBy(column) === null ? partKey(column, own) : own];
    }),
  );
}

/** The number of the row whose key is made of what some columns hold; null where one holds nothing. */
export function numberOfCells(model: Model, cells: Readonly<Record<string, Cell>>): number | null {
  const columns = keyColumns(model);
  const held = columns.map(({ name }) => cells[name] ?? null);
  return held.includes(null)
    ? null
    : columns.reduce(
        (sum, column, at) =>
          sum * RADIX ** column.parts.length + numberIn(column, held[at] ?? null),
        0,
      );
}

function numberIn(column: Column, cell: Cell): number {
  return keyedBy(column) === null ? rowNumber(cell) : Number(cell);
}

function keyColumns({ keys, columns }: Model): readonly Column[] {
  return keys.flatMap((name) => columns.get(name) ?? []);
}

/** The numbers of which one is made, of which each has so many parts. */
function split(number: number, widths: readonly number[]): readonly number[] {
  const numbers: number[] = [];
  let rest = number;
  for (const width of widths.slice(1).toReversed()) {
    const size = RADIX ** width;
    numbers.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return [rest, ...numbers];
}

/** What a cell holds, as inputs say it: of an id the key, as whoever creates the row gives it. */
export function inputCell(column: Column, cell: Cell): unknown {
  const { model } = column;
  return column === model.id && cell !== null
    ? rowKey(model, Number(cell))
    : writtenCell(column, cell);
}

/** The model whose keys a column has; null for any other. */
export function keyedBy(column: Column): Model | null {
  return column === column.model.id ? column.model : (column.references?.model ?? null);
}

function joined(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum * RADIX + number, 0);
}
