import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../../../src/create-app.js';
import { loadSettings } from '../../../src/settings.js';
import { blogWith } from '../../support/application.js';
import { TestDatabase } from '../../support/databases.js';
import { LANE } from '../../../src/testing/lane.js';

const QUERY = '{"query":"{ posts { totalCount } }"}';
const ANSWER = { data: { posts: { totalCount: 0 } } };

describe('an application in a server that is there', () => {
  const database = new TestDatabase('sqlite');
  const unmigrated = new TestDatabase('postgresql', { migrated: false });
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(() => database.open());
  beforeAll(() => unmigrated.open());
  afterEach(async () => {
    for (const end of ends.splice(0)) {
      await end();
    }
  });
  afterAll(() => unmigrated.close());
  afterAll(() => database.close());
  const open = async (options: AppOptions = {}, { url } = database): Promise<App> => {
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: url,
      SECRET: 'a secret of the tests, thirty-two bytes',
      LOG_LEVEL: 'silent',
      SAMPLE_DATA: 'off',
    });
    const app = await createApp(blogWith({}), settings, options);
    ends.push(() => app.stop());
    return app;
  };
  const listen = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.unshift(async () => {
      server.close().closeAllConnections();
      await once(server, 'close');
    });
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`;
  };
  const post = (url: string, body = QUERY): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it('is prepared by its first request, once', async () => {
    const app = await open();
    const url = await listen(app.listener);
    const answers = await Promise.all([post(url), post(url)]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([ANSWER, ANSWER]);
    await app.prepare();
  });

  it('says that it is not ready where it cannot be prepared, and logs why', async () => {
    const log = new PassThrough();
    const app = await open({ logger: pino(log) }, unmigrated);
    const answer = await post(await listen(app.listener));
    expect([answer.status, await answer.json()]).toEqual([
      503,
      {
        errors: [
          {
            message: 'The server is not ready, try again',
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      },
    ]);
    expect(String(log.read())).toContain('migration');
    await expect(app.prepare()).rejects.toThrow('migration');
    await expect(fastify().register(app.plugin).ready()).rejects.toThrow('migration');
    await unmigrated.orm.migrator.up();
    await app.prepare();
  });

  it('takes a body that was read before from where it was left, in any form', async () => {
    const app = await open();
    for (const left of [QUERY, Buffer.from(QUERY), JSON.parse(QUERY) as object]) {
      const url = await listen((request, response) => {
        void text(request).then(() => {
          app.listener(Object.assign(request, { body: left }), response);
        });
      });
      expect(await (await post(url)).json()).toEqual(ANSWER);
    }
  });

  it('says that a body is lost, rather than wait for it', async () => {
    const app = await open();
    const url = await listen((request, response) => {
      void text(request).then(() => {
        app.listener(request, response);
      });
    });
    const answer = await post(url);
    expect([answer.status, await answer.json()]).toEqual([
      500,
      {
        errors: [
          {
            message: 'The body of the request was lost',
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
          },
        ],
      },
    ]);
  });

  it('leaves the root to the server where it has no path of its own', async () => {
    const app = await open();
    const url = await listen((request, response) => {
      app.listener(request, response, () => response.end('of the host'));
    });
    const root = await fetch(new URL('/', url), { headers: { accept: 'text/html' } });
    expect(await root.text()).toBe('of the host');
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>Relata</title>');
  });

  it('shows hooks of Fastify the URL that was asked for, and stops with it', async () => {
    const app = await open();
    const host = fastify();
    const urls: unknown[] = [];
    host.addHook('onResponse', (request, _reply, done) => {
      urls.push(request.url, request.originalUrl);
      done();
    });
    await host.register(app.plugin, { prefix: '/api' });
    const url = await host.listen({ host: '127.0.0.1', port: 0 });
    expect(await (await post(`${url}/api/graphql?a=b`)).json()).toEqual(ANSWER);
    await host.close();
    expect(urls).toEqual(['/api/graphql?a=b', '/api/graphql?a=b']);
    expect((await app.fetch(new Request('http://x/readyz'))).status).toBe(503);
  });

  it('takes the body that a hook of Fastify puts in the place of what was sent', async () => {
    const app = await open();
    const host = fastify();
    host.addHook('preParsing', (_request, _reply, payload, done) => {
      const turned = new Transform({
        transform: (chunk: Buffer, _encoding, give) => {
          give(null, Buffer.from(chunk).reverse().toString().trim());
        },
      });
      done(null, payload.pipe(turned));
    });
    await host.register(app.plugin);
    const url = await host.listen({ host: '127.0.0.1', port: 0 });
    ends.unshift(() => host.close());
    // Longer than what comes of it: how long it was must not count.
    const turned = `   ${Buffer.from(QUERY).reverse().toString()}`;
    expect(await (await post(`${url}/graphql`, turned)).json()).toEqual(ANSWER);
  });

  it('may be stopped without having been prepared', async () => {
    const app = await open();
    await app.stop();
    await app.stop();
  });
});
