import { ApolloServer } from '@apollo/server';
import type { Pool } from 'pg';
import { FastClient } from '../../src/database/fast/fast-client.js';
import { GuardedDialect } from '../../src/database/fast/guarded-dialect.js';
import { GuardedConnection } from '../../src/database/fast/guarded-connection.js';
import { guardedTransactions } from '../../src/database/fast/guarded-transactions.js';
import type { Orm } from '../../src/database/orm.js';
import { plainTransactions, transactionsOf } from '../../src/database/transactions.js';
import { SessionClient } from '../../src/database/postgresql/postgres-client.js';
import { User } from '../blog/models/index.js';
import { openSession } from '../../src/request/session.js';
import { beginSession } from '../../src/request/transaction.js';
import { type Answer, TestApi } from '../support/api.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { ADMIN } from '../support/viewers.js';

const CREATE = `mutation ($name: String!) {
  createTag(input: { name: $name }) { tag { name } errors { message } }
}`;
const TWO = `mutation { a: createTag(input: { name: "two" }) { tag { name } }
  b: createTag(input: { name: "two" }) { tag { name } errors { message } } }`;
const READ = '{ tags(orderBy: [{ name: ASC }]) { nodes { name } totalCount } }';
const REFUSED = '{ tags(first: -1) { nodes { name } } }';

/** What is asked, each twice: what comes again goes another way. */
const DOCUMENTS = [CREATE, CREATE, READ, READ, TWO, READ, REFUSED, 'mutation { nothing }'];

async function answersOf(api: TestApi): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const [index, document] of DOCUMENTS.entries()) {
    const variables = document === CREATE ? { name: `tag ${String(index)}` } : {};
    answers.push(await api.ask(document, { viewer: ADMIN, variables }));
  }
  return answers;
}

describe('FAST_PATH', () => {
  it.each(['sqlite', 'postgresql'] as const)('changes no answer on %s', async (dialect) => {
    const told: (readonly Answer[])[] = [];
    for (const lane of ['on', 'off']) {
      const database = new TestDatabase(dialect, { env: { FAST_PATH: lane } });
      await database.open();
      const api = await TestApi.start(database, { env: { FAST_PATH: lane } });
      told.push(await answersOf(api));
      await database.close();
    }
    expect(told[0]?.map(({ status, body }) => [status, body.errors === undefined])).toEqual([
      ...DOCUMENTS.slice(0, -2).map(() => [200, true]),
      [400, false],
      [400, false],
    ]);
    const [on, off] = told.map((answers) =>
      answers.map(({ status, text, statements }) => [status, text, statements.length]),
    );
    expect(off).toEqual(on);
  });
});

describe.each(['on', 'off'])('with FAST_PATH=%s', (lane) => {
  const isFast = lane === 'on';
  const env = { FAST_PATH: lane };

  async function poolOf(orm: Orm): Promise<Pool> {
    const connection = orm.em.getConnection() as unknown as { getNativeClient(): Promise<Pool> };
    return await connection.getNativeClient();
  }

  it('Apollo is spared idle plugins or not', async () => {
    const started: unknown[] = [];
    const start = Object.getOwnPropertyDescriptor(ApolloServer.prototype, 'start')?.value as (
      this: ApolloServer,
    ) => Promise<void>;
    ApolloServer.prototype.start = function () {
      started.push(this);
      return start.call(this);
    };
    const database = new TestDatabase('sqlite');
    try {
      await database.open();
      await TestApi.start(database, { env });
    } finally {
      ApolloServer.prototype.start = start;
      await database.close();
    }
    const plugins = started.flatMap(
      (apollo) => (apollo as { internals: { plugins: object[] } }).internals.plugins,
    );
    expect(plugins.some((plugin) => '__is_disabled_plugin__' in plugin)).toBe(!isFast);
  });

  describeEachDatabase(
    'a session',
    (database) => {
      it('has the connection that is meant', async () => {
        const abort = new AbortController();
        const em = openSession(database.orm, abort.signal);
        await openSession(database.orm).execute('select 1');
        await beginSession({ em, signal: abort.signal });
        const kysely = em.getKysely();
        const isGuarded = await kysely
          .getExecutor()
          .provideConnection((connection) =>
            Promise.resolve(connection instanceof GuardedConnection),
          );
        expect(isGuarded).toBe(isFast);
        expect(transactionsOf(em)).toBe(isFast ? guardedTransactions : plainTransactions);
        await em.rollback();
        if (database.dialect === 'postgresql') {
          const pool = await poolOf(database.orm);
          const client = await pool.connect();
          client.release();
          expect(client).toBeInstanceOf(SessionClient);
          expect(client instanceof FastClient).toBe(isFast);
          expect(Object.hasOwn(pool, 'connect')).toBe(isFast);
        }
      });

      it('begins transactions, and runs statements in them, by the way that is meant', async () => {
        await openSession(database.orm).execute('select 1');
        const begun: boolean[] = [];
        const raced: boolean[] = [];
        const { begin } = Object.getOwnPropertyDescriptors(GuardedDialect.prototype);
        GuardedDialect.prototype.begin = async function (options) {
          const transaction = await begin.value?.call(this, options);
          begun.push(transaction != null);
          return transaction ?? null;
        };
        try {
          const { signal } = new AbortController();
          const em = openSession(database.orm, signal);
          await beginSession({ em, signal });
          await em
            .getKysely()
            .getExecutor()
            .provideConnection((connection) => {
              const executeQuery = connection.executeQuery.bind(connection);
              connection.executeQuery = (query, options) => {
                raced.push(options?.signal != null);
                return executeQuery(query, options);
              };
              return Promise.resolve();
            });
          await em.count(User);
          await em.rollback();
        } finally {
          Object.defineProperty(GuardedDialect.prototype, 'begin', begin);
        }
        expect(begun).toEqual(isFast ? [true] : []);
        // Without the fast lane, the rollback goes over it, too.
        expect([raced.length > 0, raced.includes(true)]).toEqual([true, !isFast]);
      });

      it('has rows inserted by statements with parameters or not', async () => {
        const api = await TestApi.start(database, { env });
        const inserts: string[] = [];
        for (const name of ['a', 'b', 'c']) {
          const { statements } = await api.ask(CREATE, { viewer: ADMIN, variables: { name } });
          // But for those that the ORM wrote the values into.
          const own = statements.filter(({ isFormatted }) => !isFormatted);
          inserts.push(...own.map(({ sql }) => sql).filter((sql) => sql.startsWith('insert')));
        }
        expect(inserts).toHaveLength(isFast ? 2 : 0);
      });

      it('has reads by statements that stay prepared or not', async () => {
        const api = await TestApi.start(database, { env });
        await api.ask(READ, { viewer: ADMIN });
        expect(api.app.compiledReader?.counts.answered).toBe(1);
        if (database.dialect === 'postgresql') {
          const client = await (await poolOf(api.app.orm)).connect();
          const { rows } = await client.query('select name from pg_prepared_statements');
          client.release();
          expect(rows).toHaveLength(isFast ? 1 : 0);
        }
      });

      it('begins nothing more once its request is over', async () => {
        const abort = new AbortController();
        const em = openSession(database.orm, abort.signal);
        await beginSession({ em, signal: abort.signal });
        await em.execute('select 1');
        abort.abort(new TypeError('left'));
        await expect(em.execute('select 1')).rejects.toThrow('left');
        await em.rollback();
        expect(em.isInTransaction()).toBe(false);
      });
    },
    { env },
  );
});
