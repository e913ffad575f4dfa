import { TABLES } from '../support/application.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { DriverException } from '@mikro-orm/core';
import { sql } from 'kysely';
import { User } from '../blog/models/index.js';
import { createOrm } from '../../src/database/orm.js';
import { openSession } from '../../src/request/session.js';
import {
  observeStatements,
  type ObservedStatement,
} from '../../src/database/statements/statement-log.js';
import { type Compilable, runQuery } from '../../src/database/statements/statements.js';
import { until } from '../support/until.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { newUser } from '../support/rows.js';

describeEachDatabase('runQuery', (database) => {
  const raw = <Row>(text: ReturnType<typeof sql<Row>>): Compilable<Row> => ({
    compile: () => text.compile(openSession(database.orm).getKysely()),
  });

  it('runs in the transaction of the session', async () => {
    const em = openSession(database.orm);
    await em.begin();
    const user = newUser(em);
    await em.flush();
    const query = raw(sql<{ username: string }>`select username from users where id = ${user.id}`);
    expect(await runQuery({ em }, query)).toEqual([{ username: user.username }]);
    expect(await runQuery({ em: openSession(database.orm) }, query)).toEqual([]);
    await em.rollback();
  });

  it('tells observers of every statement, with its parameters', async () => {
    const seen: ObservedStatement[] = [];
    const em = openSession(database.orm);
    const end = observeStatements(database.orm, (statement) => seen.push(statement));
    await runQuery({ em }, raw(sql`select id from users where username = ${'x'}`));
    await em.findOne(User, { username: 'y' });
    await expect(runQuery({ em }, raw(sql`select ${1} from nowhere`))).rejects.toThrow();
    end();
    await em.count(User);
    expect(seen.map(({ parameters }) => parameters[0])).toEqual(['x', 'y', 1]);
    expect(seen[0]?.sql).toMatch(/^select id from users where username = (\?|\$1)$/);
    expect(seen.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
  });

  it('throws what the ORM would throw', async () => {
    const em = openSession(database.orm);
    await expect(runQuery({ em }, raw(sql`select * from nowhere`))).rejects.toThrow(
      DriverException,
    );
  });

  it('does not begin after its signal was aborted', async () => {
    const reason = new TypeError('left');
    const seen: ObservedStatement[] = [];
    const end = observeStatements(database.orm, (statement) => seen.push(statement));
    const context = { em: openSession(database.orm), signal: AbortSignal.abort(reason) };
    await expect(runQuery(context, raw(sql`select 1`))).rejects.toBe(reason);
    end();
  });

  it('tells how many rows a statement gave or changed, where that is known', async () => {
    const rows: (number | undefined)[] = [];
    const em = openSession(database.orm);
    await em.begin();
    const end = observeStatements(database.orm, (statement) => rows.push(statement.rows));
    newUser(em);
    await em.flush();
    await em.nativeUpdate(User, {}, { isActive: true });
    await runQuery({ em }, raw(sql`select id from users where username = ${'nobody'}`));
    await em.rollback();
    end();
    expect(rows).toEqual([1, expect.any(Number), 0, undefined]);
    expect(rows[1]).toBeGreaterThan(0);
  });

  it('shows statements in SQL_ECHO laid out, with their time, rows and values', async () => {
    const texts: string[] = [];
    const settings = { ...database.settings.database, sqlEcho: true };
    const orm = await createOrm(settings, TABLES, { echo: (text) => texts.push(text) });
    const em = openSession(orm);
    await runQuery(
      { em },
      raw(
        sql`select id from users u where username = ${'x'} and username in (select ${'y'.repeat(200)})`,
      ),
    );
    expect(texts).toHaveLength(1);
    expect(texts[0]?.replaceAll(/\$\d/g, '?')).toMatch(
      new RegExp(
        [
          '^select id',
          'from users u',
          'where username = \\?',
          '  and username in \\(',
          '  select \\?',
          '\\);',
          `-- \\d+\\.\\d ms; 0 rows; values "x", "y{99}…$`,
        ].join('\n'),
      ),
    );
    await orm.close(true);
  });

  it('says in SQL_ECHO what statements are run for, once as long as it is the same', async () => {
    const texts: string[] = [];
    const headings = [null, 'query A', 'query A', 'query B', null, 'query B'];
    const settings = { ...database.settings.database, sqlEcho: true };
    const orm = await createOrm(settings, TABLES, {
      echo: (text) => texts.push(text),
      heading: () => headings[texts.length] ?? null,
    });
    for (const [index] of headings.entries()) {
      await runQuery({ em: openSession(orm) }, raw(sql`select ${sql.lit(index)}`));
    }
    expect(texts.map((text) => text.replaceAll(/;\n-- \d.*$/gs, ''))).toEqual([
      'select 0',
      '\n-- query A\nselect 1',
      'select 2',
      '\n-- query B\nselect 3',
      'select 4',
      '\n-- query B\nselect 5',
    ]);
    await orm.close(true);
  });
});

describe('a statement that runs on PostgreSQL', () => {
  const database = new TestDatabase('postgresql', {
    env: { DB_STATEMENT_TIMEOUT_MS: '300', DB_QUERY_TIMEOUT_MS: '600' },
  });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  const sleepers = async (): Promise<number> => {
    const em = openSession(database.orm);
    const rows = await em.execute<readonly object[]>(
      `select 1 from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select pg_sleep%'`,
    );
    return rows.length;
  };

  it('is cancelled in the server when its signal is aborted', async () => {
    const orm = await createOrm(
      { ...database.settings.database, statementTimeoutMs: 0, queryTimeoutMs: 0 },
      TABLES,
    );
    // Kysely tells the console of every statement it cancels.
    const { error } = console;
    console.error = () => undefined;
    const controller = new AbortController();
    const em = openSession(orm, controller.signal);
    const running = runQuery(
      { em, signal: controller.signal },
      {
        compile: () => sql`select pg_sleep(30)`.compile(em.getKysely()),
      },
    );
    const outcome = expect(running).rejects.toThrow('left');
    expect(await until(async () => (await sleepers()) === 1)).toBe(true);
    controller.abort(new TypeError('left'));
    await outcome;
    expect(await until(async () => (await sleepers()) === 0)).toBe(true);
    console.error = error;
    await orm.close(true);
  });

  it('is ended by the server when it takes too long', async () => {
    const em = openSession(database.orm);
    await expect(em.execute('select pg_sleep(5)')).rejects.toThrow(/statement timeout/);
  });

  it('has the session settings of the server', async () => {
    const em = openSession(database.orm);
    const rows = await em.execute<readonly object[]>(
      `select current_setting('TimeZone') as zone, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('application_name') as name`,
    );
    expect(rows).toEqual([{ zone: 'UTC', lock: '2s', idle: '10s', name: 'relata' }]);
  });

  it('frees its connection when the server goes away in the middle of a transaction', async () => {
    const orm = await createOrm({ ...database.settings.database, poolMax: 1 }, TABLES);
    for (let round = 0; round < 3; round += 1) {
      const em = openSession(orm);
      await em.begin();
      const [row] = await em.execute<readonly { pid: number }[]>('select pg_backend_pid() as pid');
      await openSession(database.orm).execute(`select pg_terminate_backend(${String(row?.pid)})`);
      await sleep(50);
      await expect(em.count(User)).rejects.toThrow();
      await em.rollback();
    }
    expect(await openSession(orm).count(User)).toBeGreaterThanOrEqual(0);
    await orm.close(true);
  });

  it('does not use a connection again on which the server stopped answering', async () => {
    const settings = {
      ...database.settings.database,
      poolMax: 1,
      statementTimeoutMs: 0,
      queryTimeoutMs: 200,
    };
    const orm = await createOrm(settings, TABLES);
    await expect(openSession(orm).execute('select pg_sleep(600)')).rejects.toThrow(/timeout/);
    // It would wait behind the other for ten minutes.
    expect(await openSession(orm).count(User)).toBeGreaterThanOrEqual(0);
    await orm.close(true);
  });
});
