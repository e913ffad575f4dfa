import fc from 'fast-check';
import type { Column, Model } from '../../../src/model/model.js';
import { sampleCells, writtenCell } from '../../../src/testing/oracle/cells.js';
import type { StoredRow } from '../../../src/testing/oracle/data-set.js';
import { selectedColumn } from '../../../src/testing/oracle/selected-column.js';
import {
  columnFilter,
  operatorsOf,
} from '../../../src/testing/reads/arbitraries/column-filter-arbitrary.js';
import { uniquesOf } from '../../../src/testing/rows/catalog-facts.js';
import { type Dice, diced } from '../../../src/testing/rows/dice.js';
import { fitting } from '../../../src/testing/rows/fitting-values.js';
import { givenColumns, randomValues } from '../every-kind/random-values.js';

const SEED = 20_261_128;
/** Rows of random values, after those of all the samples. */
const RANDOM = 20;
const PAGE = 7;

/** A document, and what it is asked with. */
export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The rows that are created: the ends of what can be of every kind, and others; the same in each process. */
export function rowsOf(model: Model): readonly Readonly<Record<string, unknown>>[] {
  const columns = givenColumns(model);
  const dice = diceOf();
  const samples = Math.max(...columns.map((column) => sampleCells(column).length));
  return randomValues(model, samples + RANDOM, dice).map((row, at) =>
    written(columns, at < samples ? { ...row, ...samplesAt(columns, at) } : row),
  );
}

/** What changes a row to other ends of what can be. */
export function changeOf(model: Model, id: string, at: number): Question {
  const columns = givenColumns(model);
  return {
    query: `mutation ($id: ID!, $input: AnimalUpdateInput!) { updateAnimal(id: $id, input: $input) {
      animal { ${fieldsOf(model)} } errors { path message } } }`,
    variables: { id, input: written(columns, samplesAt(columns, at)) },
  };
}

/** Every operator of every column, orders both ways, the least and the greatest. */
export function readsOf(model: Model, rows: readonly Row[]): readonly Question[] {
  const dice = diceOf();
  const columns = givenColumns(model);
  const filters = columns.flatMap((column) =>
    operatorsOf(column).map((operator) => ({
      query: `query ($where: AnimalWhere) { animals(first: 100, where: $where) { totalCount nodes { id } } }`,
      variables: {
        where: { [column.name]: dice.of(columnFilter(column, operator, sampleCells(column))) },
      },
    })),
  );
  const extremes = columns.filter(({ kind }) => kind.hasExtremes).map(({ name }) => name);
  return [
    { query: `{ animals(first: 100) { nodes { id ${fieldsOf(model)} } } }` },
    {
      query: `{ animals { aggregate { min { ${extremes.join(' ')} } max { ${extremes.join(' ')} } } } }`,
    },
    ...filters,
    ...rows.map(({ id }) => ({ query: `{ node(id: "${id}") { id } }` })),
  ];
}

/** A page of an order, from a cursor on. */
export function pageOf(column: Column, direction: 'ASC' | 'DESC', after: string | null): Question {
  return {
    query: `query ($after: String) { animals(first: ${String(PAGE)}, after: $after, orderBy: [{ ${column.name}: ${direction} }]) {
      edges { cursor node { id ${selectedColumn(column)} } } pageInfo { endCursor hasNextPage } } }`,
    variables: { after },
  };
}

/** A row that was created. */
export interface Row {
  readonly id: string;
}

/** Names of all fields of the columns of clients. */
function fieldsOf(model: Model): string {
  return givenColumns(model).map(selectedColumn).join(' ');
}

function samplesAt(columns: readonly Column[], at: number): Omit<StoredRow, 'id'> {
  const uniques = columns[0] === undefined ? [] : uniquesOf(columns[0].model).flat();
  return Object.fromEntries(
    columns
      .filter(({ name }) => !uniques.includes(name))
      .map((column) => {
        const samples = sampleCells(column);
        return [column.name, fitting(column, samples[at % samples.length] ?? null)];
      }),
  );
}

function written(
  columns: readonly Column[],
  row: Omit<StoredRow, 'id'>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    columns
      .filter(({ name }) => name in row)
      .map((column) => [column.name, writtenCell(column, row[column.name] ?? null)]),
  );
}

function diceOf(): Dice {
  const [dice] = fc.sample(
    diced((each) => each),
    { seed: SEED, numRuns: 1 },
  );
  if (dice === undefined) {
    throw new TypeError('No dice');
  }
  return dice;
}
