import { compareCells } from './compare.js';
import type { Cell } from './data-set.js';

/** A function over the values of a column. */
export type AggregateName = 'min' | 'max' | 'sum' | 'avg';

/**
 * Computes an aggregate over the values that are not null; null where there is none.
 * @param isFloat - whether they may have fractions: then few enough of them to be added exactly
 */
export function aggregateOf(name: AggregateName, cells: readonly Cell[], isFloat: boolean): Cell {
  const values = cells.filter((cell) => cell !== null);
  const sorted = values.toSorted(compareCells);
  if (values.length === 0) {
    return null;
  }
  switch (name) {
    case 'min':
      return sorted[0] ?? null;
    case 'max':
      return sorted.at(-1) ?? null;
    case 'sum':
      return isFloat ? floatSumOf(values) : sumOf(values).toString();
    case 'avg':
      return isFloat
        ? floatSumOf(values) / values.length
        : averageOf(sumOf(values), BigInt(values.length));
  }
}

function floatSumOf(values: readonly Cell[]): number {
  return values.reduce((sum: number, value) => sum + (value as number), 0);
}

function sumOf(values: readonly Cell[]): bigint {
  return values.reduce((sum, value) => sum + BigInt(value as number), 0n);
}

/** Long division to six decimals, half away from zero. */
function averageOf(sum: bigint, count: bigint): number {
  const magnitude = (sum < 0n ? -sum : sum) * 1_000_000n;
  const isHalfOrMore = (magnitude % count) * 2n >= count;
  const digits = (magnitude / count + (isHalfOrMore ? 1n : 0n)).toString().padStart(7, '0');
  const value = Number(`${digits.slice(0, -6)}.${digits.slice(-6)}`);
  return sum < 0n && value !== 0 ? -value : value;
}
