import { setImmediate } from 'node:timers/promises';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { sql } from 'kysely';
import { openSession, type Orm, runQuery, StartupError, withSession } from 'relata';
import { type DataSetSummary, DataSetWriter } from './data-set-writer.js';
import {
  generatePosts,
  generateTagNames,
  generateUsers,
  type SeedCounts,
  USERS_FROM,
} from './generate.js';
import { PERMISSIONS, ROLES } from './roles.js';

const BATCH = 1000;

/** Told how many rows of users and posts are written. */
export type SeedProgress = (done: number, total: number) => void;

/** The data set that speed is measured with; 10,000 profiles, five roles and 40 permissions come along. */
export const SPEC_COUNTS = { users: 10_000, posts: 100_000, tags: 500 } as const;

/** Options of {@link seedDatabase}. */
export interface SeedOptions extends SeedCounts {
  /** Whether rows are added to a database that has users. */
  readonly force: boolean;
  readonly onProgress?: SeedProgress;
}

/**
 * Fills a database with generated rows, the same for the same options and an empty database. All
 * of it is one transaction: it is there as a whole or not at all.
 * @returns how many rows were written
 * @throws StartupError where there are users already and nobody insists
 */
export async function seedDatabase(orm: Orm, options: SeedOptions): Promise<DataSetSummary> {
  if (options.posts > 0 && options.users === 0) {
    throw new StartupError('Posts need an author: ask for at least one user');
  }
  const summary = await withSession({ orm }, async (em) => {
    if (!options.force && (await hasUsers(em))) {
      throw new StartupError('The database has users already: --force adds to them');
    }
    return await writeDataSet(em, options);
  });
  await analyze(openSession(orm));
  return summary;
}

/** Whether there is any user, deleted or not. */
export async function hasUsers(em: SqlEntityManager): Promise<boolean> {
  return (await run<object>(em, 'select 1 as one from users limit 1')).length > 0;
}

async function writeDataSet(em: SqlEntityManager, options: SeedOptions): Promise<DataSetSummary> {
  const writer = new DataSetWriter(em, new Date(USERS_FROM));
  await writer.writeTags(generateTagNames(options.tags));
  await writer.writeRoles(ROLES, PERMISSIONS);
  const total = options.users + options.posts;
  let done = 0;
  const advance = async (count: number): Promise<void> => {
    done += count;
    options.onProgress?.(done, total);
    // SQLite never waits: without this nothing else, not even the progress bar, would have a turn.
    await setImmediate();
  };
  for (const users of batches(generateUsers(options, await firstFreeNumber(em)))) {
    await writer.writeUsers(users);
    await advance(users.length);
  }
  for (const posts of batches(generatePosts(options))) {
    await writer.writePosts(posts);
    await advance(posts.length);
  }
  return writer.summary;
}

function* batches<T>(items: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** The number above all that end a username or the mailbox of an e-mail address. */
async function firstFreeNumber(em: SqlEntityManager): Promise<number> {
  const rows = await run<{ readonly username: string; readonly email: string }>(
    em,
    'select username, email from users',
  );
  const numbers = rows
    .flatMap(({ username, email }) => [username, email.split('@', 1)[0] ?? ''])
    .map(endingNumber);
  return numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
}

function endingNumber(text: string): number {
  return Number(/(?<!\d)\d{1,15}$/.exec(text)?.[0] ?? 0);
}

// PostgreSQL plans by statistics that it would gather only later; SQLite plans well without.
async function analyze(em: SqlEntityManager): Promise<void> {
  if (em.getDriver().constructor.name.startsWith('Postgre')) {
    const tables = [...em.getMetadata().getAll().values()].filter(({ abstract }) => !abstract);
    for (const { tableName } of tables) {
      await run(em, `analyze "${tableName}"`);
    }
  }
}

function run<Row>(em: SqlEntityManager, text: string): Promise<Row[]> {
  const kysely = em.getKysely() as never;
  return runQuery({ em }, { compile: () => sql.raw<Row>(text).compile(kysely) });
}
