import { application } from '../../src/app.js';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createApp } from '../../packages/relata/src/create-app.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import { explainStartupFailure } from '../../packages/relata/src/startup-failure.js';
import { TestDatabase } from '../databases.js';
import { runToEnd } from '../docs/run-process.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

const SECRET = 'a secret of the tests, thirty-two bytes';
/** A user without rights to what belongs to the one who runs the tests. */
const NOBODY = 65_534;

/** What others are copies of. */
const ours = new TestDatabase('sqlite', { emptied: true });
beforeAll(() => ours.open());
afterAll(() => ours.close());

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relata-foreign-'));
  file = join(folder, 'some.sqlite3');
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

/** What is in the folder, to the byte. */
const contents = (): readonly (readonly [string, string])[] =>
  readdirSync(folder)
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]);

const fill = (path: string, sql: string): void => {
  const database = new Database(path);
  database.exec(sql);
  database.close();
};

/** Starts the application. @returns what it says of a start that failed; null if it started */
async function start(url = `sqlite:${file}`, env: Record<string, string> = {}) {
  const app = await createApp(
    application,
    loadSettings({
      ...LANE,
      DATABASE_URL: url,
      PORT: '0',
      LOG_LEVEL: 'silent',
      SECRET,
      PLAYGROUND: 'off',
      ...env,
    }),
  );
  try {
    await app.start();
    return null;
  } catch (error) {
    return explainStartupFailure(error);
  } finally {
    await app.stop();
  }
}

const rows = (sql: string): unknown[] => {
  const database = new Database(file, { readonly: true });
  const found = database.prepare(sql).pluck().all();
  database.close();
  return found;
};

const HISTORY =
  'create table mikro_orm_migrations (id integer primary key, name text, executed_at datetime);';

/** What makes a file one of somebody else, by the first table that tells. */
const FOREIGN: readonly (readonly [name: string, sql: string])[] = [
  ['orders', 'create table orders (id integer primary key); insert into orders values (1)'],
  ['users', 'create table users (id integer primary key, name text); create table zoo (id)'],
  ['notes', 'create view notes as select 1 as id'],
  ['index', 'create virtual table "index" using fts5(body)'],
  ['knex_migrations', 'create table knex_migrations (id integer primary key, name text)'],
  [
    'mikro_orm_migrations',
    `${HISTORY} insert into mikro_orm_migrations (name) values ('Migration20200101000000_initial')`,
  ],
  ['mikro_orm_migrations', 'create table mikro_orm_migrations (version integer)'],
  ['posts', `${HISTORY} create table posts (id integer primary key)`],
];

describe('a SQLite file of something else', () => {
  it.each(FOREIGN)('is left as it is (%s)', async (table, sql) => {
    fill(file, sql);
    const before = contents();
    expect(await start()).toBe(
      `Relata did not start: ${file} has tables of something else (${table}) and was left as it is: let DATABASE_URL name another file`,
    );
    expect(contents()).toEqual(before);
  });

  it('is left as it is with what another process has not checkpointed yet', async () => {
    const other = new Database(join(folder, 'other.sqlite3'));
    other.pragma('journal_mode = WAL');
    other.exec('create table orders (id integer primary key)');
    copyFileSync(join(folder, 'other.sqlite3'), file);
    copyFileSync(join(folder, 'other.sqlite3-wal'), `${file}-wal`);
    other.close();
    rmSync(join(folder, 'other.sqlite3'));
    const before = contents();
    expect(await start()).toContain('tables of something else (orders)');
    const kept = new Set(before.map(([name]) => name));
    expect(contents().filter(([name]) => kept.has(name))).toEqual(before);
  });

  it.each([
    ['npm start', 1],
    ['npm run seed', 1],
    ['npm run create-admin -- --username ada --email ada@example.com', 1],
    ['npx mikro-orm migration:up', 1],
    ['npx mikro-orm migration:pending', 1],
    ['npx mikro-orm schema:create --run', 1],
  ])('is left as it is by %s', async (command, code) => {
    fill(file, 'create table users (id integer primary key)');
    const before = contents();
    const ended = await runToEnd(command, { DATABASE_URL: `sqlite:${file}`, SECRET });
    expect(`${ended.stdout}${ended.stderr}`).toContain('let DATABASE_URL name another file');
    if (command.startsWith('npm')) {
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
      expect(ended.stdout).toBe('');
    }
    expect(ended.code).toBe(code);
    expect(contents()).toEqual(before);
  });
});

