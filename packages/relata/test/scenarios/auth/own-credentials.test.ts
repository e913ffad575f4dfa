import { Accounts, codesOf, grantOf, PASSWORD } from '../../support/accounts.js';
import type { Answer } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';

const SECRET = 'the secret that tokens are signed with';
const ACCESS = '__Host-relata-access';
const REFRESH = '__Host-relata-refresh';
const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];

/** Ways to write a document of one field. */
function forms(variables: string, field: string): readonly string[] {
  return [
    `mutation ${variables} { ${field} }`,
    `mutation Named${variables} { it: ${field} }`,
    `mutation ${variables} { ...F } fragment F on Mutation { ${field} }`,
    `mutation ${variables} { ... { ... on Mutation { it: ${field} } } }`,
  ];
}

const SIGN_IN = [
  ...forms(
    '($login: String!, $password: String!)',
    'signIn(login: $login, password: $password) { user { username email } errors { code } }',
  ),
  `mutation ($login: String!) { signIn(login: $login, password: "${PASSWORD}") { user { username email } errors { code } } }`,
];
const SIGN_UP = forms(
  '($input: SignUpInput!)',
  'signUp(input: $input) { user { username } errors { code } }',
);
const REFRESH_SESSION = forms(
  '($token: String)',
  'refreshSession(refreshToken: $token) { user { username } errors { code } }',
);
const SIGN_OUT = forms('($token: String)', 'signOut(refreshToken: $token)');

const SETUPS = [
  { reader: 'compiled', carrier: 'header' },
  { reader: 'compiled', carrier: 'cookie' },
  { reader: 'reference', carrier: 'header' },
  { reader: 'reference', carrier: 'cookie' },
] as const;

