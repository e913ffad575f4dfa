import { sql } from 'kysely';
import { User } from '../../blog/models/index.js';
import { openSession } from '../../../src/request/session.js';
import { runQuery } from '../../../src/database/statements/statements.js';
import { observeStatements } from '../../../src/database/statements/statement-log.js';
import { beginSession, rollBackSession } from '../../../src/request/transaction.js';
import { describeEachDatabase, TestDatabase } from '../../support/databases.js';
import { newUser } from '../../support/rows.js';
import { until } from '../../support/until.js';

const LEFT = new TypeError('left');

describeEachDatabase(
  'a transaction of a request',
  (database) => {
    it('begins no statement once the request is over, and leaves nothing', async () => {
      const abort = new AbortController();
      const em = openSession(database.orm, abort.signal);
      const context = { em, signal: abort.signal };
      await beginSession(context);
      const { username } = newUser(em);
      await em.flush();
      abort.abort(LEFT);
      await expect(em.count(User)).rejects.toThrow('left');
      const one = sql`select 1`.compile(em.getKysely());
      await expect(runQuery(context, { compile: () => one })).rejects.toBe(LEFT);
      await expect(em.execute('select 1')).rejects.toThrow('left');
      await em.rollback();
      expect(await openSession(database.orm).count(User, { username })).toBe(0);
    });

    it('is refused where the request was over before', async () => {
      const signal = AbortSignal.abort(LEFT);
      const em = openSession(database.orm);
      await beginSession({ em, signal });
      await expect(em.count(User)).rejects.toThrow('left');
      await em.rollback();
    });

    it('runs what is asked for at a time in the order of asking', async () => {
      const { signal } = new AbortController();
      const em = openSession(database.orm, signal);
      await beginSession({ em, signal });
      const numbers = Array.from({ length: 20 }, (_, index) => index);
      const answers: number[] = [];
      const ask = async (number: number): Promise<void> => {
        const one = sql<{ n: number }>`select cast(${number} as integer) as n`.compile(
          em.getKysely(),
        );
        const [row] = await runQuery<{ n: number }>({ em, signal }, { compile: () => one });
        answers.push(Number(row?.n));
      };
      await Promise.all(numbers.map(ask));
      expect(answers).toEqual(numbers);
      await em.rollback();
    });

    it('is undone once, however many ask for it', async () => {
      const { signal } = new AbortController();
      const em = openSession(database.orm, signal);
      const ends: string[] = [];
      const end = observeStatements(database.orm, ({ sql: text }) => ends.push(text));
      for (let round = 0; round < 2; round += 1) {
        await beginSession({ em, signal });
        await em.count(User);
        await Promise.all([1, 2, 3].map(() => rollBackSession(em)));
        expect(em.isInTransaction()).toBe(false);
      }
      end();
      expect(ends.filter((text) => text === 'rollback')).toHaveLength(2);
    });

    it('leaves its connection to others as it was', async () => {
      // More than the pool has connections.
      for (let round = 0; round < 12; round += 1) {
        const abort = new AbortController();
        const em = openSession(database.orm, abort.signal);
        await beginSession({ em, signal: abort.signal });
        await em.count(User);
        await em.commit();
        abort.abort(LEFT);
      }
      const em = openSession(database.orm);
      await em.begin();
      expect(await em.count(User)).toBeGreaterThanOrEqual(0);
      await em.commit();
    });
  },
  { env: { FAST_PATH: 'on' } },
);

describe('a transaction of a request on PostgreSQL', () => {
  const database = new TestDatabase('postgresql', { env: { FAST_PATH: 'on' } });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  async function sleepers(): Promise<number> {
    const rows = await openSession(database.orm).execute<readonly object[]>(
      `select 1 from pg_stat_activity
        where datname = current_database() and state = 'active' and query like '%pg_sleep(30)'`,
    );
    return rows.length;
  }

  it.each(['of ours', 'of the ORM'])(
    'has a statement %s cancelled in the server',
    async (whose) => {
      const abort = new AbortController();
      const em = openSession(database.orm, abort.signal);
      const context = { em, signal: abort.signal };
      await beginSession(context);
      const sleeping = sql`select pg_sleep(30)`.compile(em.getKysely());
      const running =
        whose === 'of ours'
          ? runQuery(context, { compile: () => sleeping })
          : em.execute('select pg_sleep(30)');
      const outcome = expect(running).rejects.toThrow('left');
      expect(await until(async () => (await sleepers()) === 1)).toBe(true);
      abort.abort(LEFT);
      await outcome;
      const isOver = await until(async () => (await sleepers()) === 0);
      await em.rollback();
      expect(isOver).toBe(true);
    },
  );

  it('has none begin after the one that is cancelled, and is rolled back when none runs', async () => {
    const abort = new AbortController();
    const em = openSession(database.orm, abort.signal);
    const context = { em, signal: abort.signal };
    await beginSession(context);
    const sleeping = sql`select pg_sleep(30)`.compile(em.getKysely());
    const outcomes = Promise.allSettled(
      [1, 2, 3].map(() => runQuery(context, { compile: () => sleeping })),
    );
    expect(await until(async () => (await sleepers()) === 1)).toBe(true);
    abort.abort(LEFT);
    await em.rollback();
    expect(await sleepers()).toBe(0);
    const rejected = { status: 'rejected', reason: LEFT };
    expect(await outcomes).toEqual([rejected, rejected, rejected]);
  });
});
