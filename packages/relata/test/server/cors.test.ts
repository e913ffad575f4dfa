import { answerOf, type Harness, startHarness } from './harness.js';

const APP = 'https://app.example';
const HELLO = JSON.stringify({ query: '{ hello }' });

/** Headers that clients send by themselves or when they are set up as their guides say. */
const SENT: Readonly<Record<string, string>> = {
  'Apollo Client':
    'content-type,authorization,accept,apollographql-client-name,apollographql-client-version',
  'Apollo Client, by GET': 'apollo-require-preflight,x-apollo-operation-name,traceparent',
  urql: 'accept,content-type,authorization,graphql-preflight',
  Relay: 'accept,content-type,authorization,x-requested-with',
  'writes of ours': 'content-type,idempotency-key,x-dry-run,x-plan',
};

describe('pages of other sites', () => {
  let server: Harness | undefined;
  const start = async (env: Record<string, string> = {}): Promise<Harness> =>
    (server = await startHarness({ SECRET: 'a secret of the tests, thirty-two bytes', ...env }));
  afterEach(async () => {
    await server?.stop();
  });

  const preflight = async (origin: string, headers = 'content-type') =>
    answerOf(
      await fetch(`${server?.url ?? ''}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': headers,
        },
      }),
    );
  const ask = async (origin: string) =>
    answerOf(
      await fetch(`${server?.url ?? ''}/graphql`, {
        method: 'POST',
        body: HELLO,
        headers: { 'content-type': 'application/json', origin },
      }),
    );
  const allowed = ({ headers }: Awaited<ReturnType<typeof ask>>) =>
    headers.get('access-control-allow-origin');
  const refusals = () =>
    (server?.log() ?? []).filter(({ msg }) => String(msg).includes('CORS_ORIGINS'));

  it.each(Object.entries(SENT))('may send what %s sends', async (_client, headers) => {
    await start({ CORS_ORIGINS: APP });
    const answer = await preflight(APP, headers);
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toBe(APP);
    const listed = answer.headers.get('access-control-allow-headers')?.split(/, */) ?? [];
    expect(headers.split(',').filter((name) => !listed.includes(name))).toEqual([]);
    expect(answer.headers.get('access-control-max-age')).toBe('600');
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('get in where they are listed, by name, and may read what a client needs', async () => {
    await start({ CORS_ORIGINS: `${APP},https://other.example` });
    const answer = await ask(APP);
    expect(answer.body).toEqual({ data: { hello: 'world' } });
    expect(allowed(answer)).toBe(APP);
    expect(answer.headers.get('vary')).toContain('Origin');
    expect(answer.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    expect(allowed(await ask('https://other.example'))).toBe('https://other.example');
    for (const origin of [
      'https://app.example.evil',
      'http://app.example',
      'null',
      'http://localhost:3000',
    ]) {
      expect(allowed(await ask(origin))).toBeNull();
      expect(allowed(await preflight(origin))).toBeNull();
    }
  });

  it.each([
    ['true', 'true'],
    ['false', null],
  ])('get in with cookies where tokens are kept in them (%s)', async (cookies, said) => {
    await start({ CORS_ORIGINS: APP, AUTH_COOKIES: cookies });
    for (const answer of [await ask(APP), await preflight(APP)]) {
      expect(answer.headers.get('access-control-allow-credentials')).toBe(said);
    }
  });

  const LOCAL = [
    'http://localhost:5173',
    'http://localhost',
    'https://localhost:3000',
    'http://127.0.0.1:8080',
    'http://[::1]:5173',
  ];

  it('of this machine get in while developing', async () => {
    await start({ NODE_ENV: 'development' });
    for (const origin of LOCAL) {
      expect([allowed(await ask(origin)), allowed(await preflight(origin))]).toEqual([
        origin,
        origin,
      ]);
    }
    for (const origin of [
      'http://localhost.evil',
      'http://evil.localhost:1',
      'http://localhost:1@evil',
      'http://127.0.0.11:1',
    ]) {
      expect(allowed(await ask(origin))).toBeNull();
    }
    expect(refusals()).toHaveLength(4);
  });

  it.each([{}, { CORS_ORIGINS: APP }])(
    'of this machine do not in production (%j)',
    async (env: Record<string, string>) => {
      await start({ NODE_ENV: 'production', ...env });
      for (const origin of LOCAL) {
        expect([allowed(await ask(origin)), allowed(await preflight(origin))]).toEqual([
          null,
          null,
        ]);
      }
    },
  );

  it.each([{}, { CORS_ORIGINS: APP }])(
    'that are refused stand in the log, once, with the setting (%j)',
    async (env: Record<string, string>) => {
      await start(env);
      const evil = 'https://evil.example';
      const { headers } = await preflight(evil);
      await ask(evil);
      expect(refusals()).toEqual([
        expect.objectContaining({
          level: 40,
          origin: evil,
          method: 'OPTIONS',
          reqId: headers.get('x-request-id'),
          msg: 'a page of another site was refused: list its origin in CORS_ORIGINS to let it in',
        }),
      ]);
      await ask(server?.url ?? '');
      await ask((server?.url ?? '').replace('http:', 'https:'));
      expect(refusals()).toHaveLength(1);
      for (let number = 0; number < 120; number += 1) {
        await ask(`https://${String(number)}.example`);
      }
      expect(refusals()).toHaveLength(100);
    },
  );
});
