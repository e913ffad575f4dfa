import type { Answer } from '../../support/api.js';
import { Accounts, codesOf, grantOf, PASSWORD } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const ACCESS = '__Host-relata-access';
const REFRESH = '__Host-relata-refresh';
const WHO = '{ viewer { user { username } } }';

/** What a browser keeps of the cookies of an answer. */
function kept({ headers }: Answer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    headers.getSetCookie().map((line) => (line.split(';', 1)[0] ?? '').split('=', 2)),
  ) as Record<string, string>;
}

function sent(cookies: Readonly<Record<string, string>>): { headers: Record<string, string> } {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return { headers: { cookie: ['theme=dark', ...pairs].join('; ') } };
}

describeEachDatabase('cookies', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database, { AUTH_COOKIES: 'true' });
    await accounts.signUp('kim');
  });
  afterAll(() => accounts.stop());
  const ask = (cookies: Readonly<Record<string, string>>, query = WHO): Promise<Answer> =>
    accounts.api.ask(query, sent(cookies));

  it('carry the tokens, closed to scripts and to other sites, and the payload does not', async () => {
    const answer = await accounts.signIn('kim');
    expect(grantOf(answer)).toMatchObject({ accessToken: null, refreshToken: null });
    const lines = answer.headers.getSetCookie();
    expect(lines).toEqual([
      expect.stringMatching(
        /^__Host-relata-access=[\w.-]+; Path=\/; Max-Age=(600|599|598); HttpOnly; Secure; SameSite=Lax$/,
      ),
      expect.stringMatching(
        /^__Host-relata-refresh=[\w-]{43}; Path=\/; Max-Age=1209600; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect((await ask(kept(answer))).body.data).toEqual({ viewer: { user: { username: 'kim' } } });
  });

  it('are exchanged by refreshSession, and taken by signOut', async () => {
    const first = kept(await accounts.signIn('kim'));
    const refreshed = await ask(
      { [REFRESH]: first[REFRESH] ?? '' },
      'mutation { refreshSession { user { username } errors { code } } }',
    );
    expect(refreshed.body.data).toEqual({
      refreshSession: { user: { username: 'kim' }, errors: [] },
    });
    const second = kept(refreshed);
    expect(second[REFRESH]).not.toBe(first[REFRESH]);
    const out = await ask(second, 'mutation { signOut }');
    expect(out.body.data).toEqual({ signOut: true });
    expect(kept(out)).toEqual({ [ACCESS]: '', [REFRESH]: '' });
    expect(out.headers.getSetCookie().every((line) => line.includes('Max-Age=0;'))).toBe(true);
    expect(codesOf(await ask(second))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('of refresh are enough to sign out', async () => {
    const first = kept(await accounts.signIn('kim'));
    const refresh = { [REFRESH]: first[REFRESH] ?? '' };
    const out = await ask(refresh, 'mutation { signOut }');
    expect([out.body.data, kept(out)]).toEqual([
      { signOut: true },
      { [ACCESS]: '', [REFRESH]: '' },
    ]);
    expect(codesOf(await ask(first))).toEqual([401, 'UNAUTHENTICATED']);
    const again = await ask(refresh, 'mutation { refreshSession { user { id } } }');
    expect(codesOf(again)).toEqual([401, 'UNAUTHENTICATED']);
    expect(codesOf(await ask({}, 'mutation { signOut }'))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('that are of no use any more are taken, so that signing in works again', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    await ask(cookies, 'mutation { signOutEverywhere }');
    const refused = await ask(
      cookies,
      `mutation { signIn(login: "kim", password: "${PASSWORD}") { user { id } } }`,
    );
    expect(codesOf(refused)).toEqual([401, 'UNAUTHENTICATED']);
    expect(kept(refused)).toEqual({ [ACCESS]: '' });
    expect(codesOf(await ask({}))).toEqual([200]);
  });

  it('are not sent for a sign-in that failed', async () => {
    const answer = await accounts.signIn('kim', 'a wrong password');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('do not count where tokens do not travel in them', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    const plain = await Accounts.start(database);
    const answer = await plain.api.ask(WHO, sent(cookies));
    expect(answer.body.data).toEqual({ viewer: null });
    const refresh = await plain.api.ask(
      'mutation { refreshSession { user { id } } }',
      sent(cookies),
    );
    expect(codesOf(refresh)).toEqual([401, 'UNAUTHENTICATED']);
    expect((await plain.signIn('kim')).headers.getSetCookie()).toEqual([]);
    await plain.stop();
  });
});
