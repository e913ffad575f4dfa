import fc from 'fast-check';
import type { Application } from '../../application.js';
import type { Catalog } from '../../model/model.js';
import { relationsOf } from '../rows/catalog-facts.js';
import { randomRows } from '../rows/random-rows.js';
import { type RandomSuiteOptions, runsOf, seedOf } from '../suite-options.js';
import { batchOf } from './arbitraries/batch-arbitrary.js';
import { Coverage } from './coverage.js';
import { everythingOnce } from './everything-once.js';
import { ServerPair } from './server-pair.js';
import { tryBatch, tryRequests } from './trial.js';

const SEED = 20_260_101;
/** Documents for each data set. */
const DOCUMENTS = 20;
/** Documents for each relation, by default: what there is to ask grows with them. */
const PER_RELATION = 5;
const LEAST_RUNS = 40;

/**
 * Asks for every list, lookup and relation, and then for random documents with filters, orders,
 * pages, cursors and aggregates, over random rows, as random viewers, and compares every answer
 * with what the models say it must be: policies, masks, soft deletion, nulls, ties. Both databases
 * must answer alike, to the byte.
 * @example
 * describeReads(application);
 * describeReads(application, { runs: 500, rows: { Booking: (row) => ({ ...row, nights: 1 }) } });
 */
export function describeReads(application: Application, options: RandomSuiteOptions = {}): void {
  const seed = seedOf(options, SEED);

  describe(`reads of any shape (seed ${String(seed)})`, () => {
    let servers: ServerPair;
    let coverage: Coverage;
    beforeAll(async () => {
      servers = await ServerPair.start(application, options);
      coverage = new Coverage(servers.catalog);
    });
    afterAll(() => servers.stop());

    it('answer every list, lookup and relation as the models say', async () => {
      const { catalog, ask } = servers;
      const data = randomRows(catalog, seed, options.rows);
      await servers.replaceData(data);
      const wanted = everythingOnce(catalog, data);
      for (const { role, requests } of wanted) {
        await tryRequests({ catalog, data, ask }, role, requests);
      }
      expect(wanted.flatMap(({ requests }) => requests).length).toBeGreaterThanOrEqual(
        2 * relationsOf(catalog).length + 2 * catalog.size,
      );
    });

    it(
      'answer random documents as the models say, alike on both databases',
      async () => {
        const { catalog, ask } = servers;
        const runs = runsOf(options, defaultRuns(catalog));
        for (let done = 0, at = seed; done < runs; done += DOCUMENTS, at += 1) {
          const data = randomRows(catalog, at, options.rows);
          await servers.replaceData(data);
          await fc.assert(
            fc.asyncProperty(batchOf(catalog, data), (batch) =>
              tryBatch({ catalog, data, ask, coverage }, batch),
            ),
            { seed: at, numRuns: Math.min(DOCUMENTS, runs - done) },
          );
        }
      },
      TEN_MINUTES,
    );

    it('come in every shape, and mostly have rows', () => {
      process.stdout.write(`${coverage.table()}\n`);
      expect(coverage.lacking(options.atLeast ?? 0)).toEqual([]);
      expect(coverage.share).toBeGreaterThanOrEqual(0.5);
    });
  });
}

/** A property goes on when Jest has given up on it, and would disturb the next test. */
const TEN_MINUTES = 600_000;

function defaultRuns(catalog: Catalog): number {
  return Math.max(LEAST_RUNS, PER_RELATION * relationsOf(catalog).length);
}
