import { performance } from 'node:perf_hooks';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Orm, StartupError } from 'relata';
import {
  createOrm,
  explainStartupFailure,
  loadSettings,
  readyDatabase,
  tablesOf,
} from 'relata/app';
import { application } from '../app.js';
import { SAMPLE_ACCOUNTS, SAMPLE_PASSWORD } from '../sample-data/sample-accounts.js';
import { fillSampleData } from '../sample-data/sample-data.js';
import { seedDatabase, SPEC_COUNTS } from '../sample-data/seed-database.js';
import { displayProgress } from './seed-progress.js';

const DEFAULT_COUNTS = { users: 100, posts: 1000, tags: 50 } as const;
const MOST_ROWS = 10_000_000;

/** Where a command says what it does. */
export interface CommandOutput {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

interface SeedArguments {
  readonly users?: number;
  readonly posts?: number;
  readonly tags?: number;
  readonly seed: number;
  readonly preset?: 'sample' | 'spec';
  readonly force: boolean;
}

/**
 * `npm run seed`: fills the database of the settings with made-up rows.
 * @param args - what follows the command
 * @param env - where the settings come from; the environment and `.env` by default
 * @returns the exit code
 */
export async function runSeed(
  args: readonly string[],
  output: CommandOutput,
  env?: Readonly<Record<string, string>>,
): Promise<number> {
  try {
    const options = parse(args, output);
    const { database, nodeEnv } = loadSettings(env);
    const orm = await createOrm(database, tablesOf(application));
    try {
      await readyDatabase(orm);
      output.stdout.write(
        `${await fill(orm, { ...options, hasAccounts: nodeEnv !== 'production' }, output)}\n`,
      );
    } finally {
      await orm.close(true);
    }
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode;
    }
    output.stderr.write(
      `${error instanceof StartupError ? error.message : explainStartupFailure(error)}\n`,
    );
    return 1;
  }
}

function parse(args: readonly string[], { stdout, stderr }: CommandOutput): SeedArguments {
  const command = new Command('npm run seed --')
    .description(
      'Fills the database in DATABASE_URL with made-up rows, the same for the same options.',
    )
    .option(
      '--users <count>',
      `users, each with a profile (default: ${String(DEFAULT_COUNTS.users)})`,
      wholeNumber,
    )
    .option('--posts <count>', `posts (default: ${String(DEFAULT_COUNTS.posts)})`, wholeNumber)
    .option('--tags <count>', `tags (default: ${String(DEFAULT_COUNTS.tags)})`, wholeNumber)
    .option('--seed <number>', 'another number, other rows', wholeNumber, 1)
    .addOption(
      new Option(
        '--preset <name>',
        'sample: the data of a first start; spec: 10,000 users, 100,000 posts, 500 tags',
      ).choices(['sample', 'spec']),
    )
    .option('--force', 'add to a database that has users', false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  return command.parse(args, { from: 'user' }).opts<SeedArguments>();
}

function wholeNumber(text: string): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) > MOST_ROWS) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${String(MOST_ROWS)}.`);
  }
  return Number(text);
}

/** What to fill in, and whether the sample data may have accounts with a known password. */
type Wanted = SeedArguments & { readonly hasAccounts: boolean };

async function fill(orm: Orm, options: Wanted, { stderr }: CommandOutput): Promise<string> {
  if (options.preset === 'sample') {
    return await fillSample(orm, options);
  }
  const counts = { ...(options.preset === 'spec' ? SPEC_COUNTS : DEFAULT_COUNTS), ...options };
  const start = performance.now();
  const progress = displayProgress(stderr);
  try {
    const summary = await seedDatabase(orm, { ...counts, onProgress: progress.update });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const parts = Object.entries<number>({ ...summary }).map(
      ([name, count]) =>
        `${count.toLocaleString('en-US')} ${count === 1 ? name.replace(/s$/, '') : name}`,
    );
    return `Wrote ${parts.join(', ')} in ${seconds} s`;
  } finally {
    progress.close();
  }
}

async function fillSample(
  orm: Orm,
  { users, posts, tags, force, hasAccounts }: Wanted,
): Promise<string> {
  if (force || [users, posts, tags].some((count) => count !== undefined)) {
    throw new StartupError(
      '--preset sample is always the same: it takes neither counts nor --force',
    );
  }
  if (!(await fillSampleData(orm, hasAccounts))) {
    throw new StartupError('The database has users already: the sample data is for an empty one');
  }
  return hasAccounts
    ? `Wrote the sample data; ${SAMPLE_ACCOUNTS.join(', ')} sign in with ${SAMPLE_PASSWORD}`
    : 'Wrote the sample data; none of its users can sign in';
}
