import { uniqueColumns } from '../../../src/testing/rows/catalog-facts.js';
import fc from 'fast-check';
import { KINDS } from '../../../src/kinds/registry.js';
import type { Column } from '../../../src/model/model.js';
import { type AggregateName, aggregateOf } from '../../../src/testing/oracle/aggregate.js';
import { sampleCells } from '../../../src/testing/oracle/cells.js';
import { columnTruth } from '../../../src/testing/oracle/column-filter.js';
import { compareCells } from '../../../src/testing/oracle/compare.js';
import type { Cell, StoredRow } from '../../../src/testing/oracle/data-set.js';
import { describeDatabases } from '../../../src/testing/describe-each-database.js';
import {
  columnFilter,
  operatorsOf,
} from '../../../src/testing/reads/arbitraries/column-filter-arbitrary.js';
import { type Dice, diced } from '../../../src/testing/rows/dice.js';
import { fitting } from '../../../src/testing/rows/fitting-values.js';
import { TestDatabase } from '../../../src/testing/test-database.js';
import { dialectsOfRun } from '../../../src/testing/test-run.js';
import { zoo } from '../../zoo/zoo.js';
import { Bench } from './bench.js';
import { randomValues } from './random-values.js';

const SEED = 20_260_401;
const ROWS = 10_000;
/** Rows of a page of a walk. */
const PAGE = 1000;
/** Filters by each operator of each column. */
const FILTERS = 3;
/** A walk whose pages both readers read. */
const BOTH = 4;

interface Page {
  readonly nodes: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly pageInfo: Readonly<Record<string, string | null>>;
}

/** One throw of dice after another, the same each time. */
function diceOf(seed: number): Dice {
  const [dice] = fc.sample(
    diced((each) => each),
    { seed, numRuns: 1 },
  );
  if (dice === undefined) {
    throw new TypeError('No dice');
  }
  return dice;
}

