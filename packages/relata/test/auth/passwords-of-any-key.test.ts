import { authModelsOf } from '../../src/auth/passwords/auth-models.js';
import { digestOf } from '../../src/auth/tokens/refresh-tokens.js';
import { KINDS } from '../../src/kinds/registry.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { clubOf, fillClub, KEYS } from '../club/club.js';
import {
  Accounts,
  codesOf,
  type Grant,
  grantOf,
  PASSWORD,
  payloadCodesOf,
} from '../support/accounts.js';
import type { Answer, AskOptions } from '../support/api.js';

/** What a sign-in, or its refreshing, answers. */
interface Begun {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: { readonly asker: string };
}

const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];
const IDS: Readonly<Record<string, RegExp>> = {
  int: /^member_[1-9]$/,
  bigint: /^member_900719925474099[3-9]$/,
  uuid: /^member_[\da-f-]{36}$/,
  string: /^member_ä%7E%257E\/[\da-f-]{36}$/,
};
const CHAIR = ['member:delete', 'member:update', 'post:update'];
const NEXT = 'another good secret';

it('every kind of keys is that of a club', () => {
  const kinds = KINDS.flatMap((kind) => ('key' in kind && kind.key !== null ? [kind.name] : []));
  expect(Object.keys(KEYS).sort()).toEqual(kinds.sort());
});

