import { uniqueColumns } from '../../src/testing/rows/catalog-facts.js';
import type { Catalog, Model } from '../../src/model/model.js';
import { askedAs, permissionsNamed } from '../../src/testing/askers.js';
import { fieldsOf, freshRow, type Input, requiredTies } from '../../src/testing/attacks/inputs.js';
import { type DataSet, Store } from '../../src/testing/oracle/data-set.js';
import { type OracleViewer, View } from '../../src/testing/oracle/policy.js';
import { operatorsOf } from '../../src/testing/reads/arbitraries/column-filter-arbitrary.js';
import { openColumns } from '../../src/testing/reads/arbitraries/where-arbitrary.js';
import { startServer } from '../../src/testing/reads/server-pair.js';
import { replaceData } from '../../src/testing/rows/insert-data.js';
import { markedRows } from '../../src/testing/rows/marked-rows.js';
import { rowId } from '../../src/testing/rows/row-keys.js';
import type { AskOptions, TestApp } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { readTables } from '../../src/testing/writes/read-tables.js';
import { harbour } from '../harbour/harbour.js';
import { zoo } from '../zoo/zoo.js';

const UUID = '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12';

/** One beyond what each kind has, other shapes, and what looks like a value and is none; every column is given all. */
// prettier-ignore
const VALUES: readonly unknown[] = [
  null, true, 0, -1, 1.5, 1e21, -0, 32767, 32768, -32769, 2147483647, 2147483648, -2147483649, 2 ** 53, 2 ** 53 + 2, 5e-324,
  '0', '-1', '1.5', '1e3', ' 1', '+1', '٣', '0.10', '0.100', '0.1000000000000000055', '99999999.99', '100000000.00', '-100000000.00',
  '9223372036854775807', '9223372036854775808', '-9223372036854775809', 'NaN', 'Infinity', '', ' ', 'a', '\0', 'a\0b', '\ud800',
  '~', '%', '%7E', '/', "'", '"', '\\', '{}', '[]', '😀'.repeat(20), '😀'.repeat(255), '😀'.repeat(256), 'é'.normalize('NFD'),
  '2024-02-29', '2023-02-29', '2024-02-30', '0000-01-01', '10000-01-01', '-0001-01-01', '2024-2-9', '24:00', '23:59:59.999',
  '23:59:59.9999', '23:59:60', '12:00Z', '2024-02-29T24:00:00Z', '2024-02-30T00:00:00Z', '2024-02-29T12:00:00+25:00', 'yesterday',
  'PT1S', 'PT1.0001S', 'P1M', 'P1Y', 'P106751991168D', 'P', UUID, UUID.toUpperCase(), `{${UUID}}`, UUID.slice(1), 'plants', 'PLANTS',
  'https://example.org/', 'http://', 'javascript:alert(1)', 'AAAA', 'AAA', '***', [], [null], [[]], [1], [2147483648], ['a'], ['PLANTS'],
  ['x'], ['\0'], {}, { a: 1 }, { a: 2 ** 60 }, { country: 5 }, { country: 'x', spots: [] }, { country: 'x', spots: [{}] }, { nothing: 1 },
];

const viewerOf = (catalog: Catalog): OracleViewer => ({
  userId: 1,
  permissions: permissionsNamed(catalog),
});

/** What answers must have in common: not the times and versions that a dry run tells. */
const answered = async (app: TestApp, query: string, asked: AskOptions): Promise<string> => {
  const { catalog } = app.app.engine;
  const viewer = askedAs(catalog, viewerOf(catalog));
  const { body, status } = await app.inject(query, { ...asked, viewer });
  const { data, errors } = body;
  return JSON.stringify({ status, data, errors });
};

