import fc from 'fast-check';
import { coerceInputValue, type GraphQLInputType } from 'graphql';
import type { Operand } from '../../src/kinds/kind.js';
import { parseFilter } from '../../src/filter/filter.js';
import { unlimitedBudget } from '../../src/filter/filter-budget.js';
import { isKnownToHold } from '../../src/filter/evaluate-condition.js';
import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';
import { randomRows } from '../../src/testing/rows/random-rows.js';
import { Filters } from '../../src/testing/reads/arbitraries/where-arbitrary.js';
import { modelNamed, Store } from '../../src/testing/oracle/data-set.js';
import { matches, type Visibility } from '../../src/testing/oracle/filter.js';

const MODELS = ['Post', 'Profile', 'User', 'Tag'];
const SEED = 20_260_401;
const FILTERS = 400;

describe('what the values of a row tell of a filter', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database);
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  it('is what the database would say, or that it has to be asked', () => {
    const { engine, schema } = api.app;
    const data = randomRows(engine.catalog, SEED);
    const store = new Store(data);
    const sight: Visibility = {
      store,
      isReadable: () => true,
      related: () => [],
      cell: ({ name }, row) => row[name] ?? null,
    };
    const told = { met: 0, missed: 0, unknown: 0 };
    for (const model of MODELS.map((name) => modelNamed(engine.catalog, name))) {
      const wheres = fc.sample(new Filters(engine.catalog, data).loose(model), {
        seed: SEED,
        numRuns: FILTERS,
      });
      for (const where of wheres) {
        const type = schema.getType(`${model.name}Where`) as GraphQLInputType;
        const condition = parseFilter(model, coerceInputValue(where, type), {
          path: 'where',
          budget: unlimitedBudget(),
        });
        for (const row of store.all(model)) {
          const known = isKnownToHold(condition, ({ name }) => (row[name] ?? null) as Operand);
          if (known === undefined) {
            told.unknown += 1;
          } else {
            told[known ? 'met' : 'missed'] += 1;
            expect({ where, row, known }).toEqual({
              where,
              row,
              known: matches(sight, { model, row }, where) === true,
            });
          }
        }
      }
    }
    expect(told.met).toBeGreaterThan(1000);
    expect(told.missed).toBeGreaterThan(1000);
    expect(told.unknown).toBeGreaterThan(1000);
  });
});
