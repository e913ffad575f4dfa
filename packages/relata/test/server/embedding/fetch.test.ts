import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type App, createApp } from '../../../src/create-app.js';
import { loadSettings } from '../../../src/settings.js';
import { blogWith } from '../../support/application.js';
import { TestDatabase } from '../../support/databases.js';
import { held, Waiting } from './waiting.js';
import { LANE } from '../../../src/testing/lane.js';

describe('app.fetch', () => {
  const database = new TestDatabase('sqlite');
  const log = new PassThrough();
  let app: App;
  beforeAll(async () => {
    await database.open();
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      SECRET: 'a secret of the tests, thirty-two bytes',
      LOG_LEVEL: 'silent',
      SAMPLE_DATA: 'off',
      TRUST_PROXY: '198.51.100.1',
      CORS_ORIGINS: 'https://elsewhere.example',
    });
    app = await createApp(blogWith({ operations: [Waiting] }), settings, {
      path: '/api',
      logger: pino({ level: 'warn' }, log),
    });
  });
  beforeEach(() => {
    held.contexts.length = 0;
    held.gate = Promise.withResolvers();
  });
  afterAll(() => database.close());
  afterAll(() => app.stop());
  const request = (query: string, init: RequestInit = {}): Request =>
    new Request('https://api.example/api/graphql', {
      method: 'POST',
      ...init,
      headers: { 'content-type': 'application/json', ...(init.headers as object) },
      body: JSON.stringify({ query }),
    });

  it('answers without having been prepared, by POST and by GET', async () => {
    const answer = await app.fetch(request('{ posts { totalCount } }'));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { data: { posts: { totalCount: 0 } } },
    ]);
    const url = 'https://api.example/api/graphql?query={posts{totalCount}}';
    expect(await (await app.fetch(new Request(url))).json()).toEqual({
      data: { posts: { totalCount: 0 } },
    });
    const missing = await app.fetch(new Request('https://api.example/graphql'));
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining('GraphQL is at /api/graphql'),
    ]);
  });

  it('says nothing of connections, and has no body where there is none', async () => {
    const answer = await app.fetch(
      new Request('https://api.example/api/healthz', { method: 'HEAD' }),
    );
    expect([answer.status, answer.body]).toEqual([200, null]);
    expect([...answer.headers.keys()]).not.toContain('connection');
    const page = await app.fetch(
      new Request('https://api.example/api/graphql', { headers: { accept: 'text/html' } }),
    );
    expect(page.headers.get('transfer-encoding')).toBeNull();
    expect(await page.text()).toContain('</html>');
  });

  it('answers the preflight of a page of another site, which has no body', async () => {
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const url = 'https://api.example/api/graphql';
    const answer = await app.fetch(new Request(url, { method: 'OPTIONS', headers }));
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  });

  it('takes a page of the host in the URL for one of its own', async () => {
    for (const origin of ['https://api.example', 'https://other.example']) {
      await app.fetch(request('{ posts { totalCount } }', { headers: { origin } }));
    }
    const told = String(log.read());
    expect(told).toContain('"origin":"https://other.example"');
    expect(told).not.toContain('"origin":"https://api.example"');
  });

  it('knows the client from who calls it, and keeps every cookie apart', async () => {
    const seen = async (headers: object, address?: string): Promise<unknown> => {
      const answer = await app.fetch(
        request('{ seen }', { headers: headers as Record<string, string> }),
        address === undefined ? {} : { address },
      );
      expect(answer.headers.getSetCookie()).toHaveLength(2);
      const { data } = (await answer.json()) as { data: { seen: string } };
      return data.seen.split(' ')[1];
    };
    expect(await seen({}, '203.0.113.9')).toBe('203.0.113.9');
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect(await seen(forwarded, '198.51.100.1')).toBe('203.0.113.7');
    expect(await seen(forwarded, '203.0.113.9')).toBe('203.0.113.9');
  });

  it('ends the work of a request whose signal is aborted, with its reason', async () => {
    const controller = new AbortController();
    const left = app.fetch(request('{ held }', { signal: controller.signal }));
    while (held.contexts.length === 0) {
      await sleep(5);
    }
    const reason = new TypeError('enough');
    controller.abort(reason);
    await expect(left).rejects.toBe(reason);
    while (held.contexts[0]?.signal.aborted !== true) {
      await sleep(5);
    }
    const late = app.fetch(request('{ held }', { signal: controller.signal }));
    await expect(late).rejects.toBe(reason);
    expect(held.contexts).toHaveLength(1);
  });
});

it('a path that is none is refused before anything is opened', async () => {
  const settings = loadSettings({ ...LANE, NODE_ENV: 'test', DATABASE_URL: 'sqlite::memory:' });
  for (const path of ['api', '/api/', '/', '/a b']) {
    await expect(createApp(blogWith({}), settings, { path })).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('path must be like /api') as string,
    });
  }
});
