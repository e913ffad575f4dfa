import { GraphQLFloat, GraphQLNonNull, type GraphQLOutputType } from 'graphql';
import { sql } from 'kysely';
import { exactAverage } from '../kinds/exact-average.js';
import type { Column } from '../model/model.js';
import type { AggregateFunction } from './aggregate-function.js';
import { isSummed } from './compiled/scalar-type.js';
import { decodeValue } from './reader/row.js';
import type { Sql } from './sql/dialect.js';

/** The functions over the values of columns. The one place to add another. */
export const AGGREGATES: readonly AggregateFunction[] = [
  extreme('min', 'The smallest value', (value) => sql`min(${value})`),
  extreme('max', 'The greatest value', (value) => sql`max(${value})`),
  sum(),
  average(),
];

function sum(): AggregateFunction {
  return {
    name: 'sum',
    description: 'The sum',
    takes: ({ sum: form }) => form !== null,
    typeOf: ({ kind }) => kind.sum?.type ?? GraphQLFloat,
    select: (dialect, value) => [dialect.asText(sumOf(value))],
    decode: (column, cell) => (isExact(column) ? cell(0) : Number(cell(0))),
    json: ({ json }, { column, type }, value) =>
      isExact(column) && isSummed(type) ? json.sum(sumOf(value)) : null,
  };
}

function average(): AggregateFunction {
  return {
    name: 'avg',
    description: 'The average, rounded to six decimals,',
    takes: ({ sum: form }) => form !== null,
    typeOf: () => GraphQLFloat,
    select: (dialect, value) => [dialect.asText(sumOf(value)), countOf(value)],
    decode: (column, cell) => {
      const count = Number(cell(1));
      return isExact(column) ? exactAverage(cell(0) as string, count) : Number(cell(0)) / count;
    },
    json: ({ json }, { column }, value) =>
      isExact(column) ? json.average(sumOf(value), countOf(value)) : null,
  };
}

/** One of the values themselves. */
function extreme(
  name: string,
  description: string,
  select: (value: Sql) => Sql,
): AggregateFunction {
  return {
    name,
    description,
    takes: ({ hasExtremes }) => hasExtremes,
    typeOf: (_column, own) => nullable(own),
    select: (_dialect, value) => [select(value)],
    decode: (column, cell) => decodeValue(column, cell(0)),
    json: (writer, of, value) => writer.valueJson(of, select(value)),
  };
}

/** Whether sums come out the same in any order: those of floats do not. */
function isExact({ kind }: Column): boolean {
  return kind.sum?.isExact === true;
}

function sumOf(value: Sql): Sql {
  return sql`sum(${value})`;
}

function countOf(value: Sql): Sql {
  return sql`count(${value})`;
}

function nullable(type: GraphQLOutputType): GraphQLOutputType {
  return type instanceof GraphQLNonNull ? (type.ofType as GraphQLOutputType) : type;
}
