import type { Answer } from '../../support/api.js';
import { Accounts, codesOf, grantOf, PASSWORD } from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const ACCESS = '__Host-relata-access';
const REFRESH = '__Host-relata-refresh';
const WHO = '{ viewer { user { username } } }';
const REFRESHING = 'mutation { refreshSession { user { username } errors { code } } }';
const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
/** What an answer leaves in a browser that takes the tokens from it. */
const TAKEN = { [ACCESS]: '', [REFRESH]: '' };

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
    const refreshed = await ask({ [REFRESH]: first[REFRESH] ?? '' }, REFRESHING);
    expect(refreshed.body.data).toEqual({
      refreshSession: { user: { username: 'kim' }, errors: [] },
    });
    const second = kept(refreshed);
    expect(second[REFRESH]).not.toBe(first[REFRESH]);
    const out = await ask(second, 'mutation { signOut }');
    expect(out.body.data).toEqual({ signOut: true });
    expect(kept(out)).toEqual({ [ACCESS]: '', [REFRESH]: '' });
    expect(out.headers.getSetCookie().every((line) => line.includes('Max-Age=0;'))).toBe(true);
    expect(codesOf(await ask(second))).toEqual(UNAUTHENTICATED);
  });

  it('of refresh are enough to sign out', async () => {
    const first = kept(await accounts.signIn('kim'));
    const refresh = { [REFRESH]: first[REFRESH] ?? '' };
    const out = await ask(refresh, 'mutation { signOut }');
    expect([out.body.data, kept(out)]).toEqual([
      { signOut: true },
      { [ACCESS]: '', [REFRESH]: '' },
    ]);
    expect(codesOf(await ask(first))).toEqual(UNAUTHENTICATED);
    const again = await ask(refresh, 'mutation { refreshSession { user { id } } }');
    expect(codesOf(again)).toEqual(UNAUTHENTICATED);
  });

  it('of which any is left end their sign-in by signing out', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    const access = { [ACCESS]: cookies[ACCESS] ?? '' };
    const others = kept(await accounts.signIn('kim'));
    const mixed = { ...access, [REFRESH]: others[REFRESH] ?? '' };
    for (const left of [access, mixed, { ...mixed, [ACCESS]: 'abc' }, {}]) {
      const out = await ask(left, 'mutation { signOut }');
      expect([out.body.data, kept(out)]).toEqual([{ signOut: true }, TAKEN]);
    }
    for (const ended of [cookies, others]) {
      expect(codesOf(await ask(ended))).toEqual(UNAUTHENTICATED);
      expect(codesOf(await ask(ended, REFRESHING))).toEqual(UNAUTHENTICATED);
    }
  });

  it('that are of no use any more do not keep anybody from signing in', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    const out = await ask(cookies, 'mutation { signOutEverywhere }');
    expect([out.body.data, kept(out)]).toEqual([{ signOutEverywhere: true }, TAKEN]);
    const answer = await ask(
      cookies,
      `mutation { signIn(login: "kim", password: "${PASSWORD}") { user { username } } }`,
    );
    expect(answer.body).toEqual({ data: { signIn: { user: { username: 'kim' } } } });
    const lines = answer.headers.getSetCookie();
    expect(lines.map((line) => line.split('=', 1)[0])).toEqual([ACCESS, REFRESH]);
    expect((await ask(kept(answer))).body.data).toEqual({ viewer: { user: { username: 'kim' } } });
  });

  it.each([
    ['with an access token that is none', { [ACCESS]: 'abc' }],
    ['without an access token', {}],
  ])('of refresh ask for a refresh %s', async (_title, access) => {
    const first = kept(await accounts.signIn('kim'));
    const cookies = { ...access, [REFRESH]: first[REFRESH] ?? '' };
    for (const document of [
      WHO,
      '{ posts { totalCount } }',
      'mutation { createTag(input: { name: "t" }) { errors { code } } }',
      'mutation { signOutEverywhere }',
    ]) {
      const refused = await ask(cookies, document);
      expect([document, ...codesOf(refused)]).toEqual([document, ...UNAUTHENTICATED]);
      // An access token of no use is taken; the refresh token is needed.
      expect(kept(refused)).toEqual(ACCESS in access ? { [ACCESS]: '' } : {});
    }
    const refreshed = await ask(cookies, REFRESHING);
    expect((await ask(kept(refreshed))).body.data).toEqual({
      viewer: { user: { username: 'kim' } },
    });
  });

  it('of refresh are not looked at beside an access token in the header', async () => {
    const plain = await Accounts.start(database);
    const { accessToken } = grantOf(await plain.signIn('kim'));
    await plain.stop();
    const answer = await accounts.as(accessToken, WHO, sent({ [REFRESH]: 'abc', [ACCESS]: 'abc' }));
    expect(answer.body.data).toEqual({ viewer: { user: { username: 'kim' } } });
    // Nor does one of no use in the header say anything of them.
    const refused = await accounts.as('abc', WHO, sent(kept(await accounts.signIn('kim'))));
    expect([codesOf(refused), kept(refused)]).toEqual([UNAUTHENTICATED, {}]);
  });

  it('stay where the database cannot tell whose they are', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    await accounts.sql('alter table auth_sessions rename column revoked_at to hidden');
    const failed = await ask(cookies);
    await accounts.sql('alter table auth_sessions rename column hidden to revoked_at');
    expect([failed.status, kept(failed)]).toEqual([500, {}]);
    expect((await ask(cookies)).body.data).toEqual({ viewer: { user: { username: 'kim' } } });
  });

  it.each([
    ['is none', () => Promise.resolve('abc')],
    [
      'has ended',
      async () => {
        const cookies = kept(await accounts.signIn('kim'));
        await ask(cookies, 'mutation { signOutEverywhere }');
        return cookies[REFRESH] ?? '';
      },
    ],
  ])(
    'are taken by a refresh whose token %s, and then the page is public',
    async (_title, token) => {
      for (const document of [
        REFRESHING,
        'mutation { refreshSession(refreshToken: "abc") { user { id } } }',
      ]) {
        const refused = await ask({ [ACCESS]: 'abc', [REFRESH]: await token() }, document);
        expect([codesOf(refused), kept(refused)]).toEqual([UNAUTHENTICATED, TAKEN]);
        const browser = Object.entries(kept(refused)).filter(([, value]) => value !== '');
        expect((await ask(Object.fromEntries(browser))).body.data).toEqual({ viewer: null });
      }
    },
  );

  it('stay where a refresh is refused for what is not their fault', async () => {
    const cookies = kept(await accounts.signIn('kim'));
    const refused = await ask(cookies, `mutation { a: refreshSession { user { id } } b: signOut }`);
    expect([codesOf(refused), kept(refused)]).toEqual([[400, 'BAD_USER_INPUT'], {}]);
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
    expect(codesOf(refresh)).toEqual(UNAUTHENTICATED);
    expect((await plain.signIn('kim')).headers.getSetCookie()).toEqual([]);
    await plain.stop();
  });
});
