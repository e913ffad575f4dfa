import { hkdfSync } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { AuthSession, RefreshToken } from '../../support/application.js';
import {
  Accounts,
  codesOf,
  type Grant,
  grantOf,
  key,
  payloadCodesOf,
} from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const SECRET = 'the secret that tokens are signed with';
const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
const WHO = '{ viewer { user { username } } posts { nodes { id } } }';

function signed(secret: string, payload: JWTPayload, header: object = {}): Promise<string> {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'relata/access-token', 32));
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'relata', aud: 'relata', iat: now, exp: now + 600, ...payload };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
    .sign(bytes);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describeEachDatabase('tokens', (database) => {
  let accounts: Accounts;
  let kim: Grant;
  beforeAll(async () => {
    accounts = await Accounts.start(database, { SECRET, AUTH_ACCOUNT_TRIES: '1000' });
    kim = await accounts.signUp('kim');
  });
  afterAll(() => accounts.stop());

  const sessionOf = ({ accessToken }: Grant): number =>
    (
      JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
        sid: number;
      }
    ).sid;

  it('are good when they are ours', async () => {
    expect(await accounts.whoIs(kim.accessToken)).toBe('kim');
    const mine = { sub: key(kim), sid: sessionOf(kim) };
    expect(await accounts.whoIs(await signed(SECRET, mine))).toBe('kim');
    const lower = await accounts.api.ask(WHO, {
      headers: { authorization: `bearer ${kim.accessToken}` },
    });
    expect(lower.status).toBe(200);
  });

  it('are all refused alike when they are not', async () => {
    const sid = sessionOf(kim);
    const mine = { sub: key(kim), sid };
    const [head = '', body = '', signature = ''] = kim.accessToken.split('.');
    const past = Math.floor(Date.now() / 1000) - 1;
    const short = await Accounts.start(database, { SECRET, AUTH_ACCESS_TOKEN_MS: '1' });
    const brief = grantOf(await short.signIn('kim')).accessToken;
    await short.stop();
    const foreign = await Accounts.start(database, {
      SECRET: 'another secret of thirty-two bytes',
    });
    const theirs = grantOf(await foreign.signIn('kim')).accessToken;
    await foreign.stop();
    const bad: Record<string, string> = {
      'refresh token': kim.refreshToken,
      brief,
      theirs,
      expired: await signed(SECRET, { ...mine, exp: past }),
      'without end': await signed(SECRET, { ...mine, exp: undefined as never }),
      'before its time': await signed(SECRET, { ...mine, nbf: past + 1000 }),
      'foreign key id': await signed('x'.repeat(32), mine, { kid: 'theirs' }),
      'other audience': await signed(SECRET, { ...mine, aud: 'others' }),
      'other issuer': await signed(SECRET, { ...mine, iss: 'others' }),
      'other type': await signed(SECRET, mine, { typ: 'JWT' }),
      'other algorithm': await signed(SECRET, mine, { alg: 'HS512' }),
      'no subject': await signed(SECRET, { sid }),
      'no session': await signed(SECRET, { sub: key(kim) }),
      'odd subject': await signed(SECRET, { sub: 'kim', sid }),
      'huge subject': await signed(SECRET, { sub: '9007199254740993', sid }),
      'large subject': await signed(SECRET, { sub: '4000000000', sid }),
      'negative session': await signed(SECRET, { ...mine, sid: -1 }),
      'session of nobody': await signed(SECRET, { ...mine, sid: 999_999 }),
      'other user': await signed(SECRET, { sub: '999', sid }),
      'alg none': `${part({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
      'alg none, signed': `${part({ alg: 'none', typ: 'at+jwt' })}.${body}.${signature}`,
      'other body': `${head}.${part({ ...mine, iss: 'relata', aud: 'relata', exp: past + 900 })}.${signature}`,
      'other signature': `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'no signature': `${head}.${body}.`,
      'two parts': `${head}.${body}`,
      oversized: `${head}.${body}.${'A'.repeat(5000)}`,
      garbage: 'abc',
    };
    const expected = {
      errors: [
        {
          message: 'The access token is invalid or has expired',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    };
    for (const [name, token] of Object.entries(bad)) {
      const { status, body: answer } = await accounts.as(token, WHO);
      expect({ name, status, answer }).toEqual({ name, status: 401, answer: expected });
      const write = await accounts.as(
        token,
        'mutation { createTag(input: { name: "x" }) { errors { code } } }',
      );
      expect({ name, codes: codesOf(write) }).toEqual({ name, codes: UNAUTHENTICATED });
    }
    expect(await accounts.sql('select * from tags')).toEqual([]);
  });

  it('of another user are refused each time, whoever is remembered of their sign-in', async () => {
    const reads = ['{ posts { nodes { id } } }', '{ userByUsername(username: "kim") { email } }'];
    const other = await signed(SECRET, { sub: '999', sid: sessionOf(kim) });
    for (let round = 0; round < 3; round += 1) {
      for (const query of reads) {
        expect((await accounts.as(kim.accessToken, query)).status).toBe(200);
        expect(codesOf(await accounts.as(other, query))).toEqual(UNAUTHENTICATED);
      }
    }
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Basic a2ltOng=',
    'Token abc',
    'Bearer ünï',
    'bearer\tabc',
    'Bearer a,b',
  ])('in a malformed header are refused (%j)', async (authorization) => {
    let answer;
    try {
      answer = await accounts.api.ask(WHO, { headers: { authorization } });
    } catch (error) {
      // What fetch itself does not send never arrives.
      expect(error).toBeInstanceOf(TypeError);
      return;
    }
    expect(codesOf(answer)).toEqual(UNAUTHENTICATED);
  });

  it('of refresh end when idle, and with the sign-in itself', async () => {
    const em = database.orm.em.fork();
    const idle = grantOf(await accounts.signIn('kim'));
    const past = new Date(Date.now() - 1);
    await em.nativeUpdate(RefreshToken, { session: sessionOf(idle) }, { expiresAt: past });
    expect(codesOf(await accounts.refresh(idle.refreshToken))).toEqual(UNAUTHENTICATED);
    const old = grantOf(await accounts.signIn('kim'));
    await em.nativeUpdate(AuthSession, { id: sessionOf(old) }, { expiresAt: past });
    expect(codesOf(await accounts.refresh(old.refreshToken))).toEqual(UNAUTHENTICATED);
  });

  it('of refresh last as long as the settings say, from each exchange on', async () => {
    const em = database.orm.em.fork();
    const idleMs = 5 * 60_000;
    const brief = await Accounts.start(database, { AUTH_REFRESH_IDLE_MS: String(idleMs) });
    const before = Date.now();
    const first = grantOf(await brief.signIn('kim'));
    const between = Date.now();
    await brief.refresh(first.refreshToken);
    const after = Date.now();
    await brief.stop();
    const [ofFirst, ofSecond] = await em.find(
      RefreshToken,
      { session: sessionOf(first) },
      { orderBy: { id: 'asc' } },
    );
    const begun = [ofFirst, ofSecond].map((token) => Number(token?.expiresAt) - idleMs);
    expect(begun[0]).toBeGreaterThanOrEqual(before);
    expect(begun[0]).toBeLessThanOrEqual(between);
    expect(begun[1]).toBeGreaterThanOrEqual(between);
    expect(begun[1]).toBeLessThanOrEqual(after);
  });

  it('of access last no longer than their sign-in', async () => {
    const em = database.orm.em.fork();
    const endsAt = new Date(Date.now() + 60_000);
    const first = grantOf(await accounts.signIn('kim'));
    await em.nativeUpdate(AuthSession, { id: sessionOf(first) }, { expiresAt: endsAt });
    const second = grantOf(await accounts.refresh(first.refreshToken));
    const again = grantOf(await accounts.refresh(first.refreshToken));
    for (const { accessToken, expiresAt } of [second, again]) {
      expect(expiresAt).toBe(endsAt.toISOString());
      expect(decodeJwt(accessToken).exp).toBe(Math.floor(endsAt.getTime() / 1000));
      expect(await accounts.whoIs(accessToken)).toBe('kim');
    }
    const short = await Accounts.start(database, { AUTH_REFRESH_ABSOLUTE_MS: '60000' });
    for (const grant of [grantOf(await short.signIn('kim')), await short.signUp('briefly')]) {
      const session = await em.findOneOrFail(AuthSession, { id: sessionOf(grant) });
      expect(grant.expiresAt).toBe(session.expiresAt.toISOString());
    }
    await short.stop();
  });

  it('end by signing out, here or everywhere', async () => {
    const [a, b, c] = [
      grantOf(await accounts.signIn('kim')),
      grantOf(await accounts.signIn('kim')),
      grantOf(await accounts.signIn('kim')),
    ];
    const out = await accounts.as(a.accessToken, 'mutation { signOut }');
    expect(out.body.data).toEqual({ signOut: true });
    expect(await accounts.whoIs(a.accessToken)).toEqual(UNAUTHENTICATED);
    expect(codesOf(await accounts.refresh(a.refreshToken))).toEqual(UNAUTHENTICATED);
    expect(await accounts.whoIs(b.accessToken)).toBe('kim');
    await accounts.as(b.accessToken, 'mutation { signOutEverywhere }');
    for (const { accessToken, refreshToken } of [b, c]) {
      expect(await accounts.whoIs(accessToken)).toEqual(UNAUTHENTICATED);
      expect(codesOf(await accounts.refresh(refreshToken))).toEqual(UNAUTHENTICATED);
    }
    expect(codesOf(await accounts.api.ask('mutation { signOutEverywhere }'))).toEqual(
      UNAUTHENTICATED,
    );
  });

  it.each([
    ['deactivated', 'updateUser(id: ID, input: { isActive: false })'],
    ['deleted', 'deleteUser(id: ID)'],
  ])('end on the very next request when their user is %s', async (title, mutation) => {
    const grant = await accounts.signUp(title);
    const admin = { userId: 1, permissions: ['user:update', 'user:delete'] };
    const { body } = await accounts.api.ask(
      `mutation { it: ${mutation.replace('ID', key(grant))} { errors { code } } }`,
      { viewer: admin },
    );
    expect(body.data).toEqual({ it: { errors: [] } });
    expect(await accounts.whoIs(grant.accessToken)).toEqual(UNAUTHENTICATED);
    expect(codesOf(await accounts.refresh(grant.refreshToken))).toEqual(UNAUTHENTICATED);
    expect(payloadCodesOf(await accounts.signIn(title))).toEqual([200, 'INVALID_CREDENTIALS']);
    // Whoever comes back signs in anew.
    await accounts.sql(
      `update users set is_active = true, deleted_at = null where id = ${key(grant)}`,
    );
    expect(await accounts.whoIs(grant.accessToken)).toEqual(UNAUTHENTICATED);
    expect(codesOf(await accounts.refresh(grant.refreshToken))).toEqual(UNAUTHENTICATED);
    grantOf(await accounts.signIn(title));
  });
});

describeEachDatabase(
  'roles and tokens',
  (database) => {
    let accounts: Accounts;
    beforeAll(async () => {
      accounts = await Accounts.start(database);
    });
    afterAll(() => accounts.stop());

    it('act on the very next request', async () => {
      const admin = await accounts.signUpAs('admin', 'ada');
      const kim = await accounts.signUp('kim');
      const may = async (): Promise<unknown> => {
        const { body } = await accounts.as(
          kim.accessToken,
          '{ viewer { can(permission: "post:update") permissions } }',
        );
        return (body.data as unknown as { viewer: unknown }).viewer;
      };
      // Who signs up is an author.
      expect(await may()).toEqual({ can: false, permissions: ['tag:update'] });
      const [editor] = await accounts.sql(`select id from rbac_roles where name = 'editor'`);
      const id = String(editor?.['id']);
      const change = (links: string): Promise<unknown> =>
        accounts.as(
          admin.accessToken,
          `mutation { updateUser(id: ${key(kim)}, input: { roles: { ${links} } }) { errors { code } } }`,
        );
      await change(`connect: [${id}]`);
      expect(await may()).toMatchObject({ can: true });
      await accounts.as(
        admin.accessToken,
        `mutation { updateRole(id: ${id}, input: { permissions: { set: [] } }) { errors { code } } }`,
      );
      expect(await may()).toEqual({ can: false, permissions: ['tag:update'] });
      await change('set: []');
      expect(await may()).toEqual({ can: false, permissions: [] });
    });

    it('of two users asking 200 times at once never mix', async () => {
      const people = [await accounts.signUp('one'), await accounts.signUp('two')];
      for (const { accessToken, user } of people) {
        await accounts.as(
          accessToken,
          `mutation { createPost(input: { title: "draft of ${user.username}", content: "x" }) { errors { code } } }`,
        );
      }
      const query = `{ viewer { user { username email } }
        users { nodes { username email } } posts { nodes { title } } }`;
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const grant = people[index % 2];
          const name = grant?.user.username ?? '';
          const { text } = await accounts.as(grant?.accessToken ?? '', query);
          return { name, text };
        }),
      );
      for (const { name, text } of answers) {
        const other = name === 'one' ? 'two' : 'one';
        expect(text).toContain(`"email":"${name}@example.org"`);
        expect(text).toContain(`draft of ${name}`);
        expect(text).not.toContain(`"email":"${other}@example.org"`);
        expect(text).not.toContain(`draft of ${other}`);
      }
    });

    it('cost no statement: the one that reads makes sure of them', async () => {
      const { accessToken } = await accounts.signUp('counted');
      const first = await accounts.as(accessToken, '{ tags { totalCount } }');
      // Who it is is not known yet.
      expect(first.statements).toHaveLength(2);
      for (const query of [
        '{ posts { nodes { title } } }',
        '{ posts(first: 3) { nodes { title author { username email } tags { nodes { name } } } totalCount } }',
        '{ userByUsername(username: "one") { email posts { nodes { title } totalCount } } }',
      ]) {
        const anonymous = await accounts.api.ask(query);
        const mine = await accounts.as(accessToken, query);
        expect([query, mine.statements.length]).toEqual([query, anonymous.statements.length]);
      }
    });

    it('cost one statement where a query is not read by one', async () => {
      const { accessToken } = await accounts.signUp('looked-up');
      const query = '{ viewer { permissions } }';
      expect((await accounts.as(accessToken, query)).statements).toHaveLength(1);
      expect((await accounts.as(accessToken, query)).statements).toHaveLength(1);
    });
  },
  { seeded: true },
);
