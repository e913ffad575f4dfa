import { TABLES } from '../support/application.js';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { User } from '../blog/models/index.js';
import { createOrm, type Orm } from '../../src/database/orm.js';
import { openSession, withSession } from '../../src/request/session.js';
import { runQuery } from '../../src/database/statements/statements.js';
import { loadSettings } from '../../src/settings.js';
import { TestDatabase } from '../support/databases.js';
import { newUser } from '../support/rows.js';
import { LANE } from '../../src/testing/lane.js';

const database = new TestDatabase('sqlite', { env: { SQLITE_BUSY_TIMEOUT_MS: '50' } });
beforeAll(() => database.open());
afterAll(() => database.close());

async function pragmas(orm: Orm, type: 'read' | 'write'): Promise<Record<string, unknown>> {
  const kysely = orm.em.fork().getKysely({ type });
  const names = [
    'journal_mode',
    'synchronous',
    'foreign_keys',
    'trusted_schema',
    'busy_timeout',
    'query_only',
  ];
  const rows = await Promise.all(names.map((name) => sql.raw(`pragma ${name}`).execute(kysely)));
  return Object.assign({}, ...rows.map((result) => result.rows[0])) as Record<string, unknown>;
}

describe('the two connections on SQLite', () => {
  it('sets the same pragmas on both, and lets the reader only read', async () => {
    const common = {
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      trusted_schema: 0,
      timeout: 50,
    };
    expect(await pragmas(database.orm, 'write')).toEqual({ ...common, query_only: 0 });
    expect(await pragmas(database.orm, 'read')).toEqual({ ...common, query_only: 1 });
    const reader = database.orm.em.fork().getKysely({ type: 'read' });
    await expect(sql`delete from users`.execute(reader)).rejects.toThrow(/readonly/);
  });

  it('reads during an open write transaction without waiting and without seeing it', async () => {
    const writing = openSession(database.orm);
    await writing.begin();
    const user = newUser(writing);
    await writing.flush();

    const reading = openSession(database.orm);
    const count = sql<{ n: number }>`select count(*) as n from users where id = ${user.id}`;
    expect(await reading.find(User, { id: user.id })).toEqual([]);
    expect(
      await runQuery({ em: reading }, { compile: () => count.compile(reading.getKysely()) }),
    ).toEqual([{ n: 0 }]);
    expect(
      await runQuery({ em: writing }, { compile: () => count.compile(writing.getKysely()) }),
    ).toEqual([{ n: 1 }]);
    expect(await writing.count(User, { id: user.id })).toBe(1);

    await writing.commit();
    expect(await openSession(database.orm).count(User, { id: user.id })).toBe(1);
  });

  it('takes the write lock when a transaction begins', async () => {
    const other = new Database(database.url.slice('sqlite:'.length), { timeout: 0 });
    const em = openSession(database.orm);
    await em.begin();
    expect(() => other.prepare('begin immediate').run()).toThrow(/locked/);
    await em.rollback();
    other.prepare('begin immediate').run();
    other.prepare('rollback').run();
    other.close();
  });

  it('lets the next unit of work write after one that could not begin', async () => {
    const other = new Database(database.url.slice('sqlite:'.length), { timeout: 0 });
    other.prepare('begin immediate').run();
    await expect(openSession(database.orm).begin()).rejects.toThrow(/locked/);
    other.prepare('rollback').run();
    other.close();
    await withSession(database, async (em) => {
      newUser(em);
      await em.flush();
    });
  });

  it('gives the writer to one unit of work after the other', async () => {
    const running: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        withSession(database, async () => {
          running.push(`${name}+`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running.push(`${name}-`);
        }),
      ),
    );
    expect(running.join(' ')).toBe('a+ a- b+ b- c+ c-');
  });

  it('rolls back a transaction that SQLite has ended already', async () => {
    const em = openSession(database.orm);
    await em.begin();
    await em.execute('rollback');
    await em.rollback();
    await withSession(database, async (next) => next.count(User));
  });

  it('reads new columns through a statement prepared before', async () => {
    const em = openSession(database.orm);
    const read = (): Promise<{ extra?: number }[]> =>
      runQuery<{ extra?: number }>(
        { em },
        {
          compile: () =>
            sql<{ extra?: number }>`select * from rbac_roles where id > ${0}`.compile(
              em.getKysely(),
            ),
        },
      );
    await em.execute(`insert into rbac_roles (name) values ('one')`);
    expect((await read())[0]).not.toHaveProperty('extra');
    await em.execute('alter table rbac_roles add column extra integer default 5');
    expect((await read())[0]).toHaveProperty('extra', 5);
    await em.execute('alter table rbac_roles drop column extra');
  });
});

describe('the SQLite file', () => {
  it('is made with its folder when it is missing', async () => {
    const home = await mkdtemp(join(tmpdir(), 'relata-test-'));
    const file = join(home, 'data', 'deep', 'relata.sqlite3');
    const orm = await createOrm(
      loadSettings({ ...LANE, DATABASE_URL: `sqlite:${file}` }).database,
      TABLES,
    );
    expect(existsSync(dirname(file))).toBe(false);
    await orm.migrator.up();
    expect(existsSync(file)).toBe(true);
    await orm.close(true);
    expect(existsSync(file)).toBe(true);
    await rm(home, { recursive: true });
  });

  it('is temporary for sqlite::memory:, and gone after close', async () => {
    const orm = await createOrm(
      loadSettings({ ...LANE, DATABASE_URL: 'sqlite::memory:' }).database,
      TABLES,
    );
    await orm.migrator.up();
    await withSession({ orm }, async (em) => {
      newUser(em);
      await em.flush();
    });
    expect(await openSession(orm).count(User)).toBe(1);
    const folder = dirname(orm.config.get('dbName'));
    expect(existsSync(folder)).toBe(true);
    await orm.close(true);
    expect(existsSync(folder)).toBe(false);
  });
});