describe.each(Object.keys(KEYS))('members whose key is of the kind %s', (kind) => {
  const club = clubOf(kind);
  const { application, Member } = club;
  const databases = dialectsOfRun().map((dialect) => new TestDatabase(application, dialect));
  describeDatabases('sign in', databases, (database) => {
    let accounts: Accounts;
    let ada: Grant;
    let bob: Grant;
    let hal: Grant;
    beforeAll(async () => {
      accounts = await Accounts.start(database, { AUTH_ACCOUNT_TRIES: '1000' });
      await fillClub(accounts.app.orm, club);
      ada = await accounts.signUp('ada');
      bob = await accounts.signUp('bob');
      const [door] = accounts.app.doors;
      const account = { username: 'hal', email: 'hal@example.org', password: PASSWORD };
      expect(await door?.createAdmin?.(account)).toEqual([]);
      hal = grantOf(await accounts.signIn('hal'));
    });

    const signIn = async (name = 'ada'): Promise<Grant> => grantOf(await accounts.signIn(name));
    const dataOf = async <T>(
      { accessToken }: Grant,
      query: string,
      options: AskOptions = {},
    ): Promise<T> => {
      const { body, text } = await accounts.as(accessToken, query, options);
      expect(body.errors ?? text).toBe(text);
      return body.data as unknown as T;
    };
    const age = async ({ refreshToken }: Grant): Promise<void> => {
      const usedAt = new Date(Date.now() - 100_000);
      const { RefreshToken } = authModelsOf(Member);
      const aged = await accounts.app.orm.em
        .fork()
        .nativeUpdate(RefreshToken, { digest: digestOf(refreshToken) }, { usedAt });
      expect(aged).toBe(1);
    };

    it('by a name and a password, as themselves', async () => {
      expect(ada.errors).toEqual([]);
      expect(ada.user.id).toMatch(IDS[kind] ?? /^$/);
      expect(ada.user.id).not.toBe(bob.user.id);
      expect(ada.user.email).toBe('ada@example.org');
      const { accessToken, user } = await signIn();
      expect(user).toEqual(ada.user);
      const seen = await dataOf(
        { ...ada, accessToken },
        '{ viewer { id user { id username email } permissions can(permission: "letter:read") } members(orderBy: { username: ASC }) { nodes { username email viewerCan { update } } } }',
      );
      expect(seen).toEqual({
        viewer: {
          id: user.id.replace('member_', 'viewer_').replaceAll('%7E', '~').replaceAll('%25', '%'),
          user: { id: user.id, username: 'ada', email: 'ada@example.org' },
          permissions: ['letter:read'],
          can: true,
        },
        members: {
          nodes: [
            { username: 'ada', email: 'ada@example.org', viewerCan: { update: true } },
            { username: 'bob', email: null, viewerCan: { update: false } },
            { username: 'hal', email: null, viewerCan: { update: false } },
          ],
        },
      });
      expect(payloadCodesOf(await accounts.signIn('ada', NEXT))).toEqual([
        200,
        'INVALID_CREDENTIALS',
      ]);
      expect(await accounts.whoIs(`${accessToken}x`)).toEqual(UNAUTHENTICATED);
    });

    it('and write what is theirs, under a key of their own', async () => {
      const make =
        'mutation { createLetter(input: { text: "Dear" }) { letter { id author { id } } errors { code path } } }';
      const headers = { 'idempotency-key': 'once' };
      const first = await accounts.as(ada.accessToken, make, { headers });
      expect(first.body.data).toMatchObject({
        createLetter: { letter: { author: { id: ada.user.id } }, errors: [] },
      });
      expect((await accounts.as(ada.accessToken, make, { headers })).text).toBe(first.text);
      const other = await accounts.as(bob.accessToken, make, { headers });
      expect(other.body.data).toMatchObject({
        createLetter: { letter: { author: { id: bob.user.id } }, errors: [] },
      });
      const { id } = (first.body.data as unknown as { createLetter: { letter: { id: string } } })
        .createLetter.letter;
      const change =
        'mutation ($id: ID!) { updateLetter(id: $id, input: { text: "Dearest" }) { letter { text } errors { code } } }';
      expect(await dataOf(bob, change, { variables: { id } })).toEqual({
        updateLetter: { letter: null, errors: [{ code: 'NOT_FOUND' }] },
      });
      expect(await dataOf(ada, change, { variables: { id } })).toEqual({
        updateLetter: { letter: { text: 'Dearest' }, errors: [] },
      });
      for (const grant of [ada, bob]) {
        const { letters } = await dataOf<{ letters: unknown }>(
          grant,
          '{ letters { totalCount nodes { author { id } } } }',
        );
        expect(letters).toEqual({ totalCount: 1, nodes: [{ author: { id: grant.user.id } }] });
      }
      const { status } = await accounts.api.ask(make);
      expect(status).toBe(401);
    });

    it('and are one to code from the start', async () => {
      const ask =
        'signIn(login: "ada", password: $password) { refreshToken accessToken user { asker } }';
      const { signIn: begun } = await accounts.api.data<{ signIn: Begun }>(
        `mutation ($password: String!) { ${ask} }`,
        { variables: { password: PASSWORD } },
      );
      const { refreshSession } = await accounts.api.data<{ refreshSession: Begun }>(
        'mutation ($token: String) { refreshSession(refreshToken: $token) { accessToken user { asker } } }',
        { variables: { token: begun.refreshToken } },
      );
      const { viewer } = await dataOf<{ viewer: Pick<Begun, 'user'> }>(
        { ...ada, accessToken: refreshSession.accessToken },
        '{ viewer { user { asker } } }',
      );
      const asker = viewer.user.asker;
      expect(asker).toMatch(kind === 'int' ? /^number \d+$/ : /^string ./);
      expect([begun.user.asker, refreshSession.user.asker]).toEqual([asker, asker]);
    });

    it('for as long as their tokens are exchanged once', async () => {
      const first = await signIn();
      const second = grantOf(await accounts.refresh(first.refreshToken));
      expect(second.user).toEqual(ada.user);
      expect(second.refreshToken).not.toBe(first.refreshToken);
      expect(await accounts.whoIs(second.accessToken)).toBe('ada');
      await age(first);
      expect(codesOf(await accounts.refresh(first.refreshToken))).toEqual(UNAUTHENTICATED);
      for (const { accessToken, refreshToken } of [first, second]) {
        expect(await accounts.whoIs(accessToken)).toEqual(UNAUTHENTICATED);
        expect(codesOf(await accounts.refresh(refreshToken))).toEqual(UNAUTHENTICATED);
      }
      expect(await accounts.whoIs(ada.accessToken)).toBe('ada');
    });

    it('until they sign out, here or everywhere', async () => {
      const [here, there, elsewhere] = [await signIn('bob'), await signIn('bob'), await signIn()];
      expect(await dataOf(here, 'mutation { signOut }')).toEqual({ signOut: true });
      expect(await accounts.whoIs(here.accessToken)).toEqual(UNAUTHENTICATED);
      expect(await accounts.whoIs(there.accessToken)).toBe('bob');
      expect(await dataOf(there, 'mutation { signOutEverywhere }')).toEqual({
        signOutEverywhere: true,
      });
      expect(await accounts.whoIs(there.accessToken)).toEqual(UNAUTHENTICATED);
      expect(codesOf(await accounts.refresh(there.refreshToken))).toEqual(UNAUTHENTICATED);
      expect(await accounts.whoIs(bob.accessToken)).toEqual(UNAUTHENTICATED);
      expect(await accounts.whoIs(elsewhere.accessToken)).toBe('ada');
      bob = await signIn('bob');
    });

    it('until they change the password', async () => {
      const carl = await accounts.signUp('carl');
      const change = (current: string): Promise<Answer> =>
        accounts.changePassword(carl.accessToken, current, NEXT);
      expect(payloadCodesOf(await change('a wrong one'))).toEqual([200, 'INVALID_CREDENTIALS']);
      const changed = grantOf(await change(PASSWORD));
      expect(changed.user).toEqual(carl.user);
      expect(await accounts.whoIs(carl.accessToken)).toEqual(UNAUTHENTICATED);
      expect(await accounts.whoIs(changed.accessToken)).toBe('carl');
      expect(payloadCodesOf(await accounts.signIn('carl'))).toEqual([200, 'INVALID_CREDENTIALS']);
      grantOf(await accounts.signIn('carl@example.org', NEXT));
    });

    it('with the rights that roles give and take', async () => {
      const dora = await accounts.signUp('dora');
      const { chair } = await dataOf<{ chair: { nodes: readonly { id: string }[] } }>(
        dora,
        '{ chair: posts(where: { name: { eq: "chair" } }) { nodes { id } } }',
      );
      const [post] = chair.nodes;
      const change = (how: string) =>
        `mutation ($id: ID!, $post: [ID!]) { updateMember(id: $id, input: { posts: { ${how}: $post } }) { errors { code path } } }`;
      const variables = { id: dora.user.id, post: [post?.id] };
      const permissions = async (): Promise<unknown> =>
        (await dataOf<{ viewer: { permissions: unknown } }>(dora, '{ viewer { permissions } }'))
          .viewer.permissions;
      expect(await permissions()).toEqual(['letter:read']);
      expect(await dataOf(dora, change('connect'), { variables })).toEqual({
        updateMember: { errors: [{ code: 'FORBIDDEN', path: ['input', 'posts'] }] },
      });
      const by = async (how: string): Promise<unknown> =>
        await dataOf(hal, change(how), { variables });
      expect(await by('connect')).toEqual({ updateMember: { errors: [] } });
      expect(await permissions()).toEqual(['letter:read', ...CHAIR]);
      // Now it takes the role from itself.
      expect(await dataOf(dora, change('disconnect'), { variables })).toEqual({
        updateMember: { errors: [] },
      });
      expect(await permissions()).toEqual(['letter:read']);
    });

    it('unless they are deactivated, or deleted', async () => {
      const off =
        'mutation ($id: ID!) { updateMember(id: $id, input: { isActive: false }) { errors { code } } }';
      const gone = 'mutation ($id: ID!) { deleteMember(id: $id) { deletedId errors { code } } }';
      for (const [name, document] of [
        ['eve', off],
        ['fay', gone],
      ] as const) {
        const grant = await accounts.signUp(name);
        expect(await accounts.whoIs(grant.accessToken)).toBe(name);
        const done = await dataOf<Record<string, unknown>>(hal, document, {
          variables: { id: grant.user.id },
        });
        expect(Object.values(done)).toMatchObject([{ errors: [] }]);
        expect(await accounts.whoIs(grant.accessToken)).toEqual(UNAUTHENTICATED);
        expect(codesOf(await accounts.refresh(grant.refreshToken))).toEqual(UNAUTHENTICATED);
        expect(payloadCodesOf(await accounts.signIn(name))).toEqual([200, 'INVALID_CREDENTIALS']);
      }
    });

    it('as often as they may try', async () => {
      const strict = await Accounts.start(database, { AUTH_ACCOUNT_TRIES: '2' });
      const gus = await strict.signUp('gus');
      const change = (): Promise<Answer> =>
        strict.changePassword(gus.accessToken, 'a wrong one', NEXT);
      const codes = [await change(), await change(), await change()].map((answer) => answer.status);
      expect(codes).toEqual([200, 200, 429]);
      await strict.stop();
    });

    it('and who looks after the server makes the first', async () => {
      const { viewer } = await dataOf<{ viewer: unknown }>(hal, '{ viewer { permissions } }');
      expect(viewer).toEqual({ permissions: CHAIR });
      const [door] = accounts.app.doors;
      const roles = (await door?.roles?.()) ?? [];
      const sorted = roles.map(({ name, permissions: rights }) => ({
        name,
        permissions: [...rights].sort(),
      }));
      expect(sorted.sort((left, right) => (left.name < right.name ? 1 : -1))).toEqual([
        { name: 'guest', permissions: ['letter:read'] },
        { name: 'chair', permissions: CHAIR },
      ]);
    });
  });
});
