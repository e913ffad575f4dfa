import { setTimeout as sleep } from 'node:timers/promises';
import { type App, createApp } from '../../../src/create-app.js';
import { loadSettings } from '../../../src/settings.js';
import { blogWith } from '../../support/application.js';
import { TestDatabase } from '../../support/databases.js';
import { answerOf, type Answer } from '../harness.js';
import { type Host, HOST_HEADER, HOSTS } from './hosts.js';
import { held, Waiting } from './waiting.js';
import { LANE } from '../../../src/testing/lane.js';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe.each(HOSTS)('an application in $name', ({ path, start }) => {
  const database = new TestDatabase('sqlite');
  let app: App;
  let host: Host;
  beforeAll(async () => {
    await database.open();
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      SECRET: 'a secret of the tests, thirty-two bytes',
      LOG_LEVEL: 'silent',
      SAMPLE_DATA: 'off',
      HTTP_BODY_LIMIT_BYTES: '2000',
      TRUST_PROXY: 'loopback',
    });
    app = await createApp(blogWith({ operations: [Waiting] }), settings, {
      ...(path === undefined ? {} : { path }),
    });
    host = await start(app);
  });
  beforeEach(() => {
    held.contexts.length = 0;
    held.gate = Promise.withResolvers();
  });
  afterAll(async () => {
    held.gate.resolve('over');
    await app.stop();
    await host.close();
    await database.close();
  });
  const post = async (query: string, init: RequestInit = {}): Promise<Answer> =>
    answerOf(
      await fetch(`${host.url}/api/graphql`, {
        method: 'POST',
        ...init,
        headers: { 'content-type': 'application/json', ...(init.headers as object) },
        body: JSON.stringify({ query }),
      }),
    );
  const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${host.url}${url}`, { headers, redirect: 'manual' });

  it('answers by POST and by GET, beside the routes of the host', async () => {
    const { status, headers, body } = await post('{ posts { totalCount } }');
    expect([status, body]).toEqual([200, { data: { posts: { totalCount: 0 } } }]);
    expect(headers.get(HOST_HEADER)).not.toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const answer = await get('/api/graphql?query={posts{totalCount}}');
    expect(await answer.json()).toEqual({ data: { posts: { totalCount: 0 } } });
    const echo = await fetch(`${host.url}/api/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"of":"the host"}',
    });
    expect(await echo.json()).toEqual({ of: 'the host' });
    expect(echo.headers.get('content-security-policy')).toBeNull();
    const missing = await get('/nowhere');
    expect([missing.status, await missing.text()]).toEqual([404, 'of the host']);
  });

  it('reads bodies that come in pieces', async () => {
    const query = '{ posts { totalCount } }';
    const pieces = [`{"query":"${query.slice(0, 5)}`, `${query.slice(5)}"}`];
    const answer = await fetch(`${host.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ReadableStream.from(pieces.map((piece) => Buffer.from(piece))) as never,
      duplex: 'half',
    });
    expect(await answer.json()).toEqual({ data: { posts: { totalCount: 0 } } });
  });

  it('has its limits and its own errors', async () => {
    const long = await post(`{ posts { totalCount } } #${'x'.repeat(2000)}`);
    expect([long.status, long.body.errors?.[0]?.extensions['code']]).toEqual([
      413,
      'BAD_USER_INPUT',
    ]);
    const forged = await get('/api/graphql?query={posts{totalCount}}', {
      origin: 'https://elsewhere.example',
      'sec-fetch-site': 'cross-site',
    });
    expect([forged.status, await forged.text()]).toEqual([400, expect.stringContaining('CSRF')]);
    const empty = await fetch(`${host.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    });
    expect([empty.status, await empty.text()]).toEqual([415, expect.stringContaining('BAD_USER')]);
  });

  it('says whether it is well', async () => {
    expect(await (await get('/api/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/api/readyz')).json()).toEqual({ status: 'ready' });
  });

  it('serves the playground below the path', async () => {
    for (const root of ['/api', '/api/']) {
      const redirect = await get(root, HTML);
      expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/api/graphql']);
    }
    const page = await (await get('/api/graphql', HTML)).text();
    const script = /src="([^"]+\.js)"/.exec(page)?.[1];
    expect(script).toMatch(/^playground\//);
    const file = await get(new URL(script ?? '', 'http://x/api/graphql').pathname);
    expect([file.status, file.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    const missing = await get('/api/playground/x/y');
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining('GraphQL is at /api/graphql'),
    ]);
  });

  it('knows requests by ids of its own, their clients, and sets cookies', async () => {
    const { headers, body } = await post('{ seen }', {
      headers: { 'x-forwarded-for': '203.0.113.7' },
    });
    expect(body.data?.['seen']).toBe(`${headers.get('x-request-id') ?? ''} 203.0.113.7`);
    expect(headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])).toEqual([
      '__Host-a=b',
      '__Host-c=d',
    ]);
  });

  it('ends the work of a client that leaves', async () => {
    const controller = new AbortController();
    const left = post('{ held }', { signal: controller.signal });
    await until(() => held.contexts.length === 1);
    controller.abort();
    await expect(left).rejects.toThrow();
    await until(() => held.contexts[0]?.signal.aborted === true);
  });

  it('stops once what is running is done, and takes no more', async () => {
    const running = post('{ held }');
    await until(() => held.contexts.length === 1);
    let hasStopped = false;
    const stopped = app.stop().then(() => {
      hasStopped = true;
    });
    await sleep(20);
    expect((await get('/api/readyz')).status).toBe(503);
    expect((await post('{ posts { totalCount } }')).body.errors).toMatchObject([
      { message: 'The server is stopping', extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    expect(hasStopped).toBe(false);
    held.gate.resolve('done');
    expect((await running).body).toEqual({ data: { held: 'done' } });
    await stopped;
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(5);
  }
}
