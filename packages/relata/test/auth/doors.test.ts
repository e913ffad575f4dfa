import { SignJWT } from 'jose';
import { jwt, type JwtOptions } from '../../src/auth/jwt/jwt.js';
import { type Application, doorsOf } from '../../src/application.js';
import type { FindViewer } from '../../src/auth/viewer-door.js';
import { blog } from '../blog/blog.js';
import { type Answer, TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { AUDIENCE, Issuer, ISSUER } from './issuer.js';

const EMAILS = '{ users(first: 1) { nodes { email } } }';
const WRITE = 'mutation { createTag(input: { name: "new" }) { tag { id } errors { code } } }';
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
/** The one e-mail address of the first user as somebody sees it, or the status and the code. */
const seen = ({ status, body }: Answer): unknown =>
  status === 200 && body.errors === undefined
    ? (body.data as unknown as { users: { nodes: [{ email: unknown }] } }).users.nodes[0].email
    : [status, body.errors?.[0]?.extensions?.['code']];

describeEachDatabase('a door', (database) => {
  let issuer: Issuer;
  let api: TestApi;
  const open = async (auth: Application['auth'], env = {}): Promise<void> => {
    api = await TestApi.start(database, { ...(auth && { auth }), env });
  };
  const options = (): JwtOptions => ({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: issuer.jwks,
    viewer: ({ sub, permissions }) =>
      sub === 'nobody'
        ? null
        : { userId: Number(sub), permissions: permissions as readonly string[] },
  });
  const ask = async (token: string): Promise<unknown> => seen(await api.ask(EMAILS, bearer(token)));
  beforeAll(async () => {
    issuer = await Issuer.start();
    await fillUsers(database.orm, { users: 2, posts: 1 });
  });
  afterAll(() => issuer.stop());
  afterEach(() => api.stop());

  it('of another issuer lets its tokens in, to what they say', async () => {
    await open(jwt(options()));
    const reader = await issuer.token('2', { claims: { permissions: ['user:read-email'] } });
    const stranger = await issuer.token('999', { claims: { permissions: [] } });
    expect(await ask(reader)).toEqual(expect.stringContaining('@'));
    expect(await ask(stranger)).toBeNull();
    expect(seen(await api.ask(EMAILS))).toBeNull();
    expect((await api.ask(WRITE)).status).toBe(401);
    const { body } = await api.ask(WRITE, bearer(reader));
    expect(body.data).toMatchObject({ createTag: { errors: [] } });
  });

  it('of another issuer keeps every other token out', async () => {
    await open(jwt(options()));
    const claims = { permissions: ['user:read-email'] };
    const publicKey = new TextEncoder().encode('the public key, taken for a secret of thirty-two');
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setSubject('2')
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(publicKey);
    const [, payload = ''] = (await issuer.token('2', { claims })).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const tokens = [
      await issuer.token('2', { claims, issuer: 'https://other.example.com/' }),
      await issuer.token('2', { claims, audience: 'somebody else' }),
      await issuer.token('2', { claims, endsIn: -60 }),
      await issuer.token('nobody', { claims }),
      `${await issuer.token('2', { claims })}x`,
      symmetric,
      none,
      'garbage',
    ];
    for (const token of tokens) {
      expect(await ask(token)).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(seen(await api.ask(EMAILS, { headers: { authorization: 'Basic a' } }))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    // A header with nothing in it is none.
    expect(seen(await api.ask(EMAILS, { headers: { authorization: '' } }))).toBeNull();
  });

  it('of an issuer that is away says so, and everybody else is served', async () => {
    const away = await Issuer.start();
    await open(jwt({ ...options(), jwks: away.jwks }));
    const token = await away.token('2', { claims: { permissions: [] } });
    await away.stop();
    expect(await ask(token)).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(seen(await api.ask(EMAILS))).toBeNull();
  });

  it.each<[string, FindViewer]>([
    ['at once', ({ headers }) => viewerOf(headers['x-user'])],
    ['later', async ({ headers }) => await Promise.resolve(viewerOf(headers['x-user']))],
  ])('of the application says who asks %s', async (_name, find) => {
    await open(find);
    const of = async (user: string): Promise<unknown> =>
      seen(await api.ask(EMAILS, { headers: { 'x-user': user } }));
    expect(await of('2')).toEqual(expect.stringContaining('@'));
    expect(await of('nobody')).toBeNull();
    expect(seen(await api.ask(EMAILS))).toBeNull();
  });

  it.each<[string, FindViewer, readonly [number, string]]>([
    ['throws', () => fail(), [500, 'INTERNAL_SERVER_ERROR']],
    [
      'rejects',
      () => Promise.reject(new TypeError('secret detail')),
      [500, 'INTERNAL_SERVER_ERROR'],
    ],
    ['hangs', () => new Promise(() => undefined), [504, 'TIMEOUT']],
  ])('that %s is an error of its request alone', async (_name, find, answer) => {
    await open(find, { DEADLINE_MS: '200' });
    const response = await api.ask(EMAILS);
    expect(seen(response)).toEqual(answer);
    expect(response.text).not.toContain('secret detail');
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
  });

  it.each<[string, FindViewer]>([
    ['at once', () => null],
    ['later', () => Promise.resolve(null)],
  ])('that says %s that it knows nobody takes no token that others refuse', async (_name, find) => {
    for (const auth of [
      [jwt(options()), find],
      [find, jwt(options())],
    ]) {
      await open(auth);
      expect(await ask('garbage')).toEqual([401, 'UNAUTHENTICATED']);
      expect(seen(await api.ask(EMAILS))).toBeNull();
      await api.stop();
    }
  });

  it('leaves what it does not know to the next', async () => {
    const find: FindViewer = ({ headers }) => viewerOf(headers['x-user']);
    await open([...doorsOf(blog), jwt(options()), find]);
    const signUp = await api.ask(
      'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }',
      {
        variables: {
          input: { username: 'zed', email: 'zed@example.com', password: 'a good secret of a test' },
        },
      },
    );
    const { accessToken } = (signUp.body.data as unknown as { signUp: { accessToken: string } })
      .signUp;
    expect(await ask(accessToken)).toBeNull();
    expect(
      await ask(await issuer.token('2', { claims: { permissions: ['user:read-email'] } })),
    ).toEqual(expect.stringContaining('@'));
    expect(await ask('garbage')).toEqual([401, 'UNAUTHENTICATED']);
    expect(seen(await api.ask(EMAILS, { headers: { 'x-user': '2' } }))).toEqual(
      expect.stringContaining('@'),
    );
  });
});

function viewerOf(name: unknown): ReturnType<FindViewer> {
  return typeof name === 'string' && name !== 'nobody'
    ? { userId: Number(name), permissions: ['user:read-email'], attributes: { name } }
    : null;
}

function fail(): never {
  throw new TypeError('secret detail');
}
