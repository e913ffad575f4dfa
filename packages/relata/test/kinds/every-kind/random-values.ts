import type { Column, Model } from '../../../src/model/model.js';
import { cellOf, sampleCells } from '../../../src/testing/oracle/cells.js';
import { compareCells, scaledTo, unitsOf } from '../../../src/testing/oracle/compare.js';
import type { Cell, StoredRow } from '../../../src/testing/oracle/data-set.js';
import type { Dice } from '../../../src/testing/rows/dice.js';
import { fitting } from '../../../src/testing/rows/fitting-values.js';
import { randomCell } from '../../../src/testing/rows/random-cells.js';
import { uniquesOf } from '../../../src/testing/rows/catalog-facts.js';

/** How often in a hundred a value is left out, where it may be. */
const EMPTY = 10;
/** How often one is at the ends of what can be, or next to them, or the same as another. */
const EDGE = 30;

/** The columns of a model that clients set. */
export function givenColumns(model: Model): readonly Column[] {
  return [...model.columns.values()].filter(
    ({ input, references }) => input !== null && references === null,
  );
}

/** Rows of random values, and of the ends of what can be, without keys. */
export function randomValues(
  model: Model,
  count: number,
  dice: Dice,
): readonly Omit<StoredRow, 'id'>[] {
  const columns = givenColumns(model);
  const uniques = new Set(uniquesOf(model).flat());
  return Array.from({ length: count }, (_, number) =>
    Object.fromEntries(
      columns.map((column) => [
        column.name,
        uniques.has(column.name) ? sampled(column, number) : randomValue(column, dice),
      ]),
    ),
  );
}

function randomValue(column: Column, dice: Dice): Cell {
  const { kind } = column;
  if (column.nullable && dice.chance(EMPTY)) {
    return null;
  }
  if (dice.chance(EDGE)) {
    return fitting(column, dice.one(sampleCells(column)));
  }
  if (kind.sum?.exact !== undefined && kind.sum.exact !== null) {
    return randomNumber(column, dice);
  }
  return dice.chance(50) ? randomCell(column, dice) : sampled(column, dice.below(1_000_000));
}

function sampled(column: Column, number: number): Cell {
  const sample = column.kind.sample(number, `v${String(number)}`, column);
  return fitting(column, cellOf(column, sample));
}

/** A number of any length in the range of a column: short ones as often as long ones. */
function randomNumber(column: Column, dice: Dice): Cell {
  const samples = sampleCells(column).toSorted((a, b) => compareCells(column, a, b));
  const [first = 0] = samples;
  const { places } = unitsOf(first);
  const [least, most] = [first, samples.at(-1) ?? 0].map((cell) => scaledTo(unitsOf(cell), places));
  if (least === undefined || most === undefined) {
    throw new TypeError(`${column.name} has no samples`);
  }
  const bits = dice.between(1, most.toString(2).length);
  const magnitude = BigInt.asUintN(
    bits,
    (BigInt(dice.below(2 ** 32)) << 32n) + BigInt(dice.below(2 ** 32)),
  );
  const value = dice.chance(50) ? -magnitude : magnitude;
  const units = value < least ? least : value > most ? most : value;
  return typeof first === 'number' ? Number(units) : written(units, places);
}

function written(units: bigint, places: number): string {
  const digits = String(units)
    .replace('-', '')
    .padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = places === 0 ? '' : `.${digits.slice(point)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}
