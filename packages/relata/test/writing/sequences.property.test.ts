import fc from 'fast-check';
import { TestApi } from '../support/api.js';
import { describeEachDatabase, DIALECTS } from '../support/databases.js';
import { CHEAP_PASSWORDS } from '../support/viewers.js';
import { WriteCoverage } from './generator/coverage.js';
import { openStore, type Store } from './generator/store.js';
import { reserveIds } from './generator/tables.js';
import { sequences, trySequence } from './generator/trial.js';

/** Set WRITES_SEED to run with another seed, or with the one that a failure printed. */
const SEED = Number(process.env['WRITES_SEED'] ?? 20_260_301);
const SEQUENCES = Number(process.env['WRITES_SEQUENCES'] ?? 800);
/** How often everything in the table of coverage must come up. */
const LEAST = 50;
/** Several times what it takes on a machine with nothing else to do. */
const LONGEST_MS = 600_000;

const coverage = new WriteCoverage();

describeEachDatabase('sequences of mutations', (database) => {
  // Other sequences on each database: together they come to more.
  const seed = SEED + DIALECTS.indexOf(database.dialect);
  let api: TestApi;
  let store: Store;

  beforeAll(async () => {
    api = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_SYNCHRONOUS: 'NORMAL', LIMIT_COST: '1000000' },
    });
    store = await openStore(database);
    await reserveIds(store, database.dialect);
  });
  afterAll(async () => {
    await store.close();
    await api.stop();
  });

  it(
    `answer and leave the tables as the model says (seed ${String(seed)})`,
    async () => {
      const bench = { api, store, dialect: database.dialect, coverage };
      await fc.assert(
        fc.asyncProperty(sequences(), (tapes) => trySequence(bench, tapes)),
        { seed, numRuns: SEQUENCES },
      );
    },
    LONGEST_MS,
  );
});

it('sequences of mutations do everything often enough', () => {
  process.stdout.write(`${coverage.table()}\n`);
  expect(coverage.lacking(LEAST)).toEqual([]);
});
