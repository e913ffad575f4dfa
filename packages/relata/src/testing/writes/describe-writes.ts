import fc from 'fast-check';
import type { Application } from '../../application.js';
import { describeDatabases } from '../describe-each-database.js';
import { startServer } from '../reads/server-pair.js';
import { type RandomSuiteOptions, runsOf, seedOf, withoutInvariants } from '../suite-options.js';
import { TestDatabase } from '../test-database.js';
import { dialectsOfRun } from '../test-run.js';
import { trySequence, writeSequences } from './sequence.js';
import { WriteCoverage } from './write-coverage.js';

const SEED = 20_260_301;
const SEQUENCES = 25;
const TEN_MINUTES = 600_000;

/**
 * Sends random mutations, several in a document, as random viewers, and compares what is told and
 * all tables after each document with what the models say: policies, unique values, versions,
 * links, cascades, soft deletion, and that a document is kept whole or not at all.
 * @example
 * describeWrites(application);
 * describeWrites(application, { runs: 500 });
 */
export function describeWrites(application: Application, options: RandomSuiteOptions = {}): void {
  const seed = seedOf(options, SEED);
  const coverage = new WriteCoverage();
  const served = withoutInvariants(application);
  const dialects = dialectsOfRun();
  describe(`writes of any shape (seed ${String(seed)})`, () => {
    describeDatabases(
      'answer and leave the tables as the models say',
      dialects.map((dialect) => new TestDatabase(served, dialect)),
      (database) => {
        it(
          'whoever writes what',
          async () => {
            const app = await startServer(database, { env: options.env ?? {} });
            const bench = { app, ask: app.ask.bind(app), hooks: options.rows ?? {}, coverage };
            // Other sequences on each database: together they come to more.
            const own = seed + dialects.indexOf(database.dialect);
            const sequences = fc.sample(writeSequences(), {
              seed: own,
              numRuns: Math.ceil(runsOf(options, SEQUENCES) / dialects.length),
            });
            for (const sequence of sequences) {
              await trySequence(bench, sequence);
            }
          },
          TEN_MINUTES,
        );
      },
    );

    it('come in every shape', () => {
      process.stdout.write(`${coverage.table()}\n`);
      expect(coverage.lacking(options.atLeast ?? 0)).toEqual([]);
      expect(coverage.documents).toBeGreaterThan(0);
    });
  });
}
