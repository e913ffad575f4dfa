import { Accounts, codesOf } from '../../support/accounts.js';
import { describeEachDatabase, type TestDatabase } from '../../support/databases.js';

const SIGN_UP =
  'mutation ($input: SignUpInput!) { signUp(input: $input) { user { username } errors { __typename code path } } }';
/** Tries that each client has. */
const TRIES = 3;
let number = 0;

/** Two ways to try something that is counted by address. */
const WAYS = {
  signIn: (accounts: Accounts, from: string) =>
    // Each time another account: by account, tries are counted apart.
    accounts.signIn(`nobody${String((number += 1))}`, 'a wrong one', headers(from)),
  signUp: (accounts: Accounts, from: string) => {
    const username = `new${String((number += 1))}`;
    const input = { username, email: `${username}@example.org`, password: 'a long secret' };
    return accounts.api.ask(SIGN_UP, { variables: { input }, ...headers(from) });
  },
} as const;

const headers = (from: string): { readonly headers: Record<string, string> } => ({
  headers: from === '' ? {} : { 'x-forwarded-for': from },
});

describeEachDatabase('tries by address', (database: TestDatabase) => {
  let accounts: Accounts;
  const start = async (proxies: string): Promise<void> => {
    accounts = await Accounts.start(database, {
      TRUST_PROXY: proxies,
      AUTH_ADDRESS_TRIES: String(TRIES),
    });
    await accounts.sql('delete from sign_in_throttles');
  };
  afterEach(() => accounts.stop());

  describe.each(['signIn', 'signUp'] as const)('%s', (way) => {
    const areLimited = async (addresses: readonly string[]): Promise<readonly boolean[]> => {
      const limited: boolean[] = [];
      for (const address of addresses) {
        const [status, code] = codesOf(await WAYS[way](accounts, address));
        expect([200, 401, 429]).toContain(status);
        limited.push(code === 'RATE_LIMITED');
      }
      return limited;
    };

    it('are one client, whatever it says, where no proxy is trusted', async () => {
      await start('off');
      const forged = ['192.0.2.1', '192.0.2.2', '', '192.0.2.3, 192.0.2.4'];
      expect(await areLimited(forged)).toEqual([false, false, false, true]);
    });

    it('are of whom the one proxy names last', async () => {
      await start('1');
      expect(await areLimited(['192.0.2.1', '10.0.0.1, 192.0.2.1', 'x, 192.0.2.1'])).toEqual([
        false,
        false,
        false,
      ]);
      expect(
        await areLimited(['10.9.9.9, 192.0.2.1', '192.0.2.2', '192.0.2.1, 192.0.2.3']),
      ).toEqual([true, false, false]);
    });

    it('are of whom the first of two proxies names', async () => {
      await start('2');
      const client = 'forged, 192.0.2.1, 10.0.0.1';
      expect(
        await areLimited([client, client, client, '192.0.2.1, 10.0.0.2', '192.0.2.2, 10.0.0.1']),
      ).toEqual([false, false, false, true, false]);
    });

    it('are of the last who is not in the networks', async () => {
      await start('loopback, 10.0.0.0/8');
      const client = 'forged, 192.0.2.1, 10.0.0.1';
      expect(
        await areLimited([client, client, client, '192.0.2.1', '192.0.2.2, 10.3.2.1']),
      ).toEqual([false, false, false, true, false]);
    });

    it('are not of whom a stranger names', async () => {
      await start('10.0.0.0/8');
      expect(await areLimited(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'])).toEqual([
        false,
        false,
        false,
        true,
      ]);
    });

    it('are of a network of IPv6, and of IPv4 however it is written', async () => {
      await start('1');
      const v6 = ['2001:db8::1', '[2001:db8:0::ffff]:4711', '2001:DB8:0:0:1:2:3:4', '2001:db8::2'];
      expect(await areLimited(v6)).toEqual([false, false, false, true]);
      expect(await areLimited(['2001:db8:0:1::1'])).toEqual([false]);
      const v4 = ['192.0.2.9', '::ffff:192.0.2.9', '192.0.2.9:80', '::ffff:c000:209'];
      expect(await areLimited(v4)).toEqual([false, false, false, true]);
      expect(await areLimited(['::ffff:192.0.2.10'])).toEqual([false]);
    });

    it('are of the proxy where what it names is no address', async () => {
      await start('1');
      expect(await areLimited(['unknown', 'x', 'y', '_z', '192.0.2.1'])).toEqual([
        false,
        false,
        false,
        true,
        false,
      ]);
    });
  });

  it('are counted apart for signing in and signing up', async () => {
    await start('off');
    for (let index = 0; index < TRIES; index += 1) {
      await WAYS.signIn(accounts, '');
    }
    expect(codesOf(await WAYS.signIn(accounts, ''))).toEqual([429, 'RATE_LIMITED']);
    const { status, headers: head } = await WAYS.signUp(accounts, '');
    expect([status, head.get('retry-after')]).toEqual([200, null]);
  });

  it('to sign up are counted whatever becomes of them, and cost nothing after that', async () => {
    await start('off');
    const input = { username: 'x', email: 'no address', password: 'short' };
    for (let index = 0; index < TRIES; index += 1) {
      const { body } = await accounts.api.ask(SIGN_UP, { variables: { input } });
      expect(body.data).toMatchObject({ signUp: { user: null } });
    }
    const refused = await WAYS.signUp(accounts, '');
    expect([...codesOf(refused), refused.headers.get('retry-after')]).toEqual([
      429,
      'RATE_LIMITED',
      '60',
    ]);
    expect(refused.statements.some(({ sql }) => sql.includes('into "users"'))).toBe(false);
  });
});

describeEachDatabase('without sign-up', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database, { AUTH_SIGN_UP: 'false' });
  });
  afterAll(() => accounts.stop());

  it('nobody signs up, and users are made by those who may', async () => {
    const refused = await WAYS.signUp(accounts, '');
    expect(refused.body.data).toEqual({
      signUp: {
        user: null,
        errors: [{ __typename: 'ForbiddenError', code: 'FORBIDDEN', path: [] }],
      },
    });
    expect(await accounts.sql('select * from users')).toEqual([]);
    const created = await accounts.api.ask(
      'mutation { createUser(input: { username: "lee", email: "lee@example.org", password: "correct horse battery" }) { user { username } errors { code } } }',
      { viewer: { userId: 1, permissions: ['user:create'] } },
    );
    expect(created.body.data).toEqual({ createUser: { user: { username: 'lee' }, errors: [] } });
    expect(codesOf(await accounts.signIn('lee'))).toEqual([200]);
  });
});