describeDatabases(
  'values of every kind',
  dialectsOfRun().map((dialect) => new TestDatabase(zoo, dialect)),
  (database) => {
    let bench: Bench;
    let dice: Dice;
    beforeAll(async () => {
      bench = await Bench.start(database);
      dice = diceOf(SEED);
      await bench.create(randomValues(bench.model, ROWS, dice));
    }, 300_000);
    afterAll(() => bench.stop());

    const cellsOf = ({ name }: Column): readonly Cell[] =>
      bench.rows.map((row) => row[name] ?? null);

    it('are in the zoo', () => {
      const kinds = new Set([...bench.model.columns.values()].map(({ kind }) => kind));
      const missing = KINDS.filter((entry) =>
        'of' in entry
          ? ![...kinds].some(({ docs }) => docs === entry.docs)
          : ![...kinds].some(({ name }) => name === entry.name),
      );
      expect(missing.map(({ docs }) => docs[0]?.what)).toEqual([]);
    });

    it('are read as they were created, by both readers', async () => {
      const seen: unknown[] = [];
      for (let after: string | null = null; seen.length < ROWS;) {
        const { animals }: { animals: Page } = await bench.readByBoth(
          `query ($after: String) { animals(first: ${String(PAGE)}, after: $after) { nodes { id ${bench.fields} } pageInfo { endCursor } } }`,
          { after },
        );
        seen.push(...animals.nodes);
        after = animals.pageInfo['endCursor'] ?? null;
      }
      expect(seen).toEqual(
        bench.rows.map((row) => ({ id: `animal_${String(row.id)}`, ...bench.written(row) })),
      );
    });

    it('are filtered by each operator', async () => {
      for (const column of bench.columns) {
        const stored = cellsOf(column);
        const known = stored.filter((cell) => cell !== null).slice(0, 500);
        const filters = operatorsOf(column).flatMap((operator) =>
          Array.from({ length: FILTERS }, () => dice.of(columnFilter(column, operator, known))),
        );
        const names = filters.map((_, at) => `f${String(at)}`);
        const counts = await bench.readByBoth<Record<string, { totalCount: number }>>(
          `query (${names.map((name) => `$${name}: AnimalWhere`).join(', ')}) {
            ${names.map((name) => `${name}: animals(where: $${name}) { totalCount }`).join('\n')} }`,
          Object.fromEntries(
            filters.map((filter, at) => [`f${String(at)}`, { [column.name]: filter }]),
          ),
        );
        for (const [at, filter] of filters.entries()) {
          const count = stored.filter((cell) => columnTruth(column, cell, filter) === true).length;
          const told = { [column.name]: filter, count: counts[`f${String(at)}`]?.totalCount };
          expect(told).toEqual({ [column.name]: filter, count });
        }
      }
    });

    it.each(['ASC', 'DESC'])(
      'are walked in their order, %s, with ties and nulls',
      async (direction) => {
        const isForward = direction === 'ASC';
        const [size, from, end] = isForward
          ? ['first', 'after', 'endCursor']
          : ['last', 'before', 'startCursor'];
        for (const column of bench.columns.filter(({ kind }) => kind.cursor !== null)) {
          const query = `query ($at: String) { animals(orderBy: [{ ${column.name}: ${direction} }], ${size}: ${String(PAGE)}, ${from}: $at) {
          nodes { id } pageInfo { ${end} } } }`;
          // Where no statement writes cursors, the other reader answers.
          const isWritten = column.kind.storage[database.dialect].cursor !== null;
          const seen: string[] = [];
          for (let at: string | null = null, number = 0; seen.length < ROWS; number += 1) {
            const { animals }: { animals: Page } =
              isWritten && number % BOTH === 0
                ? await bench.readByBoth(query, { at })
                : await bench.read(query, { at });
            const ids = animals.nodes.map(({ id }) => id);
            seen.splice(isForward ? seen.length : 0, 0, ...ids);
            at = animals.pageInfo[end] ?? null;
            expect(ids).toHaveLength(PAGE);
          }
          const sorted = bench.rows.toSorted(orderOf(column, isForward));
          expect({ [column.name]: seen }).toEqual({
            [column.name]: sorted.map(({ id }) => `animal_${String(id)}`),
          });
        }
      },
    );

    it('are counted up exactly', async () => {
      const parts = [ROWS, 3 * BOTH, 1, 0].map((count) => bench.rows.slice(0, count));
      for (const rows of parts) {
        const columns = bench.columns.filter(({ kind }) => kind.hasExtremes);
        const exact = columns.filter(({ kind }) => kind.sum !== null && kind.sum.exact !== null);
        const wanted = { min: columns, max: columns, sum: exact, avg: exact };
        const where =
          rows.length === ROWS ? null : { id: { in: rows.map(({ id }) => String(id)) } };
        const selected = Object.entries(wanted).map(
          ([name, of]) => `${name} { ${of.map((column) => column.name).join(' ')} }`,
        );
        const { animals } = await bench.readByBoth<{ animals: { aggregate: object } }>(
          `query ($where: AnimalWhere) { animals(where: $where) { aggregate { ${selected.join(' ')} } } }`,
          { where },
        );
        expect(animals.aggregate).toEqual(
          Object.fromEntries(
            Object.entries(wanted).map(([name, of]) => [
              name,
              Object.fromEntries(
                of.map((column) => {
                  const cells = rows.map((row) => row[column.name] ?? null);
                  return [column.name, aggregateOf(name as AggregateName, column, cells)];
                }),
              ),
            ]),
          ),
        );
      }
    });

    it('are changed to the ends of what can be, after a dry run that changes nothing', async () => {
      const changes = bench.columns.map((column) => [column, sampleCells(column)] as const);
      const isUnique = (column: Column): boolean =>
        uniqueColumns(bench.model).some((each) => each.column === column);
      const most = Math.max(...changes.map(([, samples]) => samples.length));
      for (let at = 0; at < most; at += 1) {
        const row = bench.rows[at * 37] ?? { id: 0 };
        const cells: Record<string, Cell> = Object.fromEntries(
          changes
            .filter(([column]) => !isUnique(column))
            .map(([column, samples]) => [
              column.name,
              fitting(column, samples[at % samples.length] ?? null),
            ]),
        );
        const id = `animal_${String(row.id)}`;
        const query = `mutation ($id: ID!, $input: AnimalUpdateInput!) {
          updateAnimal(id: $id, input: $input) { animal { ${bench.fields} } errors { message path } } }`;
        const variables = { id, input: bench.written(cells) };
        const after = bench.written({ ...row, ...cells });
        const one = `query ($id: ID!) { animal(id: $id) { ${bench.fields} } }`;
        const dry = await bench.write<Updated>(query, variables, { 'x-dry-run': 'true' });
        expect(dry.updateAnimal).toEqual({ animal: after, errors: [] });
        const [change] = dry.extensions.changes;
        const before = bench.written(row);
        const { updatedAt, version, ...fields } = change?.fields ?? {};
        expect([updatedAt, version]).not.toContain(undefined);
        for (const [name, told] of Object.entries(fields)) {
          expect({ [name]: told }).toEqual({
            [name]: { before: before[name], after: after[name] },
          });
        }
        const differing = Object.keys(after).filter(
          (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
        );
        expect(Object.keys(fields).sort()).toEqual([...differing].sort());
        expect(await bench.readByBoth(one, { id })).toMatchObject({ animal: before });
        const { updateAnimal } = await bench.write<Updated>(query, variables);
        expect(updateAnimal).toEqual({ animal: after, errors: [] });
        expect(await bench.readByBoth(one, { id })).toMatchObject({ animal: after });
      }
    });
  },
);

/** Nulls last going up; ties by key. */
function orderOf(column: Column, isForward: boolean): (a: StoredRow, b: StoredRow) => number {
  return (a, b) => {
    const [left = null, right = null] = [a[column.name], b[column.name]];
    const order =
      left === null || right === null
        ? Number(left === null) - Number(right === null)
        : compareCells(column, left, right);
    return (order === 0 ? a.id - b.id : order) * (isForward ? 1 : -1);
  };
}

interface Updated {
  readonly updateAnimal: unknown;
  readonly extensions: {
    readonly changes: readonly { readonly fields: Readonly<Record<string, unknown>> }[];
  };
}
