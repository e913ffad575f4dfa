import type { Cell } from './data-set.js';

/**
 * Orders two values of a column that are not null: numbers (and moments) by size, false before
 * true, text by code point.
 */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return compareText(a, b);
  }
  return Number(a) - Number(b);
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
