import { blog } from '../blog/blog.js';
import { createApp } from '../../src/create-app.js';
import { checkCollations } from '../../src/database/check-collations.js';
import { TestApi } from '../support/api.js';
import { describeEachDatabase, TestDatabase } from '../support/databases.js';
import { observeStatements } from '../../src/database/statements/statement-log.js';

const PREFIX = 'Text must be compared by code point: ';

/** Starts the application on a database. @returns why it does not start */
async function refusal(database: TestDatabase): Promise<string> {
  try {
    const api = await TestApi.start(database);
    await api.stop();
    return '';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

describe('on PostgreSQL the start', () => {
  const database = new TestDatabase('postgresql');
  beforeAll(() => database.open());
  afterAll(() => database.close());
  const run = async (...statements: readonly string[]): Promise<void> => {
    for (const statement of statements) {
      await database.orm.em.fork().execute(statement);
    }
  };

  it.each([
    [
      'another collation',
      ['alter table posts alter column title type varchar(255) collate "en-x-icu"'],
      'Post.title: the column has the type character varying(255) and the collation en-x-icu; ' +
        'run alter table "posts" alter column "title" type character varying(255) collate "C"',
    ],
    [
      'that of the database',
      ['alter table posts alter column content type text collate "default"'],
      'Post.content: the column has the type text and the collation default, en-US; run alter table "posts" alter column "content" type text collate "C"',
    ],
    [
      'one in which different texts are the same',
      [
        `create collation odd (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
        'alter table profiles alter column interests type text[] collate odd',
      ],
      'Profile.interests: the column has the type text[] and the collation odd; run alter table "profiles" alter column "interests" type text[] collate "C"',
    ],
    [
      'a key without case',
      ['alter table tags alter column name_key type text collate "und-x-icu"'],
      'Tag.nameKey: the column has the type text and the collation und-x-icu; run alter table "tags" alter column "name_key" type text collate "C"',
    ],
    [
      'an enum in another order',
      ['alter table posts alter column status type text collate "en-x-icu"'],
      'Post.status: the column has the type text and the collation en-x-icu; run alter table "posts" alter column "status" type text collate "C"',
    ],
    [
      'a type that compares in its own way',
      ['alter table rbac_roles alter column name type char(40) collate "C"'],
      'Role.name: the column has the type character(40) and the collation C; run alter table "rbac_roles" alter column "name" type text collate "C"',
    ],
  ])('refuses %s, and takes the remedy', async (_what, statements, reason) => {
    await run(...statements);
    expect(await refusal(database)).toBe(`StartupError: ${PREFIX}${reason}`);
    await run(reason.slice(reason.indexOf('alter table')));
    expect(await refusal(database)).toBe('');
  });

  it('names all of them at once', async () => {
    await run(
      'alter table posts alter column title type varchar(255) collate "en-x-icu"',
      'alter table tags alter column name type varchar(255) collate "de-x-icu"',
    );
    const said = await refusal(database);
    expect(said.match(/\w+\.\w+(?=: the column)/g)).toEqual(['Post.title', 'Tag.name']);
    await run(
      'alter table posts alter column title type varchar(255) collate "C"',
      'alter table tags alter column name type varchar(255) collate "C"',
    );
  });

  it('takes collations that are by code point under other names, and domains', async () => {
    await run(
      'create domain headline as text collate "C"',
      `create collation plain (provider = libc, locale = 'C.utf8')`,
      'alter table posts alter column status type text collate plain',
      'alter table posts alter column title type headline',
      'alter table posts alter column content type text collate "POSIX"',
      'alter table tags alter column name type varchar(255) collate "ucs_basic"',
    );
    expect(await refusal(database)).toBe('');
  });
});

describe('on SQLite the start', () => {
  it.each([
    ['nocase', '`title` text not null collate nocase', 'nocase'],
    [
      'RTRIM with brackets before it',
      `\`title\` text not null default (replace('a, b', 'a', 'b')) COLLATE "RTRIM"`,
      'RTRIM',
    ],
    ['binary', '`title` text not null collate binary', null],
    ['the word in a text', `\`title\` text not null default 'a, collate nocase'`, null],
    ['the word alone in a text', `\`title\` text not null default 'collate nocase'`, null],
    ['another column', '`title_old` text collate nocase, `title` text not null', null],
  ])('looks at %s', async (_what, definition, collation) => {
    const database = new TestDatabase('sqlite');
    await database.open();
    try {
      const em = database.orm.em.fork();
      const [table] = await em.execute<{ sql: string }[]>(
        `select sql from sqlite_schema where name = 'posts'`,
      );
      const sql = table?.sql.replace(/`title` text not null/, definition) ?? '';
      expect(sql).toContain(definition);
      await em.execute('drop table posts');
      await em.execute(sql);
      expect(await refusal(database)).toBe(
        collation === null
          ? ''
          : `StartupError: ${PREFIX}Post.title: the column has the collation ${collation}; make the table anew without it`,
      );
    } finally {
      await database.close();
    }
  });
});

describeEachDatabase('the check of collations', (database) => {
  it('is one statement', async () => {
    const app = await createApp(blog, database.settings);
    try {
      const statements: string[] = [];
      const stop = observeStatements(app.orm, ({ sql }) => statements.push(sql));
      await checkCollations(app.orm, app.engine.catalog);
      stop();
      expect(statements).toHaveLength(1);
    } finally {
      await app.stop();
    }
  });
});
