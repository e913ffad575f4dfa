import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Property } from '@mikro-orm/decorators/legacy';
import { loadSettings } from '../../src/settings.js';
import { blog } from '../blog/blog.js';
import { createApp } from '../../src/create-app.js';
import { blogWith } from '../support/application.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { makeModel } from '../support/models/made-model.js';

/** A key that is computed, as each database has it. */
const COMPUTED = {
  sqlite: 'varchar(255) generated always as (moved) virtual',
  postgresql: 'varchar(255) collate "C" generated always as (moved) stored',
};
const QUIET = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' };

describeEachDatabase(
  'a database that lacks columns of the models',
  (database) => {
    const start = async (): Promise<string> => {
      const app = await createApp(blog, database.settings);
      try {
        await app.start();
        return 'started';
      } catch (error) {
        return String(error);
      } finally {
        await app.stop();
      }
    };

    it.each([
      ['tags', 'name', 'tags.name'],
      ['posts', 'author_id', 'posts.author_id'],
      ['post_tags', 'tag_id', 'post_tags.tag_id'],
      ['auth_sessions', 'user_id', 'auth_sessions.user_id'],
    ])('does not start without %s.%s', async (table, column, missing) => {
      const rename = (from: string, to: string) =>
        database.orm.em.fork().execute(`alter table ${table} rename column ${from} to ${to}`);
      await rename(column, 'moved');
      const said = await start();
      await rename('moved', column);
      expect(said).toContain(
        `The database lacks ${missing} of the models: without migrations, tables are made once, so begin with a new database`,
      );
      expect(await start()).toBe('started');
    });

    it.each([
      [
        'a column that is computed',
        [
          'alter table tags rename column name_key to moved',
          `alter table tags add column name_key ${COMPUTED[database.dialect]}`,
        ],
        [
          'alter table tags drop column name_key',
          'alter table tags rename column moved to name_key',
        ],
      ],
      [
        'a view',
        ['alter table tags rename to moved', 'create view tags as select * from moved'],
        ['drop view tags', 'alter table moved rename to tags'],
      ],
    ])('starts with %s in the place of what is written', async (_what, there, back) => {
      const run = async (statements: readonly string[]): Promise<void> => {
        for (const statement of statements) {
          await database.orm.em.fork().execute(statement);
        }
      };
      await run(there);
      const said = await start();
      await run(back);
      expect(said).toBe('started');
    });

    it('names five of five', async () => {
      const columns = ['id', 'version', 'title', 'content', 'author_id'];
      const rename = async (from: (name: string) => string, to: (name: string) => string) => {
        for (const name of columns) {
          await database.orm.em
            .fork()
            .execute(`alter table posts rename column ${from(name)} to ${to(name)}`);
        }
      };
      const same = (name: string) => name;
      const moved = (name: string) => `moved_${name}`;
      await rename(same, moved);
      const said = await start();
      await rename(moved, same);
      expect(said).toMatch(/lacks (posts\.\w+, ){4}posts\.\w+ of the models/);
    });

    it('names some of many', async () => {
      await database.orm.em.fork().execute('alter table posts rename to moved');
      const said = await start();
      await database.orm.em.fork().execute('alter table moved rename to posts');
      expect(said).toMatch(/lacks (posts\.\w+, ){4}posts\.\w+ and \d+ more of the models/);
    });
  },
  { env: QUIET },
);

it('a new file that lacks columns is not filled with sample data', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relata-columns-'));
  mkdirSync(join(folder, 'migrations/sqlite'), { recursive: true });
  let fills = 0;
  const sampleData = {
    fill: () => Promise.resolve((fills += 1) > 0),
    accounts: () => Promise.resolve([]),
    refuse: () => Promise.resolve(),
  };
  const app = await createApp(
    {
      ...blog,
      migrations: join(folder, 'migrations'),
      sampleData: () => Promise.resolve(sampleData),
    },
    loadSettings({
      ...QUIET,
      NODE_ENV: 'test',
      DATABASE_URL: `sqlite:${join(folder, 'a.sqlite3')}`,
      SAMPLE_DATA: 'auto',
    }),
  );
  try {
    await expect(app.start()).rejects.toThrow('run npm run migration:create');
    expect(fills).toBe(0);
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true });
  }
});

describe('a database beside whose tables are others', () => {
  const database = new TestDatabase('postgresql', { env: QUIET });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  it('has only the columns of those it is asked for', async () => {
    const em = database.orm.em.fork();
    await em.execute('alter table tags rename column name to moved');
    await em.execute('create schema beside');
    await em.execute('create table beside.tags (name text)');
    const app = await createApp(blog, database.settings);
    await expect(app.start()).rejects.toThrow('The database lacks tags.name of the models');
    await app.stop();
  });
});

describe('a model with a property that is not stored', () => {
  const models = [
    ...blog.models,
    makeModel((prototype) => {
      Property({ type: 'string', persist: false, nullable: true })(prototype, 'computed');
    }),
  ];
  const database = new TestDatabase('sqlite', { env: QUIET, models });
  beforeAll(() => database.open());
  afterAll(() => database.close());

  it('starts without a column for it', async () => {
    const app = await createApp(blogWith({ models }), database.settings);
    await expect(app.start()).resolves.toContain('http');
    await app.stop();
  });
});