describe.each([
  ['the zoo', zoo],
  ['the harbour', harbour],
])('values that columns of %s have not', (_name, application) => {
  const databases = dialectsOfRun().map((dialect) => new TestDatabase(application, dialect));
  const apps: TestApp[] = [];
  let data: DataSet;
  beforeAll(async () => {
    for (const database of databases) {
      await database.open();
      for (const reader of ['compiled', 'reference']) {
        apps.push(await startServer(database, { env: { READER: reader } }));
      }
    }
    const [app] = apps as [TestApp];
    data = markedRows(app.app.engine.catalog);
    await Promise.all(writers().map((each) => replaceData(each.app, data)));
  });
  afterAll(() => Promise.all(databases.map((database) => database.close())));
  /** One application a database: writes are the same for both readers. */
  const writers = (): readonly TestApp[] => apps.filter((_app, at) => at % 2 === 0);
  const names = application.models.map(({ name }) => name);
  const modelOf = (name: string): Model => {
    const model = apps[0]?.app.engine.catalog.get(name);
    if (model === undefined) {
      throw new TypeError(`There is no ${name}`);
    }
    return model;
  };
  /** Of inputs and of filters, so that both happen to all. */
  const verdicts = { inputs: { accepted: 0, refused: 0 }, filters: { accepted: 0, refused: 0 } };

  /** What all say, which must be the same, and no failure. */
  const same = async (
    some: readonly TestApp[],
    query: string,
    asked: AskOptions,
  ): Promise<string> => {
    const [first = '', ...others] = await Promise.all(
      some.map((app) => answered(app, query, asked)),
    );
    const what = `${query} ${JSON.stringify(asked)}`;
    expect([what, ...others]).toEqual([what, ...others.map(() => first)]);
    expect(`${what} ${first}`).not.toContain('INTERNAL_SERVER_ERROR');
    return first;
  };

  it.each(names)(
    'are refused in every input of %s, where they stand, by both databases, and nothing is written',
    async (name) => {
      const [first] = apps as [TestApp];
      const { schema, engine } = first.app;
      const inputs = { schema, catalog: engine.catalog, hooks: {} };
      const before = await Promise.all(writers().map(({ app }) => readTables(app)));
      const model = modelOf(name);
      const ties = requiredTies(model).map(({ name: tie, target }) => {
        const rows = data.rows[target.name] ?? [];
        return [tie, { connect: rowId(target, rows.at(-1)?.id ?? 0) }] as const;
      });
      const row: Input = { ...freshRow(inputs, model), ...Object.fromEntries(ties) };
      const view = new View(new Store(data), viewerOf(engine.catalog));
      const changed = data.rows[name]?.find((each) => view.isWritable(model, each, 'update'));
      const ways = [
        [
          `mutation ($input: ${name}CreateInput!) { w: create${name}(input: $input) { errors { code path message } } }`,
          'Create',
          row,
        ],
        [
          `mutation ($input: ${name}UpdateInput!, $id: ID!) { w: update${name}(id: $id, input: $input) { errors { code path message } } }`,
          'Update',
          {},
        ],
      ] as const;
      for (const [query, which, others] of changed === undefined ? ways.slice(0, 1) : ways) {
        const columns = Object.keys(fieldsOf(schema, `${name}${which}Input`));
        for (const column of columns.filter(
          (each) => model.columns.has(each) && !model.relations.has(each),
        )) {
          for (const value of VALUES) {
            const text = await same(writers(), query, {
              variables: {
                input: { ...others, [column]: value },
                ...(which === 'Update' && { id: rowId(model, changed?.id ?? 0) }),
              },
              headers: { 'x-dry-run': 'true' },
            });
            const isAccepted = text.includes('"errors":[]}');
            verdicts.inputs[isAccepted ? 'accepted' : 'refused'] += 1;
            // The place is told: as a path, or within what graphql-js says of variables.
            expect(
              isAccepted || text.includes(column)
                ? ''
                : `${column} ${JSON.stringify(value)} ${text}`,
            ).toBe('');
          }
        }
      }
      expect(await Promise.all(writers().map(({ app }) => readTables(app)))).toEqual(before);
    },
  );

  it.each(names)(
    'are refused in every filter and lookup of %s, alike by both readers on both databases',
    async (name) => {
      const model = modelOf(name);
      const list = `query ($where: ${model.name}Where) { ${model.plural}(where: $where, first: 1) { totalCount } }`;
      for (const column of openColumns(model)) {
        for (const [at, operator] of operatorsOf(column).entries()) {
          // By the first operator all of them, by the others each a quarter.
          for (const value of VALUES.filter((_value, of) => at === 0 || of % 4 === at % 4)) {
            const text = await same(apps, list, {
              variables: { where: { [column.name]: { [operator]: value } } },
            });
            verdicts.filters[text.includes('"errors"') ? 'refused' : 'accepted'] += 1;
          }
        }
      }
      for (const value of VALUES.filter((each) => typeof each === 'string')) {
        const lookups = uniqueColumns(model).map(({ field, column }) => {
          const { name: operand } = column.kind.filter(column).operand;
          return `query ($value: ${operand}!) { ${field}(${column.name}: $value) { id } }`;
        });
        const byId = `query ($value: ID!) { ${model.singular}(id: $value) { id } node(id: $value) { id } }`;
        for (const query of [...lookups, byId]) {
          await same(apps, query, { variables: { value } });
        }
      }
    },
  );

  it('are not all refused, and not all taken', () => {
    for (const { accepted, refused } of Object.values(verdicts)) {
      expect(Math.min(accepted, refused)).toBeGreaterThan(VALUES.length);
    }
  });
});
