import { User } from '../../blog/models/index.js';
import { AuthSession, RefreshToken } from '../../support/application.js';
import { digestOf } from '../../../src/auth/tokens/refresh-tokens.js';
import { Accounts, codesOf, type Grant, grantOf, key } from '../../support/accounts.js';
import type { Answer } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';
import { ServerProcess } from '../../support/processes/server-process.js';

const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
const AT_ONCE = 50;

describeEachDatabase('refreshing', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database, { AUTH_ACCOUNT_TRIES: '1000' });
    await accounts.signUp('kim');
  });
  afterAll(() => accounts.stop());

  const signIn = async (): Promise<Grant> => grantOf(await accounts.signIn('kim'));
  const refresh = async ({ refreshToken }: Pick<Grant, 'refreshToken'>): Promise<Grant> =>
    grantOf(await accounts.refresh(refreshToken));
  /** What the database has of the family of a token. */
  const familyOf = async ({ refreshToken }: Grant): Promise<RefreshToken[]> => {
    const em = database.orm.em.fork();
    const token = await em.findOneOrFail(RefreshToken, { digest: digestOf(refreshToken) });
    return await em.find(
      RefreshToken,
      { session: token.session.id },
      { orderBy: { id: 'asc' }, populate: ['session'] },
    );
  };
  const isEnded = async (grant: Grant): Promise<boolean> => {
    const [token] = await familyOf(grant);
    return (token?.session.unwrap().revokedAt ?? null) !== null;
  };
  /** Has a token have been used longer ago. */
  const age = async ({ refreshToken }: Grant, milliseconds: number): Promise<void> => {
    const usedAt = new Date(Date.now() - milliseconds);
    await database.orm.em
      .fork()
      .nativeUpdate(RefreshToken, { digest: digestOf(refreshToken) }, { usedAt });
  };
  const expectEnded = async (grants: readonly Grant[]): Promise<void> => {
    for (const { accessToken, refreshToken } of grants) {
      expect(await accounts.whoIs(accessToken)).toEqual(UNAUTHENTICATED);
      expect(codesOf(await accounts.refresh(refreshToken))).toEqual(UNAUTHENTICATED);
    }
  };

  it('keeps digests alone, and marks the one that was exchanged', async () => {
    const first = await signIn();
    const second = await refresh(first);
    const family = await familyOf(first);
    expect(family.map(({ digest }) => digest)).toEqual(
      [first, second].map(({ refreshToken }) => digestOf(refreshToken)),
    );
    expect(family.map(({ usedAt }) => usedAt ?? null)).toEqual([expect.any(Date), null]);
  });

  it('gives the newest pair to a token that is used again, however many there were since', async () => {
    const first = await signIn();
    const second = await refresh(first);
    expect((await refresh(first)).refreshToken).toBe(second.refreshToken);
    const third = await refresh(second);
    const fourth = await refresh(third);
    const used = (await familyOf(first)).map(({ usedAt }) => usedAt);
    for (const old of [first, second, third]) {
      const again = await refresh(old);
      expect(again.refreshToken).toBe(fourth.refreshToken);
      expect(await accounts.whoIs(again.accessToken)).toBe('kim');
    }
    // Nothing was exchanged by it, and nothing lasts longer.
    expect((await familyOf(first)).map(({ usedAt }) => usedAt)).toEqual(used);
    expect(await isEnded(first)).toBe(false);
    await refresh(fourth);
  });

  it('ends the family of a token that is used again later, and that is kept', async () => {
    for (const [milliseconds, ended] of [
      [9000, false],
      [10_001, true],
      [3_600_000, true],
    ] as const) {
      const first = await signIn();
      const second = await refresh(first);
      const third = await refresh(second);
      const other = await signIn();
      await age(first, milliseconds);
      const answer = await accounts.refresh(first.refreshToken);
      expect([milliseconds, await isEnded(first)]).toEqual([milliseconds, ended]);
      if (ended) {
        expect(codesOf(answer)).toEqual(UNAUTHENTICATED);
        // Those used a moment ago get nothing any more.
        await expectEnded([first, second, third]);
      } else {
        expect(grantOf(answer).refreshToken).toBe(third.refreshToken);
      }
      expect(await accounts.whoIs(other.accessToken)).toBe('kim');
      await refresh(other);
    }
  });

  it('refuses all that is of no use alike', async () => {
    const first = await signIn();
    await refresh(first);
    await age(first, 20_000);
    const answers = [
      await accounts.refresh(first.refreshToken),
      await accounts.refresh(first.refreshToken),
      await accounts.refresh('unknown'),
      await accounts.refresh(''),
      await accounts.refresh(first.accessToken),
    ];
    expect(answers.map(codesOf)).toEqual(answers.map(() => UNAUTHENTICATED));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  const endings: readonly (readonly [string, (grant: Grant) => Promise<unknown>])[] = [
    ['signed out', ({ accessToken }) => accounts.as(accessToken, 'mutation { signOut }')],
    [
      'signed out by a token used before',
      ({ refreshToken }) =>
        accounts.api.ask(`mutation { signOut(refreshToken: "${refreshToken}") }`),
    ],
    [
      'signed out everywhere',
      ({ accessToken }) => accounts.as(accessToken, 'mutation { signOutEverywhere }'),
    ],
    [
      'given another password',
      ({ accessToken }) =>
        accounts.changePassword(accessToken, 'correct horse battery', 'another good secret'),
    ],
    [
      'deactivated',
      (grant) => accounts.sql(`update users set is_active = false where id = ${key(grant)}`),
    ],
    [
      'deleted',
      (grant) =>
        database.orm.em
          .fork()
          .nativeUpdate(User, { id: Number(key(grant)) }, { deletedAt: new Date() }),
    ],
    [
      'past the end of the sign-in',
      async (grant) => {
        const [token] = await familyOf(grant);
        await database.orm.em
          .fork()
          .nativeUpdate(AuthSession, { id: token?.session.id ?? 0 }, { expiresAt: new Date() });
      },
    ],
  ];
  it.each(endings)('gives nothing to whoever was %s, however soon', async (title, end) => {
    const first = await accounts.signUp(title.replaceAll(' ', '-'));
    const second = await refresh(first);
    await end(first);
    for (const { refreshToken } of [first, second]) {
      expect(codesOf(await accounts.refresh(refreshToken))).toEqual(UNAUTHENTICATED);
    }
    expect(await familyOf(first)).toHaveLength(2);
  });

  it('gives nothing to a token whose successor was made by another secret', async () => {
    const first = await signIn();
    await refresh(first);
    const changed = await Accounts.start(database, {
      SECRET: 'another secret of thirty-two bytes',
    });
    const again = await changed.refresh(first.refreshToken);
    await changed.stop();
    expect([codesOf(again), await isEnded(first)]).toEqual([UNAUTHENTICATED, true]);
  });

  it('of one token 50 times at once gives one and the same refresh token', async () => {
    const first = await signIn();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => accounts.refresh(first.refreshToken)),
    );
    const grants = answers.map(grantOf);
    const tokens = new Set(grants.map(({ refreshToken }) => refreshToken));
    expect(tokens.size).toBe(1);
    expect(await familyOf(first)).toHaveLength(2);
    expect(await isEnded(first)).toBe(false);
    for (const { accessToken } of [...grants.slice(0, 5), first]) {
      expect(await accounts.whoIs(accessToken)).toBe('kim');
    }
    const [next] = grants;
    await refresh(next ?? first);
  });

  it('of old and new tokens at once leaves one newest, which all of them get', async () => {
    const first = await signIn();
    const second = await refresh(first);
    const third = await refresh(second);
    const sent = [first, second, third];
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        accounts.refresh((sent[index % sent.length] ?? first).refreshToken),
      ),
    );
    const family = await familyOf(first);
    expect(family.filter(({ usedAt }) => (usedAt ?? null) === null)).toHaveLength(1);
    // The third was exchanged once, and what follows from it is what all are told from then on.
    expect(family).toHaveLength(4);
    const newest = (await refresh(first)).refreshToken;
    for (const { refreshToken } of answers.map(grantOf)) {
      expect([third.refreshToken, newest]).toContain(refreshToken);
    }
    expect(await isEnded(first)).toBe(false);
  });

  it('takes each token once where there is no time for more', async () => {
    const strict = await Accounts.start(database, { AUTH_REFRESH_GRACE_MS: '0' });
    const first = await signIn();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => strict.refresh(first.refreshToken)),
    );
    await strict.stop();
    const codes = answers.map(codesOf);
    expect(codes.filter(([status]) => status === 200)).toHaveLength(1);
    expect(codes.filter(([status]) => status === 401)).toHaveLength(AT_ONCE - 1);
    const winners = answers.filter(({ status }) => status === 200).map(grantOf);
    await expectEnded([first, ...winners]);
  });

  it('forgives nothing where there is no time for it, whoever looked at the clock first', async () => {
    const strict = await Accounts.start(database, { AUTH_REFRESH_GRACE_MS: '0' });
    const first = await signIn();
    await refresh(first);
    await age(first, -60_000);
    const again = await strict.refresh(first.refreshToken);
    await strict.stop();
    expect([codesOf(again), await isEnded(first)]).toEqual([UNAUTHENTICATED, true]);
  });

  it('is the same by two processes at once', async () => {
    const servers = [
      await ServerProcess.start(database.url),
      await ServerProcess.start(database.url),
    ];
    try {
      for (let round = 0; round < 3; round += 1) {
        const first = await signIn();
        const answers = await Promise.all(
          [...servers, ...servers, ...servers, ...servers].flatMap((server) =>
            Array.from({ length: 6 }, () =>
              server.ask(
                `mutation { refreshSession(refreshToken: "${first.refreshToken}") { refreshToken } }`,
              ),
            ),
          ),
        );
        expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
        const { data } = answers[0] as { data: { refreshSession: Pick<Grant, 'refreshToken'> } };
        expect(await familyOf(first)).toHaveLength(2);
        await refresh(data.refreshSession);
      }
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
    }
  });

  it('in two tabs of a browser leaves it the same cookie', async () => {
    const browser = await Accounts.start(database, { AUTH_COOKIES: 'true' });
    const { refreshToken } = await signIn();
    const cookie = `__Host-relata-refresh=${refreshToken}`;
    const answers: Answer[] = await Promise.all(
      Array.from({ length: 2 }, () =>
        browser.api.ask('mutation { refreshSession { errors { code } } }', { headers: { cookie } }),
      ),
    );
    await browser.stop();
    const cookies = answers.map(({ headers }) => headers.getSetCookie()[1]);
    expect(cookies[0]).toMatch(/^__Host-relata-refresh=[\w-]{43};/);
    expect(cookies[1]).toBe(cookies[0]);
  });
});
