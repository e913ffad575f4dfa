import 'reflect-metadata';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DIALECTS } from '../../support/databases.js';
import { type Dialect, startTestRun } from '../../../src/testing/test-run.js';
import { Campaign } from './campaign.js';
import { Difference } from './duel.js';
import { type FuzzedName, FUZZED } from './fuzzed.js';

/** Documents over one data set. */
const BLOCK = 500;

interface Options {
  readonly n: number;
  readonly seed: number;
  readonly application: FuzzedName;
  readonly database?: Dialect;
}

/**
 * Asks both readers for random documents until they differ: `npm run fuzz -- --n 20000 --seed 7`.
 * Exit code 1 tells of a difference, with the smallest document found that shows it.
 */
const program = new Command('fuzz')
  .description('Asks both readers for random documents and compares their answers to the byte')
  .option('--n <documents>', 'how many documents', whole, 5000)
  .option('--seed <seed>', 'where the choices begin', whole, 1)
  .addOption(
    new Option('--application <name>', 'of which models')
      .choices(Object.keys(FUZZED))
      .default('blog'),
  )
  .addOption(new Option('--database <name>', 'only this one, not both').choices(DIALECTS))
  .action(run);

async function run({ n, seed, application, database }: Options): Promise<void> {
  const stop = await startTestRun();
  try {
    const campaign = await Campaign.start(
      FUZZED[application],
      database === undefined ? DIALECTS : [database],
    );
    try {
      for (let asked = 0; asked < n; asked += BLOCK) {
        await campaign.run(seed + asked / BLOCK, Math.min(BLOCK, n - asked));
        process.stderr.write(`${String(Math.min(n, asked + BLOCK))} documents\n`);
      }
      process.stdout.write(`${campaign.report()}\nNo difference.\n`);
    } catch (error) {
      if (!(error instanceof Difference)) {
        throw error;
      }
      process.stdout.write(`${error.message}\n`);
      process.exitCode = 1;
    } finally {
      await campaign.stop();
    }
  } finally {
    await stop();
  }
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('must be a whole number.');
  }
  return value;
}

await program.parseAsync();