describeEachDatabase('fields that bring credentials of their own', (database) => {
  describe.each(SETUPS)('($reader reader, tokens in a $carrier)', ({ reader, carrier }) => {
    const isCookie = carrier === 'cookie';
    const kim = `kim-${reader}-${carrier}`;
    let accounts: Accounts;
    /** One more, on the same accounts, that tells what the tokens are. */
    let issuer: Accounts;
    /** What requests may say of who asks that is of no use. */
    const useless: Record<string, Record<string, string>> = {
      'an empty header': { authorization: '' },
      'a blank header': { authorization: '   ' },
      'another scheme': { authorization: 'Basic a2ltOng=' },
      'no token': { authorization: 'Bearer' },
      'two tokens': { authorization: 'Bearer a b' },
    };
    beforeAll(async () => {
      const env = { SECRET, READER: reader, AUTH_ACCOUNT_TRIES: '1000' };
      accounts = await Accounts.start(database, { ...env, AUTH_COOKIES: String(isCookie) });
      issuer = await Accounts.start(database, env);
      const brief = await Accounts.start(database, { ...env, AUTH_ACCESS_TOKEN_MS: '1' });
      const { accessToken: ended } = await issuer.signUp(kim);
      await issuer.as(ended, 'mutation { signOutEverywhere }');
      const expired = grantOf(await brief.signIn(kim)).accessToken;
      await brief.stop();
      for (const [name, token] of Object.entries({ ended, expired, garbage: 'abc' })) {
        useless[`a token that is ${name}`] = isCookie
          ? { cookie: `${ACCESS}=${token}; ${REFRESH}=abc` }
          : { authorization: `Bearer ${token}` };
      }
      if (isCookie) {
        useless['a refresh token alone'] = { cookie: `theme=dark; ${REFRESH}=abc` };
      }
      useless['an empty cookie'] = { cookie: `${ACCESS}=; ${REFRESH}=` };
    });
    afterAll(async () => {
      await accounts.stop();
      await issuer.stop();
    });

    /** Sends a document with each of them, in one form after the other. */
    const each = async (
      documents: readonly string[],
      variables: () => Record<string, unknown> | Promise<Record<string, unknown>>,
      expected: (answer: Answer, variables: Record<string, unknown>) => unknown,
    ): Promise<void> => {
      for (const [index, [name, headers]] of Object.entries(useless).entries()) {
        const document = documents[index % documents.length] ?? '';
        const given = await variables();
        const answer = await accounts.api.ask(document, { variables: given, headers });
        const { errors } = answer.body;
        expect({ name, document, errors }).toEqual({ name, document, errors: undefined });
        await expected(answer, given);
      }
    };
    const dataOf = ({ body }: Answer): unknown => Object.values(body.data ?? {})[0];

    it('sign in', async () => {
      await each(
        SIGN_IN,
        () => ({ login: kim, password: PASSWORD }),
        (answer) => {
          // What the answer says of the user, it says to the user.
          const user = { username: kim, email: `${kim}@example.org` };
          expect(dataOf(answer)).toEqual({ user, errors: [] });
          expect(answer.headers.getSetCookie()).toHaveLength(isCookie ? 2 : 0);
        },
      );
    });

    it('sign up', async () => {
      let count = 0;
      await each(
        SIGN_UP,
        () => {
          count += 1;
          const username = `${kim}-${String(count)}`;
          return { input: { username, email: `${username}@example.org`, password: PASSWORD } };
        },
        (answer) => {
          expect(dataOf(answer)).toEqual({
            user: { username: `${kim}-${String(count)}` },
            errors: [],
          });
        },
      );
    });

    it('refresh', async () => {
      await each(
        REFRESH_SESSION,
        async () => ({ token: grantOf(await issuer.signIn(kim)).refreshToken }),
        (answer) => {
          expect(dataOf(answer)).toEqual({ user: { username: kim }, errors: [] });
        },
      );
    });

    it('sign out', async () => {
      await each(
        SIGN_OUT,
        async () => ({ token: grantOf(await issuer.signIn(kim)).refreshToken }),
        async (answer, { token }) => {
          expect(dataOf(answer)).toBe(true);
          expect(codesOf(await issuer.refresh(String(token)))).toEqual(UNAUTHENTICATED);
        },
      );
      await each(
        SIGN_OUT,
        () => ({}),
        (answer) => {
          expect(dataOf(answer)).toBe(true);
        },
      );
    });

    it('are told what is wrong with them', async () => {
      for (const [name, headers] of Object.entries(useless)) {
        for (const document of [
          'mutation ($login: String!) { signIn(login: $login, password: "x") { errors { code } } }',
          'mutation { signIn(login: "x", password: "x") { user { posts(first: -1) { totalCount } } } }',
          'mutation { a: signIn(login: "x", password: "x") { errors { code } } b: signOut }',
        ]) {
          const answer = await accounts.api.ask(document, { headers });
          expect([name, document, ...codesOf(answer)]).toEqual([
            name,
            document,
            400,
            'BAD_USER_INPUT',
          ]);
        }
        const explained = await accounts.api.ask(SIGN_OUT[0] ?? '', {
          headers: { ...headers, 'x-plan': 'explain' },
        });
        expect([name, ...codesOf(explained)]).toEqual([name, 403, 'FORBIDDEN']);
      }
    });

    it('are all that is: others are refused, an empty header is none', async () => {
      const writes = [
        'mutation { createTag(input: { name: "t" }) { errors { code } } }',
        'mutation { publishPost(id: 1) { errors { code } } }',
        'mutation { signOutEverywhere }',
        'mutation { changePassword(currentPassword: "x", newPassword: "y") { errors { code } } }',
        'mutation { __typename }',
        'mutation ($login: String!) { createTag(input: { name: $login }) { errors { code } } }',
      ];
      const reads = [
        '{ tags { totalCount } }',
        '{ viewer { permissions } }',
        '{ __typename }',
        '{ __schema { queryType { name } } }',
        'query ($first: Int!) { tags(first: $first) { totalCount } }',
      ];
      for (const [name, headers] of Object.entries(useless)) {
        const isNothing = /empty|blank/.test(name);
        for (const document of isNothing ? writes.slice(2, 4) : [...writes, ...reads]) {
          const answer = await accounts.api.ask(document, { headers });
          expect([name, document, ...codesOf(answer)]).toEqual([
            name,
            document,
            ...UNAUTHENTICATED,
          ]);
        }
        for (const query of reads.slice(0, 4)) {
          const { statusCode } = await accounts.app.server.fastify.inject({
            url: `/graphql?query=${encodeURIComponent(query)}`,
            headers: { ...headers, 'sec-fetch-site': 'same-origin' },
          });
          expect([name, query, statusCode]).toEqual([name, query, isNothing ? 200 : 401]);
          const { status } = await accounts.api.ask(query, { headers });
          expect([name, query, status]).toEqual([name, query, isNothing ? 200 : 401]);
        }
      }
    });

    it('do not make a request anybody else’s', async () => {
      const { accessToken } = grantOf(await issuer.signIn(kim));
      const { body } = await issuer.as(
        accessToken,
        `mutation ($skip: Boolean!) { signOut @skip(if: $skip)
          createTag(input: { name: "of ${kim}" }) { errors { code } } }`,
        { variables: { skip: true } },
      );
      expect(body).toEqual({ data: { createTag: { errors: [] } } });
    });
  });
});