describe('a SQLite file that is not whole', () => {
  it.each([
    [
      'is no database',
      () => {
        writeFileSync(file, 'Dear diary, '.repeat(1000));
      },
      'is not a SQLite database',
    ],
    [
      'has a damaged first page',
      () => {
        damage(24, 4000);
      },
      'is damaged',
    ],
    [
      'has damaged tables',
      () => {
        damage(4096, 400_000);
      },
      'is damaged',
    ],
    [
      'was cut',
      () => {
        copyTemplate();
        truncateSync(file, 20_000);
      },
      'is damaged',
    ],
    [
      'is a folder',
      () => {
        mkdirSync(file);
      },
      'is a folder: let DATABASE_URL name a file',
    ],
  ])('is told in one line: it %s', async (_name, make, says) => {
    make();
    const ended = await runToEnd('npm start', { DATABASE_URL: `sqlite:${file}`, SECRET });
    expect(ended.stderr).toMatch(/^Relata did not start: [^\n]+\n$/);
    expect(ended.stderr).toContain(says);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
  });

  it('is told in one line by the other commands', async () => {
    damage(4096, 400_000);
    for (const command of [
      'npm run seed',
      'npm run create-admin -- --username a --email a@b.example',
    ]) {
      const ended = await runToEnd(command, { DATABASE_URL: `sqlite:${file}`, SECRET });
      expect(ended.stderr).toMatch(/^Relata did not start: [^\n]+is damaged[^\n]+\n$/);
      expect(ended.code).toBe(1);
    }
  });

  it('below a path that is none is told in one line', async () => {
    writeFileSync(file, 'x');
    expect(await start(`sqlite:${join(file, 'below', 'a.sqlite3')}`)).toMatch(
      /^Relata did not start: [^\n]+; the path in DATABASE_URL does not lead through folders to a file$/,
    );
  });
});

describe('a SQLite file that may not be written', () => {
  it.each([
    [
      'file',
      () => {
        copyTemplate();
        chmodSync(file, 0o444);
        chmodSync(folder, 0o777);
      },
    ],
    [
      'folder',
      () => {
        copyTemplate();
        chmodSync(file, 0o666);
        chmodSync(folder, 0o555);
      },
    ],
    [
      'folder of no file',
      () => {
        chmodSync(folder, 0o555);
      },
    ],
  ])('is told in one line (%s)', async (_name, make) => {
    make();
    const before = contents();
    const ended = await runToEnd(
      'npm start',
      { DATABASE_URL: `sqlite:${file}`, SECRET },
      process.getuid?.() === 0 ? NOBODY : undefined,
    );
    expect(ended.stderr).toMatch(
      /^Relata did not start: \S+ cannot be written \(EACCES\): the database in DATABASE_URL needs [^\n]+\n$/,
    );
    expect(ended.code).toBe(1);
    expect(contents()).toEqual(before);
  });
});

describe('sample data', () => {
  const users = () => rows('select count(*) from users')[0];

  it.each([
    ['is not there', () => undefined],
    [
      'is empty',
      () => {
        writeFileSync(file, '');
      },
    ],
    [
      'has no tables',
      () => {
        fill(file, 'pragma journal_mode = WAL');
      },
    ],
    [
      'was left by a start that was cut short',
      () => {
        fill(file, HISTORY);
      },
    ],
  ])('is written to a file that %s', async (_name, make) => {
    make();
    expect(await start()).toBeNull();
    expect(Number(users())).toBeGreaterThan(0);
  });

  it('is not written to a file that was there, whatever is in it', async () => {
    copyTemplate();
    fill(file, 'create table orders (id integer primary key)');
    expect(await start()).toBeNull();
    expect(users()).toBe(0);
    expect(rows('select count(*) from orders')).toEqual([0]);
    expect(await start()).toBeNull();
    expect(users()).toBe(0);
  });

  it('is not written once its rows are gone', async () => {
    expect(await start()).toBeNull();
    fill(file, 'pragma foreign_keys = off; delete from users');
    expect(await start()).toBeNull();
    expect(users()).toBe(0);
  });
});

