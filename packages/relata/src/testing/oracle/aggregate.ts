import { GraphQLFloat } from 'graphql';
import type { SumForm } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { writtenCell } from './cells.js';
import { compareCells, scaledTo, unitsOf, type Units } from './compare.js';
import type { Cell } from './data-set.js';

/** A function over the values of a column. */
export type AggregateName = 'min' | 'max' | 'sum' | 'avg';

/** An aggregate over the values that are not null, as answers have it; null where there is none. */
export function aggregateOf(name: AggregateName, column: Column, cells: readonly Cell[]): Cell {
  const values = cells.filter((cell) => cell !== null);
  if (values.length === 0) {
    return null;
  }
  switch (name) {
    case 'min':
    case 'max': {
      const sorted = values.toSorted((a, b) => compareCells(column, a, b));
      return writtenCell(column, sorted.at(name === 'min' ? 0 : -1) ?? null) as Cell;
    }
    case 'sum':
    case 'avg':
      return column.kind.sum === null ? null : summed(name, column.kind.sum, values);
  }
}

function summed(name: 'sum' | 'avg', form: SumForm, values: readonly Cell[]): Cell {
  const { places } = form.average;
  if (places === null) {
    // Few enough of them to be added exactly.
    const sum = values.reduce((total: number, value) => total + (value as number), 0);
    return name === 'sum' ? sum : sum / values.length;
  }
  const sum = sumOf(values.map(unitsOf));
  return name === 'sum'
    ? written(form.type, sum)
    : written(form.average.type, averageOf(sum, BigInt(values.length), places));
}

function sumOf(values: readonly Units[]): Units {
  const places = Math.max(...values.map((value) => value.places));
  const units = values.reduce((sum, value) => sum + scaledTo(value, places), 0n);
  return { units, places };
}

/** Long division, half away from zero. */
function averageOf(sum: Units, count: bigint, places: number): Units {
  const total = scaledTo(sum, places);
  const magnitude = total < 0n ? -total : total;
  const isHalfOrMore = (magnitude % count) * 2n >= count;
  const units = magnitude / count + (isHalfOrMore ? 1n : 0n);
  return { units: total < 0n ? -units : units, places };
}

function written(type: SumForm['type'], { units, places }: Units): Cell {
  if (places === 0) {
    return type.serialize(units) as Cell;
  }
  const digits = String(units)
    .replace('-', '')
    .padStart(places + 1, '0');
  const text = `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return type === GraphQLFloat ? Number(text) + 0 : (type.serialize(text) as Cell);
}
