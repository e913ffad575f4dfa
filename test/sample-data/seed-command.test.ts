import { type CommandOutput, runSeed } from '../../src/cli/seed-command.js';
import { describeEachDatabase, type TestDatabase, TestDatabase as Database } from '../databases.js';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(url: string, ...args: readonly string[]): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written): object => ({
    isTTY: false,
    write: (text: string) => {
      written[name] += text;
      return true;
    },
  });
  const output = { stdout: stream('stdout'), stderr: stream('stderr') } as unknown as CommandOutput;
  const code = await runSeed(args, output, { DATABASE_URL: url });
  return { code, ...written };
}

const users = (database: TestDatabase): Promise<{ readonly id: number }[]> =>
  database.orm.em.fork().execute('select id from users');

describeEachDatabase(
  'npm run seed',
  (database) => {
    it('says what it does in plain lines, and counts at the end', async () => {
      const { code, stdout, stderr } = await run(
        database.url,
        '--users',
        '5',
        '--posts',
        '8',
        '--tags',
        '4',
      );
      expect(stdout).toMatch(
        /^Wrote 5 users, 5 profiles, 8 posts, 4 tags, 5 roles, 40 permissions, \d+ links in \d+\.\d s\n$/,
      );
      expect(stderr).toBe('5 of 13 users and posts written\n13 of 13 users and posts written\n');
      expect(code).toBe(0);
    });

    it('says of one that it is one', async () => {
      const counts = ['--users', '1', '--posts', '1', '--tags', '1', '--force'];
      const { stdout } = await run(database.url, ...counts);
      // What came with the first five users is there: nothing is said in the singular but what is one.
      expect(stdout).toMatch(
        /^Wrote 1 user, 1 profile, 1 post, 0 tags, 0 roles, 0 permissions, \d+ links? in /,
      );
      await database.orm.em.fork().execute('delete from posts where author_id > 5');
      await database.orm.em.fork().execute('delete from users where id > 5');
    });

    it('refuses a database that has users, unless it is forced', async () => {
      const refused = await run(database.url, '--users', '5');
      expect(refused).toEqual({
        code: 1,
        stdout: '',
        stderr: 'The database has users already: --force adds to them\n',
      });
      const sample = await run(database.url, '--preset', 'sample');
      expect(sample.code).toBe(1);
      expect(sample.stderr).toContain('has users already');
      expect(await users(database)).toHaveLength(5);
      expect((await run(database.url, '--users', '2', '--posts', '1', '--force')).code).toBe(0);
      expect(await users(database)).toHaveLength(7);
    });
  },
  { emptied: true },
);

describe('npm run seed', () => {
  it.each([
    [['--users', '-1'], "option '--users <count>' argument '-1' is invalid"],
    [['--posts', '1e3'], "option '--posts <count>' argument '1e3' is invalid"],
    [['--tags', '10000001'], 'from 0 to 10000000'],
    [['--preset', 'huge'], 'Allowed choices are sample, spec'],
    [['--preset', 'sample', '--users', '3'], '--preset sample is always the same'],
    [['--nonsense'], "unknown option '--nonsense'"],
    [['more'], 'too many arguments'],
  ])('refuses %j in words', async (args, words) => {
    const { code, stderr } = await run('sqlite::memory:', ...args);
    expect(stderr).toContain(words);
    expect(code).toBe(1);
  });

  it('migrates a new SQLite file, but tells whoever owns a PostgreSQL database to', async () => {
    const sqlite = new Database('sqlite', { migrated: false });
    const postgresql = new Database('postgresql', { migrated: false });
    await Promise.all([sqlite.open(), postgresql.open()]);
    try {
      const filled = await run(sqlite.url, '--preset', 'sample');
      const stdout =
        'Wrote the sample data; mira, tomas, zoe, Sam sign in with relata-demo-password\n';
      expect(filled).toEqual({ code: 0, stdout, stderr: '' });
      const refused = await run(postgresql.url);
      expect(refused.stderr).toMatch(
        /^\d+ migrations not applied \(first: \w+\)\. Run: npx mikro-orm migration:up\n$/,
      );
      expect(refused.code).toBe(1);
    } finally {
      await Promise.all([sqlite.close(), postgresql.close()]);
    }
  });

  it('says in one line that a database cannot be reached', async () => {
    const { code, stderr } = await run('postgres://nobody@127.0.0.1:1/nothing');
    expect(stderr).toMatch(/^[^\n]*ECONNREFUSED[^\n]*\n$/);
    expect(code).toBe(1);
  });
});