describe('a PostgreSQL database that cannot be used', () => {
  const database = new TestDatabase('postgresql', { migrated: false });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  it.each([
    ['port', '1', 'cannot be reached: check DATABASE_URL'],
    ['pathname', '/nowhere', 'create the database, or check its name in DATABASE_URL'],
    ['username', 'nobody_here', 'check user and password in DATABASE_URL'],
  ] as const)('is told in one line (%s)', async (part, value, says) => {
    const url = new URL(database.url);
    url[part] = value;
    expect(await start(url.href)).toMatch(new RegExp(`^Relata did not start: [^\\n]+${says}$`));
  });
});

describe('a PostgreSQL database of something else', () => {
  const database = new TestDatabase('postgresql', { migrated: false });
  beforeAll(() => database.open());
  afterAll(() => database.close());
  const NOT_APPLIED =
    /^Relata did not start: \d+ migrations? not applied \(first: \w+\)\. Run: npx mikro-orm migration:up$/;
  const execute = (sql: string) => database.orm.em.fork().execute(sql);
  const tables = () =>
    database.orm.em.fork().execute("select tablename from pg_tables where schemaname = 'public'");

  it('is left as it is, and so is an empty one', async () => {
    expect(await start(database.url)).toMatch(NOT_APPLIED);
    expect(await tables()).toEqual([]);
    await execute('create table users (id integer primary key)');
    const refused = await start(database.url);
    expect(refused).toBe(
      "Relata did not start: The database has tables of something else (users) and none of Relata's. " +
        "Let DATABASE_URL name another, or add Relata's tables to it by: npx mikro-orm migration:up",
    );
    for (const command of [
      'npm run seed',
      'npm run create-admin -- --username a --email a@b.example',
    ]) {
      const ended = await runToEnd(command, { DATABASE_URL: database.url, SECRET });
      expect(ended.stderr).toContain('tables of something else (users)');
      expect(ended.code).toBe(1);
    }
    expect(await tables()).toEqual([{ tablename: 'users' }]);
    await execute('drop table users');
  });

  it.each(['view', 'materialized view'])('is told by a %s alone', async (kind) => {
    await execute(`create ${kind} notes as select 1 as id`);
    const refused = await start(database.url);
    await execute(`drop ${kind} notes`);
    expect(refused).toContain('tables of something else (notes)');
  });

  it('is not told by what an extension brings, nor by tables elsewhere', async () => {
    await execute('create extension pg_stat_statements');
    await execute('create schema elsewhere');
    await execute('create table elsewhere.notes (id integer primary key)');
    const refused = await start(database.url);
    await execute('drop extension pg_stat_statements');
    await execute('drop schema elsewhere cascade');
    expect(refused).toMatch(NOT_APPLIED);
  });

  it('is not what has some of our migrations', async () => {
    await database.orm.migrator.up();
    const [last] = (await database.orm.migrator.getExecuted()).slice(-1);
    await database.orm.migrator.down();
    expect(await start(database.url)).toBe(
      `Relata did not start: 1 migration not applied (first: ${last?.name ?? ''}). Run: npx mikro-orm migration:up`,
    );
  });
});

function copyTemplate(): void {
  copyFileSync(ours.url.slice('sqlite:'.length), file);
}

/** Makes a file of ours, and writes noise over a part of it. */
function damage(from: number, to: number): void {
  copyTemplate();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, from, Math.min(to, bytes.length));
  writeFileSync(file, bytes);
}
