import {
  Contestant,
  type ContestantName,
  type ContestantOptions,
  signUp,
  type SignedIn,
} from '../contestants/contestants.js';
import { type DataSet, type Dialect, makeDataSet } from '../data-set.js';
import { BenchFailure } from '../bench-failure.js';
import { type Measurement, measureAll } from './measure.js';
import { OPERATIONS } from '../operations.js';
import type { BenchOptions } from '../options.js';

/** Enough to keep ten database connections busy; SQLite does one thing at a time anyway. */
export const CONNECTIONS: Readonly<Record<Dialect, number>> = { postgresql: 50, sqlite: 10 };

/** Memory of a contestant, in bytes. */
export interface MemoryUse {
  readonly contestant: ContestantName;
  /** After it has started, before the first request. */
  readonly idle: number;
  /** The most it had until the end. */
  readonly peak: number;
}

/** All that was measured on one database. */
export interface DatabaseResult {
  readonly dialect: Dialect;
  /** Name and version of the database. */
  readonly version: string;
  readonly connections: number;
  readonly measurements: readonly Measurement[];
  readonly memory: readonly MemoryUse[];
}

/** Fills a database, starts everybody on it and measures them in turn. */
export async function race(
  dialect: Dialect,
  options: BenchOptions,
  onProgress: (text: string) => void,
): Promise<DatabaseResult> {
  onProgress(`filling ${dialect}`);
  const connections = CONNECTIONS[dialect];
  return await withDataSet(dialect, options, (data) =>
    withContestants(
      options.contestants,
      { databaseUrl: data.url, connections },
      async (contestants) => {
        const idle = await Promise.all(contestants.map((each) => each.usage()));
        const measurements = await measureAll({
          contestants,
          operations: OPERATIONS.filter(({ name }) => options.operations.includes(name)),
          viewers: options.viewers,
          user: await signUpWith(contestants),
          samples: data.samples,
          connections,
          pace: options.pace,
          onProgress: (text) => {
            onProgress(`${dialect} ${text}`);
          },
        });
        const atEnd = await Promise.all(contestants.map((each) => each.usage()));
        const memory = contestants.map(({ name }, index) => ({
          contestant: name,
          idle: idle[index]?.rss ?? 0,
          peak: atEnd[index]?.peakRss ?? 0,
        }));
        return { dialect, version: data.version, connections, measurements, memory };
      },
    ),
  );
}

/** Works on a data set that is there meanwhile. */
export async function withDataSet<T>(
  dialect: Dialect,
  { size }: Pick<BenchOptions, 'size'>,
  work: (data: DataSet) => Promise<T>,
): Promise<T> {
  const data = await makeDataSet(dialect, size);
  try {
    return await work(data);
  } finally {
    await data.remove();
  }
}

/** Works with servers that run meanwhile. */
export async function withContestants<T>(
  names: readonly ContestantName[],
  options: ContestantOptions,
  work: (contestants: readonly Contestant[]) => Promise<T>,
): Promise<T> {
  const contestants: Contestant[] = [];
  try {
    for (const name of names) {
      contestants.push(await Contestant.start(name, options));
    }
    return await work(contestants);
  } finally {
    await Promise.all(contestants.map((each) => each.stop()));
  }
}

/** A user made through whichever Relata runs; all of them know it then. */
export async function signUpWith(contestants: readonly Contestant[]): Promise<SignedIn> {
  const relata = contestants.find(({ name }) => name !== 'limit');
  if (relata === undefined) {
    throw new BenchFailure('Nobody can sign up without Relata');
  }
  return await signUp(relata);
}
