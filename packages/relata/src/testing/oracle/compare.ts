import type { Column } from '../../model/model.js';
import { type Cell, textOf } from './data-set.js';

/**
 * Orders two values of a column that are not null: numbers (and moments) by size, whether they are texts or not, false
 * before true, text by code point.
 */
export function compareCells({ kind }: Pick<Column, 'kind'>, a: Cell, b: Cell): number {
  if (typeof a !== 'string' || typeof b !== 'string') {
    return Number(a) - Number(b);
  }
  return kind.sum === null ? compareText(a, b) : compareDecimals(a, b);
}

/** A decimal number as an integer of units, and how many digits of it stand after the point. */
export interface Units {
  readonly units: bigint;
  readonly places: number;
}

/** What a number is, in all its digits; texts are decimals. */
export function unitsOf(cell: Cell): Units {
  const [whole = '', fraction = ''] = textOf(cell).split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
}

/** The same number in smaller units. */
export function scaledTo({ units, places }: Units, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - places);
}

function compareDecimals(a: string, b: string): number {
  const [left, right] = [unitsOf(a), unitsOf(b)];
  const places = Math.max(left.places, right.places);
  const difference = scaledTo(left, places) - scaledTo(right, places);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function compareText(a: string, b: string): number {
  const left = Array.from(a, codePoint);
  const right = Array.from(b, codePoint);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
