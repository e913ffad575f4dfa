import { createHash } from 'node:crypto';
import { User } from '../../blog/models/index.js';
import type { Answer } from '../../support/api.js';
import {
  Accounts,
  codesOf,
  grantOf,
  key,
  PASSWORD,
  payloadCodesOf,
} from '../../support/accounts.js';
import { describeEachDatabase } from '../../support/databases.js';

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } errors { __typename code path message } } }`;
const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
const INVALID_CREDENTIALS = [200, 'INVALID_CREDENTIALS'];
const RATE_LIMITED = [429, 'RATE_LIMITED'];

/** A payload that grants nothing. */
const NOTHING = { accessToken: null, refreshToken: null, expiresAt: null, user: null };
const PASSWORD_OR_USER = {
  code: 'INVALID_CREDENTIALS',
  message: 'unknown user or wrong password',
  path: ['password'],
};
const CURRENT_PASSWORD = {
  code: 'INVALID_CREDENTIALS',
  message: 'wrong password',
  path: ['currentPassword'],
};

describeEachDatabase('passwords', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
    await accounts.signUp('kim');
  });
  afterAll(() => accounts.stop());

  const refused: readonly (readonly [string, Record<string, string>])[] = [
    ['short', { password: 'seven77' }],
    ['over-long', { password: 'x'.repeat(257) }],
    ['common', { password: 'password123' }],
    ['common in other letters', { password: 'PassWord123' }],
    ['common in disguise', { password: 'P@ssw0rd!' }],
    ['blank', { password: '        ' }],
    ['short in normal form', { password: 'e\u0301'.repeat(7) }],
    ['the username', { username: 'longusername', password: 'LongUserName' }],
    ['the e-mail address', { email: 'lee@example.org', password: 'Lee@example.org' }],
    ['the mailbox', { email: 'long.mailbox@example.org', password: 'long.mailbox' }],
    ['of NUL', { password: 'eight\0 characters' }],
    ['half of a character', { password: `eight characters \ud800` }],
  ];
  it.each(refused)('that are %s are refused', async (_title, input) => {
    const variables = { input: { username: 'lee', email: 'lee@example.org', ...input } };
    const { status, body } = await accounts.api.ask(SIGN_UP, { variables });
    const fault = {
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'password'],
    };
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { data: { signUp: { user: null, errors: [fault] } } },
    });
    const created = await accounts.api.ask(
      `mutation ($input: UserCreateInput!) { createUser(input: $input) { user { id } errors { __typename code path } } }`,
      { variables, viewer: { userId: 1, permissions: ['user:create'] } },
    );
    expect(created.body.data).toEqual({ createUser: { user: null, errors: [fault] } });
    const [count] = await accounts.sql('select count(*) as n from users');
    expect(Number(count?.['n'])).toBe(1);
  });

  it.each([8, 256])('of %s characters are taken', async (length) => {
    const password = '€uro-'.repeat(length).slice(0, length);
    await accounts.signUp(`len${String(length)}`, { password });
    const { user } = grantOf(await accounts.signIn(`len${String(length)}`, password));
    // What the answer says of the user, it says to the user.
    expect(user.email).toBe(`len${String(length)}@example.org`);
    expect(payloadCodesOf(await accounts.signIn(`len${String(length)}`, `${password}€`))).toEqual(
      INVALID_CREDENTIALS,
    );
  });

  it('are stored as argon2id, never told, and rehashed when more is asked for', async () => {
    const grant = await accounts.signUp('rho');
    const hashOf = async (): Promise<string> => {
      const [row] = await accounts.sql(`select password_hash from users where id = ${key(grant)}`);
      return String(row?.['password_hash']);
    };
    expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    const dearer = await Accounts.start(database, { PASSWORD_PASSES: '2' });
    expect(payloadCodesOf(await dearer.signIn('rho', 'a wrong password'))).toEqual(
      INVALID_CREDENTIALS,
    );
    expect(await hashOf()).toContain('t=1');
    grantOf(await dearer.signIn('rho'));
    expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=8,t=2,p=1\$/);
    grantOf(await dearer.signIn('rho@EXAMPLE.org'));
    await dearer.stop();
    // Sign-ins do not end by it.
    expect(await accounts.whoIs(grant.accessToken)).toBe('rho');
  });

  it('are changed only with the current one, and by no other mutation', async () => {
    const grant = await accounts.signUp('tau');
    const other = grantOf(await accounts.signIn('tau'));
    const next = 'another good secret';
    const wrong = await accounts.changePassword(grant.accessToken, 'wrong one', next);
    expect([wrong.status, wrong.body]).toEqual([
      200,
      { data: { changePassword: { ...NOTHING, errors: [CURRENT_PASSWORD] } } },
    ]);
    expect(await accounts.whoIs(grant.accessToken)).toBe('tau');
    expect(codesOf(await accounts.changePassword('', PASSWORD, next))).toEqual(UNAUTHENTICATED);
    const weak = await accounts.changePassword(grant.accessToken, PASSWORD, 'password123');
    expect(weak.body.data).toMatchObject({
      changePassword: { errors: [{ code: 'VALIDATION', path: ['newPassword'] }] },
    });
    const changed = grantOf(await accounts.changePassword(grant.accessToken, PASSWORD, next));
    for (const ended of [grant, other]) {
      expect(await accounts.whoIs(ended.accessToken)).toEqual(UNAUTHENTICATED);
      expect(codesOf(await accounts.refresh(ended.refreshToken))).toEqual(UNAUTHENTICATED);
    }
    expect(await accounts.whoIs(changed.accessToken)).toBe('tau');
    expect(payloadCodesOf(await accounts.signIn('tau'))).toEqual(INVALID_CREDENTIALS);
    grantOf(await accounts.signIn('tau', next));
    const update = await accounts.as(
      changed.accessToken,
      `mutation { updateUser(id: ${key(changed)}, input: { password: "yet another one" }) { errors { code } } }`,
    );
    expect(codesOf(update)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  it('are not changed to a name of their owner', async () => {
    const username = 'upsilon-the-long';
    const { accessToken } = await accounts.signUp(username);
    for (const next of [username, `${username}@example.org`, username.toUpperCase()]) {
      const { body } = await accounts.changePassword(accessToken, PASSWORD, next);
      expect(body.data).toMatchObject({
        changePassword: { errors: [{ code: 'VALIDATION', path: ['newPassword'] }] },
      });
    }
    expect(await accounts.whoIs(accessToken)).toBe(username);
  });

  it('that are changed have the tries before forgotten', async () => {
    const { accessToken } = await accounts.signUp('chi');
    const guess = async (token: string): Promise<void> => {
      for (let index = 0; index < 9; index += 1) {
        const answer = await accounts.changePassword(token, 'wrong', 'a good secret');
        expect(payloadCodesOf(answer)).toEqual(INVALID_CREDENTIALS);
      }
    };
    await guess(accessToken);
    const next = grantOf(await accounts.changePassword(accessToken, PASSWORD, 'a good secret'));
    await guess(next.accessToken);
  });

  it('cannot be guessed without end by who has only an access token', async () => {
    const grant = await accounts.signUp('phi');
    const codes: unknown[] = [];
    for (let index = 0; index < 11; index += 1) {
      const answer = await accounts.changePassword(grant.accessToken, 'wrong', 'a good secret');
      codes.push([...payloadCodesOf(answer), ...codesOf(answer).slice(1)]);
    }
    expect(codes).toEqual([...Array.from({ length: 10 }, () => INVALID_CREDENTIALS), RATE_LIMITED]);
    expect(await accounts.whoIs(grant.accessToken)).toBe('phi');
  });
});

describeEachDatabase('signing in', (database) => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = await Accounts.start(database);
    await accounts.signUp('kim');
    await accounts.signUp('off');
    await accounts.signUp('gone');
    await accounts.sql(`update users set is_active = false where username = 'off'`);
    await database.orm.em
      .fork()
      .nativeUpdate(User, { username: 'gone' }, { deletedAt: new Date() });
  });
  afterAll(() => accounts.stop());
  const forget = async (): Promise<void> => {
    await accounts.sql('delete from sign_in_throttles');
  };
  beforeEach(forget);

  it('answers the same to whoever is not there and whoever is wrong', async () => {
    const answers: Answer[] = [
      await accounts.signIn('kim', 'a wrong password'),
      await accounts.signIn('nobody'),
      await accounts.signIn('nobody@example.org'),
      await accounts.signIn('off'),
      await accounts.signIn('gone'),
      await accounts.signIn(''),
      await accounts.signIn('a\0b'),
      await accounts.signIn('half \ud800'),
      await accounts.signIn('x'.repeat(10_000)),
      await accounts.signIn('kim', ''),
      await accounts.signIn('kim', 'y'.repeat(100_000)),
      await accounts.signIn('kim', 'nul \0'),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, body]).toEqual([
        200,
        { data: { signIn: { ...NOTHING, errors: [PASSWORD_OR_USER] } } },
      ]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('says so by a type of its own, with data and status 200', async () => {
    const { status, body } = await accounts.api.ask(
      'mutation { signIn(login: "kim", password: "x") { user { id } errors { __typename } } }',
    );
    const errors = [{ __typename: 'InvalidCredentialsError' }];
    expect([status, body]).toEqual([200, { data: { signIn: { user: null, errors } } }]);
  });

  it.each(['kim', 'nobody'])('is throttled by account, there or not (%s)', async (login) => {
    const codes: unknown[] = [];
    for (let index = 0; index < 12; index += 1) {
      const answer = await accounts.signIn(login, 'a wrong password');
      codes.push([...payloadCodesOf(answer), ...codesOf(answer).slice(1)]);
    }
    expect(codes).toEqual([
      ...Array.from({ length: 10 }, () => INVALID_CREDENTIALS),
      RATE_LIMITED,
      RATE_LIMITED,
    ]);
    // The right password does not help, and another spelling is the same account.
    const answer = await accounts.signIn(login.toUpperCase());
    expect(codesOf(answer)).toEqual(RATE_LIMITED);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ retryAfter: seconds });
    // The counts are kept although every one of those documents failed.
    const digest = createHash('sha256').update(`account:${login}`).digest('base64url');
    const rows = await accounts.sql(
      `select strikes from sign_in_throttles where subject = '${digest}'`,
    );
    expect(rows).toEqual([{ strikes: 1 }]);
    expect(
      grantOf(
        await accounts
          .signUp(`other-than-${login}`)
          .then(() => accounts.signIn(`other-than-${login}`)),
      ).errors,
    ).toEqual([]);
  });

  it('is throttled by address, whatever the accounts', async () => {
    const narrow = await Accounts.start(database, { AUTH_ADDRESS_TRIES: '5' });
    const codes: unknown[] = [];
    for (let index = 0; index < 7; index += 1) {
      codes.push(codesOf(await narrow.signIn(`nobody${String(index)}`))[0]);
    }
    await narrow.stop();
    expect(codes).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('counts each of 50 tries that come at once', async () => {
    const tries = Array.from({ length: 50 }, () => accounts.signIn('kim', 'a wrong password'));
    const codes = (await Promise.all(tries)).map(payloadCodesOf);
    expect(codes.filter(([, code]) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter(([status]) => status === 429)).toHaveLength(40);
  });

  it('lets 50 in who come at once', async () => {
    const wide = await Accounts.start(database, {
      AUTH_ACCOUNT_TRIES: '1000',
      PASSWORD_WAITING: '100',
    });
    const answers = await Promise.all(Array.from({ length: 50 }, () => wide.signIn('kim')));
    expect(new Set(answers.map((answer) => grantOf(answer).refreshToken)).size).toBe(50);
    await wide.stop();
  });

  it.each(['kim', 'nobody'])(
    'hashes a few at a time and answers 503 to the rest (%s)',
    async (login) => {
      const narrow = await Accounts.start(database, {
        AUTH_ACCOUNT_TRIES: '1000',
        PASSWORD_MEMORY_KIB: '19456',
        PASSWORD_PASSES: '4',
        PASSWORD_AT_ONCE: '1',
        PASSWORD_WAITING: '2',
      });
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => narrow.signIn(login, 'a wrong password')),
      );
      const codes = answers.map(payloadCodesOf);
      // That nobody is refused as well shows that nobody's password is hashed as well. The hash of
      // kim is a cheap one, the dummy a dear one.
      const busy = answers.filter(({ status }) => status === 503);
      expect(busy.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
      expect(new Set(codes.map(([status, code]) => code ?? status))).toEqual(
        new Set(['INVALID_CREDENTIALS', ...(busy.length === 0 ? [] : [503])]),
      );
      if (login === 'nobody') {
        expect(busy.length).toBeGreaterThan(0);
      }
      expect(payloadCodesOf(await narrow.signIn(login, 'a wrong password'))).toEqual(
        INVALID_CREDENTIALS,
      );
      await narrow.stop();
    },
  );

  const alone: readonly (readonly [string, string])[] = [
    [
      'signUp',
      'signUp(input: { username: "n", email: "n@n.org", password: "a good secret" }) { user { id } }',
    ],
    ['signIn', 'signIn(login: "kim", password: "correct horse battery") { user { id } }'],
    ['refreshSession', 'refreshSession(refreshToken: "x") { user { id } }'],
    ['signOut', 'signOut'],
    ['signOutEverywhere', 'signOutEverywhere'],
    [
      'changePassword',
      'changePassword(currentPassword: "x", newPassword: "a good secret") { user { id } }',
    ],
  ];
  it.each(alone)('%s stands alone in its document', async (_name, field) => {
    const before = await accounts.sql('select * from auth_sessions');
    const documents = [
      `mutation { ${field} createTag(input: { name: "t" }) { errors { code } } }`,
      `mutation { createTag(input: { name: "t" }) { errors { code } } a: ${field} }`,
      `mutation { a: ${field} b: ${field} }`,
      `mutation { ...F } fragment F on Mutation { a: ${field} b: createTag(input: { name: "t" }) { errors { code } } }`,
      `mutation { ... { a: ${field} b: ${field} } }`,
      `mutation @independent { a: ${field} b: ${field} }`,
      `mutation { __typename ${field} }`,
    ];
    for (const document of documents) {
      expect([document, ...codesOf(await accounts.api.ask(document))]).toEqual([
        document,
        400,
        'BAD_USER_INPUT',
      ]);
    }
    const headers = [{ 'idempotency-key': 'k' }, { 'x-dry-run': 'true' }];
    for (const each of headers) {
      for (const viewer of [{}, { viewer: { userId: 1 } }]) {
        const answer = await accounts.api.ask(`mutation { ${field} }`, {
          headers: each,
          ...viewer,
        });
        expect(codesOf(answer)).toEqual([400, 'BAD_USER_INPUT']);
      }
    }
    expect(await accounts.sql('select * from auth_sessions')).toEqual(before);
    expect(await accounts.sql('select * from tags')).toEqual([]);
  });
});
