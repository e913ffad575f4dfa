import { Command, InvalidArgumentError, Option } from 'commander';
import { SPEC_COUNTS } from '../src/sample-data/seed-database.js';
import type { ContestantName } from './contestants/contestants.js';
import { type Dialect, DIALECTS, type Size } from './data-set.js';
import type { Pace } from './measuring/measure.js';
import { OPERATION_NAMES, type OperationName, type ViewerKind } from './operations.js';

const FULL = {
  size: SPEC_COUNTS,
  pace: {
    rounds: 5,
    turn: { seconds: 1, until: { requests: 200, seconds: 5 } },
    warmUp: { seconds: 5, until: { requests: 2000, seconds: 40 } },
    settling: 20,
  },
} as const;
const QUICK = {
  size: { users: 1000, posts: 10_000, tags: 100 },
  pace: { rounds: 2, turn: { seconds: 0.2 }, warmUp: { seconds: 0.3 }, settling: 0.3 },
} as const;

/** What one run of the benchmark is to do. */
export interface BenchOptions {
  readonly size: Size;
  readonly pace: Pace;
  readonly isQuick: boolean;
  readonly operations: readonly OperationName[];
  readonly dialects: readonly Dialect[];
  readonly viewers: readonly ViewerKind[];
  readonly contestants: readonly ContestantName[];
  /** Whether `docs/performance.md` gets the result. */
  readonly writes: boolean;
  /** How many requests one Relata is to bear instead of all else; null for a benchmark. */
  readonly soak: number | null;
  /** Whether Relata is measured beside itself, over keys of several kinds, instead of all else. */
  readonly keys: boolean;
}

interface Arguments {
  readonly quick: boolean;
  readonly rounds?: number;
  readonly seconds?: number;
  readonly warmUp?: number;
  readonly only?: readonly OperationName[];
  readonly database?: Dialect;
  readonly reader?: 'compiled' | 'reference';
  readonly viewer?: ViewerKind;
  readonly users?: number;
  readonly posts?: number;
  readonly write?: boolean;
  readonly soak?: number;
  readonly keys: boolean;
}

/** Reads the arguments of `npm run bench`. Ends the process where there is something wrong. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const given = command().parse(args, { from: 'user' }).opts<Arguments>();
  const preset = given.quick ? QUICK : FULL;
  const { users = preset.size.users, posts = preset.size.posts } = given;
  const { rounds = preset.pace.rounds } = given;
  // Whoever asks for less than all does not mean to replace the report on all.
  const isFull = Object.entries(given).every(
    ([name, value]) => name === 'write' || value === false,
  );
  return {
    size: { users, posts, tags: preset.size.tags },
    pace: {
      ...preset.pace,
      rounds,
      ...(given.seconds !== undefined && { turn: { seconds: given.seconds } }),
      ...(given.warmUp !== undefined && {
        warmUp: { seconds: given.warmUp },
        settling: given.warmUp,
      }),
    },
    isQuick: given.quick,
    operations: given.only ?? OPERATION_NAMES,
    dialects: given.database === undefined ? DIALECTS : [given.database],
    viewers: given.viewer === undefined ? ['anonymous', 'user'] : [given.viewer],
    contestants: ['limit', ...(given.reader === undefined ? READERS : [given.reader])],
    writes: given.write ?? isFull,
    soak: given.soak ?? null,
    keys: given.keys,
  };
}

const READERS = ['compiled', 'reference'] as const;

function command(): Command {
  return new Command('npm run bench --')
    .description('Measures Relata beside a hand-written server that answers the same.')
    .option('--quick', 'little data and short rounds: ready in two minutes', false)
    .option('--rounds <count>', 'rounds of each operation', wholeNumber)
    .option('--seconds <number>', "seconds of a contestant's turn in a round", positive)
    .option('--warm-up <number>', 'seconds under load before the first round', positive)
    .option('--only <names>', `operations, like Q2,M1 (of ${OPERATION_NAMES.join(', ')})`, names)
    .addOption(new Option('--database <name>', 'leaves the other out').choices(DIALECTS))
    .addOption(new Option('--reader <name>', 'leaves the other out').choices(READERS))
    .addOption(new Option('--viewer <who>', 'leaves the other out').choices(['anonymous', 'user']))
    .option('--users <count>', 'users of the data set', wholeNumber)
    .option('--posts <count>', 'posts of the data set', wholeNumber)
    .option('--write', 'writes docs/performance.md; so does a run without other options')
    .option('--no-write', 'leaves docs/performance.md as it is')
    .option('--soak <requests>', 'many mixed queries to one Relata, and its memory', wholeNumber)
    .option('--keys', 'Q2 and Q5 of Relata over int, bigint and UUID keys, side by side', false)
    .allowExcessArguments(false);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return Number(text);
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 3600)) {
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  }
  return number;
}

function names(text: string): readonly OperationName[] {
  const wanted = text.split(',');
  if (!wanted.every((name) => (OPERATION_NAMES as readonly string[]).includes(name))) {
    throw new InvalidArgumentError(`It must be names of ${OPERATION_NAMES.join(', ')}.`);
  }
  return OPERATION_NAMES.filter((name) => wanted.includes(name));
}
