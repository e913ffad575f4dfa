import { GraphQLFloat, GraphQLNonNull, type GraphQLOutputType } from 'graphql';
import { sql } from 'kysely';
import type { DialectName, ExactSumSql, Kind } from '../kinds/kind.js';
import { answerOf } from '../kinds/scalar-over.js';
import type { AggregateFunction } from './aggregate-function.js';
import { isWrittenAs } from './compiled/scalar-type.js';
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
    describe: () => 'The sum',
    takes: ({ sum: form }) => form !== null,
    typeOf: ({ kind }) => kind.sum?.type ?? GraphQLFloat,
    select: (dialect, { kind }, value) => [
      kind.sum?.exact?.sql[dialect.name].digits(value) ?? dialect.asText(sumOf(value)),
    ],
    decode: ({ kind }, cell) => kind.sum?.exact?.sum(unitsIn(cell(0))) ?? Number(cell(0)),
    json: ({ json }, { column: { kind }, type }, value) =>
      isWrittenAs(type, kind.sum?.type) ? (exactSql(kind, json.name)?.json(value) ?? null) : null,
  };
}

function average(): AggregateFunction {
  return {
    name: 'avg',
    description: 'The average',
    describe: ({ sum: form }) => `The average, rounded to ${form?.average.roundedTo ?? ''},`,
    takes: ({ sum: form }) => form !== null,
    typeOf: ({ kind }) => kind.sum?.average.type ?? GraphQLFloat,
    select: (dialect, { kind }, value) => [
      kind.sum?.exact?.sql[dialect.name].digits(value) ?? dialect.asText(sumOf(value)),
      countOf(value),
    ],
    decode: ({ kind }, cell) => {
      const count = cell(1) as string | number;
      return (
        kind.sum?.exact?.average(unitsIn(cell(0)), BigInt(count)) ?? Number(cell(0)) / Number(count)
      );
    },
    json: ({ json }, { column: { kind } }, value) =>
      exactSql(kind, json.name)?.averageJson(value) ?? null,
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
    describe: () => description,
    takes: ({ hasExtremes }) => hasExtremes,
    typeOf: (_column, own) => nullable(own),
    select: (dialect, { kind }, value) => [kind.storage[dialect.name].selected(select(value))],
    decode: (column, cell) => answerOf(column.kind, decodeValue(column, cell(0))),
    json: (writer, of, value) => writer.valueJson(of, select(value)),
  };
}

function exactSql({ sum: form }: Kind, dialect: DialectName): ExactSumSql | undefined {
  return form?.exact?.sql[dialect];
}

/** The digits of a sum without their point. */
function unitsIn(digits: unknown): bigint {
  return BigInt((digits as string).replace('.', ''));
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
