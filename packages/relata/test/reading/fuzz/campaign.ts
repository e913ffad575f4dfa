import fc from 'fast-check';
import type { Application } from 'relata';
import { TestDatabase } from '../../../src/testing/test-database.js';
import { type Dialect, dialectsOfRun } from '../../../src/testing/test-run.js';
import { DocumentCoverage } from './document-coverage.js';
import { Duel } from './duel.js';
import { fuzzDataOf } from './fuzz-data.js';
import { type Score, tryDocument } from './trial.js';
import { trialOf } from './trial-arbitrary.js';
import { stockOf } from './workshop.js';

/** Both readers on some databases, asked for many documents; counts what came up. */
export class Campaign {
  readonly coverage: DocumentCoverage;
  readonly score: Score = { asked: 0, answered: 0, compiled: 0 };
  readonly #duels: readonly Duel[];

  private constructor(duels: readonly Duel[], coverage: DocumentCoverage) {
    this.#duels = duels;
    this.coverage = coverage;
  }

  /** Opens the databases and starts the applications on them. */
  static async start(
    application: Application,
    dialects: readonly Dialect[] = dialectsOfRun(),
  ): Promise<Campaign> {
    const databases = dialects.map((dialect) => new TestDatabase(application, dialect));
    const duels = await Promise.all(databases.map((database) => Duel.start(database)));
    const [duel] = duels;
    if (duel === undefined) {
      throw new TypeError('No database');
    }
    const { engine, schema } = duel.reference.app;
    return new Campaign(duels, new DocumentCoverage(engine.catalog, schema));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#duels.map((duel) => duel.stop()));
  }

  /**
   * Asks for so many documents over the data set of a seed.
   * @throws Difference for the smallest document found on which the readers differ
   */
  async run(seed: number, documents: number): Promise<void> {
    const data = fuzzDataOf(seed, this.coverage.catalog);
    await Promise.all(this.#duels.map((duel) => duel.replaceData(data)));
    const { coverage, score } = this;
    const trials = trialOf(stockOf(coverage, data));
    const court = { duels: this.#duels, coverage, score };
    for (const trial of fc.sample(trials, { seed, numRuns: documents })) {
      await tryDocument(court, trial);
    }
  }

  /** What came up how often, and who answered. */
  report(): string {
    const { asked, answered, compiled } = this.score;
    const share = ((compiled / answered) * 100).toFixed(1);
    const filled = (this.coverage.share * 100).toFixed(1);
    return [
      ...this.coverage.tally.lines(),
      `${String(asked)} requests, ${String(answered)} of them answered, ${share} % of those by the compiled reader`,
      `${filled} % of the lists and rows in them are not empty`,
    ].join('\n');
  }
}
