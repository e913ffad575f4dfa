import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/settings.js';
import { blog } from '../blog/blog.js';
import { createApp } from '../../src/create-app.js';
import { describeEachDatabase } from '../support/databases.js';

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
