import { GraphQLFloat } from 'graphql';
import { floatKind } from '../../src/kinds/float.js';
import { intKind } from '../../src/kinds/int.js';
import type { Kind } from '../../src/kinds/kind.js';
import type { Column } from '../../src/model/model.js';
import { GraphQLBigIntText } from '../../src/kinds/exact-scalars.js';
import type { AggregateFunction, AggregateWriter } from '../../src/reading/aggregate-function.js';
import { AGGREGATES } from '../../src/reading/aggregates.js';
import { jsonDialects } from '../../src/reading/compiled/json/json-dialects.js';
import { sql } from 'kysely';

const columnOf = (kind: Kind): Column => ({ kind }) as Column;
const [INT, FLOAT] = [columnOf(intKind), columnOf(floatKind)] as const;

function named(name: string): AggregateFunction {
  const found = AGGREGATES.find((each) => each.name === name);
  if (found === undefined) {
    throw new TypeError(`There is no ${name}`);
  }
  return found;
}

function decoded(name: string, column: Column, ...cells: readonly unknown[]): unknown {
  return named(name).decode(column, (index) => cells[index]);
}

describe('sums and averages', () => {
  it('are exact of integers, and plain numbers of floats', () => {
    expect(decoded('sum', INT, '12345678901234567890')).toBe('12345678901234567890');
    expect(decoded('sum', FLOAT, '3.5')).toBe(3.5);
    expect(decoded('avg', INT, '20', 3)).toBe(6.666667);
    expect(decoded('avg', FLOAT, '3.5', 2)).toBe(1.75);
  });

  it.each(['sqlite', 'postgresql'] as const)(
    'of floats are left to JavaScript on %s',
    (dialect) => {
      const writer: AggregateWriter = {
        json: jsonDialects[dialect],
        valueJson: (_of, value) => value,
      };
      const written = (name: string, column: Column): boolean => {
        const type = name === 'sum' && column === INT ? GraphQLBigIntText : GraphQLFloat;
        return named(name).json(writer, { column, type }, sql`x`) !== null;
      };
      expect(['sum', 'avg'].map((name) => [written(name, INT), written(name, FLOAT)])).toEqual([
        [true, false],
        [true, false],
      ]);
    },
  );
});
