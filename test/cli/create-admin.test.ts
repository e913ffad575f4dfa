import { PassThrough } from 'node:stream';
import { runCommand } from '../../packages/relata/src/cli/program.js';
import { SEEDED_PERMISSIONS } from '../../src/sample-data/roles.js';
import { Accounts, grantOf, payloadCodesOf } from '../../packages/relata/test/support/accounts.js';
import { describeEachDatabase, TestDatabase } from '../databases.js';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; with lines, on a terminal at which they are typed. */
async function run(
  url: string,
  args: readonly string[],
  typed: readonly string[] | null = null,
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const left = [...(typed ?? [])];
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== null });
  const stream = (name: keyof typeof written): PassThrough => {
    const out = new PassThrough();
    out.on('data', (chunk: Buffer) => {
      written[name] += chunk.toString();
      // A person types when asked.
      if (chunk.toString().endsWith(': ')) {
        setImmediate(() => stdin.write(left.shift() ?? '\u0004'));
      }
    });
    return out;
  };
  const env = { NODE_ENV: 'test', DATABASE_URL: url, PASSWORD_MEMORY_KIB: '8' };
  const code = await runCommand(['create-admin', ...args], {
    stdin,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env,
  });
  await new Promise(setImmediate);
  return { code, ...written };
}

describeEachDatabase('relata create-admin', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
  });
  afterAll(() => accounts.stop());

  const permissions = async (login: string, password: string): Promise<number> => {
    const { accessToken } = grantOf(await accounts.signIn(login, password));
    const { body } = await accounts.as(accessToken, '{ viewer { permissions } }');
    return (body.data as unknown as { viewer: { permissions: string[] } }).viewer.permissions
      .length;
  };

  it('makes an admin by flags, and a strong password when none is given', async () => {
    const made = await run(database.url, ['--username', 'ada', '--email', 'ada@example.com']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const password = /^ada is an admin now\nIts password is ([\w-]{24}) and/.exec(made.stdout)?.[1];
    expect(await permissions('ada', password ?? '')).toBe(SEEDED_PERMISSIONS.length);
    const given = await run(database.url, [
      '--username',
      'bob',
      '--email',
      'bob@example.com',
      '--password',
      'a good secret',
    ]);
    expect(given).toEqual({ code: 0, stdout: 'bob is an admin now\n', stderr: '' });
    expect(await permissions('bob@example.com', 'a good secret')).toBe(SEEDED_PERMISSIONS.length);
  });

  it('asks on a terminal, without showing the password', async () => {
    const typed = ['eve\n', 'eve@example.com\n', 'a hidden secret\n', 'a hidden secret\n'];
    const made = await run(database.url, [], typed);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('eve is an admin now');
    expect(made.stdout).not.toContain('hidden');
    expect(await permissions('eve', 'a hidden secret')).toBe(SEEDED_PERMISSIONS.length);
    const differing = ['x\n', 'x@example.com\n', 'a hidden secret\n', 'another\n'];
    expect((await run(database.url, [], differing)).stderr).toBe(
      'The passwords differ, nothing was created\n',
    );
    expect(await run(database.url, [], ['x\n'])).toMatchObject({
      code: 1,
      stderr: 'Nothing was created\n',
    });
  });

  it.each([
    [['--username', 'ADA', '--email', 'x@example.com'], 'username: this username is taken\n'],
    [['--username', 'x', '--email', 'Ada@example.com'], 'email: this email is taken\n'],
    [
      ['--username', ' A\u00adda ', '--email', 'x@example.com'],
      'username: this username is taken\n',
    ],
    [['--username', '\u200b', '--email', 'x@example.com'], 'username: must not be blank\n'],
    [
      ['--username', 'x@example.com', '--email', 'x@example.com'],
      'username: must not have an @, which e-mail addresses have\n',
    ],
    [['--username', 'x', '--email', 'nobody'], 'email: is not an e-mail address\n'],
    [
      ['--username', 'x', '--email', 'x@example.com', '--password', 'password123'],
      'password: is one of the commonest passwords, choose another\n',
    ],
    [
      ['--username', 'x', '--email', 'x@example.com', '--password', ''],
      'password: must have 8 to 256 characters\n',
    ],
    [['--username', 'x'], 'Say who: --username <name> --email <address>\n'],
  ])('refuses %j in a line', async (args, stderr) => {
    expect(await run(database.url, args)).toEqual({ code: 1, stdout: '', stderr });
    expect(payloadCodesOf(await accounts.signIn('x', 'password123'))).toEqual([
      200,
      'INVALID_CREDENTIALS',
    ]);
  });

  it('gives nothing where the role is gone', async () => {
    await accounts.sql(`update rbac_roles set name = 'boss' where name = 'admin'`);
    const refused = await run(database.url, ['--username', 'x', '--email', 'x@example.com']);
    expect(refused).toEqual({ code: 1, stdout: '', stderr: 'There is no role admin to give\n' });
    const [count] = await accounts.sql(`select count(*) as n from users where username = 'x'`);
    expect(Number(count?.['n'])).toBe(0);
  });
});

describe('npm run create-admin on a database without tables', () => {
  const sqlite = new TestDatabase('sqlite', { migrated: false });
  const postgresql = new TestDatabase('postgresql', { migrated: false });
  beforeAll(() => Promise.all([sqlite.open(), postgresql.open()]));
  afterAll(() => Promise.all([sqlite.close(), postgresql.close()]));
  const args = ['--username', 'ada', '--email', 'ada@example.com'];

  it('makes them in SQLite, and asks for them in PostgreSQL', async () => {
    expect((await run(sqlite.url, args)).code).toBe(0);
    const refused = await run(postgresql.url, args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('migration:up');
  });
});
