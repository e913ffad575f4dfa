import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import { type Asset, type Bundle, readBundle } from '../../src/server/playground/bundle.js';
import {
  type PlaygroundOptions,
  registerPlayground,
} from '../../src/server/playground/register-playground.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const FILES = ['editor.worker.js', 'graphql.worker.js', 'json.worker.js', 'page.css', 'page.js'];

const asset = (name: string): Asset => ({
  type: `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
  gzip: gzipSync(`/* ${name} */`),
});

const smallBundle = (): Promise<Bundle> =>
  Promise.resolve({
    key: '0123456789abcdef',
    files: new Map(['page.js', 'page.css'].map((name) => [name, asset(name)])),
  });

let fastify: FastifyInstance = createFastify();
let logged: unknown[] = [];

afterEach(() => fastify.close());

/** A server whose GraphQL answers `graphql` to whatever reaches it. */
async function serve(
  read: () => Promise<Bundle> = smallBundle,
  options: Partial<PlaygroundOptions> = {},
): Promise<void> {
  logged = [];
  fastify = createFastify({
    logger: { level: 'warn', stream: { write: (line: string) => logged.push(JSON.parse(line)) } },
  });
  fastify.route({ method: ['GET', 'POST'], url: '/graphql', handler: () => 'graphql' });
  await registerPlayground(fastify, { playground: true, ...options }, read);
}

const open = (url: string, headers: Record<string, string> = { accept: BROWSER }) =>
  fastify.inject({ url, headers });

describe('who gets the page', () => {
  beforeEach(() => serve());

  it('is a browser that opens /graphql', async () => {
    const answer = await open('/graphql');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toContain('<title>Relata</title>');
  });

  it('is led there from /', async () => {
    const answer = await open('/');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/graphql']);
  });

  it.each([
    ['*/*'],
    ['application/json'],
    ['application/graphql-response+json, text/html;q=0.5'],
    ['application/json, text/html'],
    ['text/html;q=0'],
  ])('is not a program that accepts %s', async (accept) => {
    expect((await open('/graphql', { accept })).body).toBe('graphql');
    expect((await open('/', { accept })).statusCode).toBe(404);
  });

  it('is not who sends a query, in the address or as a body', async () => {
    expect((await open('/graphql?query=%7B__typename%7D')).body).toBe('graphql');
    const posted = await fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { accept: BROWSER },
      payload: {},
    });
    expect(posted.body).toBe('graphql');
  });

  it('keeps other parts of the address', async () => {
    expect((await open('/graphql?tab=1&x=query')).body).toContain('<title>Relata</title>');
  });
});

describe('the page', () => {
  beforeEach(() => serve());

  it('has a policy that allows this origin alone, and no script in the page or from text', async () => {
    const policy = String((await open('/graphql')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("worker-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it('has the headers that only pages have a use for', async () => {
    const { headers } = await open('/graphql');
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('names no other origin', async () => {
    const { body } = await open('/graphql');
    expect(body.replace("xmlns='http://www.w3.org/2000/svg'", '')).not.toMatch(/https?:/);
  });

  it('names files that may be kept for ever', async () => {
    const { body } = await open('/graphql');
    const [script] = /playground\/[0-9a-f]{16}\/page\.js/.exec(body) ?? [];
    const answer = await open(`/${script ?? ''}`, { 'accept-encoding': 'gzip, br' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(gunzipSync(answer.rawPayload).toString()).toBe('/* page.js */');
  });

  it.each([{}, { 'accept-encoding': 'gzip;q=0, identity' }])(
    'sends them uncompressed to %j',
    async (headers) => {
      const { body } = await open('/graphql');
      const [style] = /playground\/[0-9a-f]{16}\/page\.css/.exec(body) ?? [];
      const answer = await open(`/${style ?? ''}`, headers);
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.headers['content-type']).toBe('text/css; charset=utf-8');
      expect(answer.body).toBe('/* page.css */');
    },
  );

  it.each(['/playground/fedcba9876543210/page.js', '/playground/x/..%2F..%2Fpackage.json'])(
    'has nothing at %s',
    async (url) => {
      expect((await open(url)).statusCode).toBe(404);
    },
  );

  it('has nothing under its own key but its files', async () => {
    const { body } = await open('/graphql');
    const [key] = /[0-9a-f]{16}(?=\/page\.js)/.exec(body) ?? [];
    for (const name of ['manifest.json', 'constructor', 'page.js.gz', '..%2Fpage.js']) {
      expect((await open(`/playground/${String(key)}/${name}`)).statusCode).toBe(404);
    }
  });
});

it('is not there when the settings say so', async () => {
  await serve(smallBundle, { playground: false });
  expect((await open('/graphql')).body).toBe('graphql');
  expect((await open('/')).statusCode).toBe(404);
});

describe('the files', () => {
  it('are read by the first request, once for all that come', async () => {
    let reads = 0;
    await serve(() => {
      reads += 1;
      return smallBundle();
    });
    await fastify.ready();
    expect(reads).toBe(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => open('/graphql')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    expect(reads).toBe(1);
  });

  it('are said to be missing where they are, and are found once they are there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'playground-'));
    let isThere = false;
    await serve(() => (isThere ? smallBundle() : readBundle(join(folder, 'none'))));
    const missing = await open('/graphql');
    expect(missing.statusCode).toBe(200);
    expect(missing.body).toContain('role="alert"');
    expect(missing.body).toContain('npm run build:playground');
    expect(missing.body).not.toContain(folder);
    expect(missing.body).not.toContain('<script');
    expect(logged).toMatchObject([{ err: { code: 'ENOENT' } }]);
    expect((await open('/playground/0123456789abcdef/page.js')).statusCode).toBe(404);
    isThere = true;
    expect((await open('/graphql')).body).toContain('playground/0123456789abcdef/page.js');
    await rm(folder, { recursive: true });
  });

  it('are GraphiQL and the three workers, as they were built', async () => {
    const { key, files } = await readBundle();
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect([...files.keys()].sort()).toEqual(FILES);
    const script = gunzipSync(files.get('page.js')?.gzip ?? '').toString();
    expect(script).toContain('graphiql-container');
    // Whatever the style sheet loads stands in it.
    const style = gunzipSync(files.get('page.css')?.gzip ?? '').toString();
    expect(style.match(/url\((?!"?data:|#)[^)]*\)|@import/g)).toBeNull();
  });
});

describe('the accounts of the sample data', () => {
  it('stand in the page, as text that cannot become markup', async () => {
    const account = { username: `a"'<b>&`, role: 'admin', password: 'known' };
    await serve(smallBundle, { accounts: () => Promise.resolve([account]) });
    const { body } = await open('/graphql');
    const [, attribute = ''] = /data-accounts="([^"]*)"/.exec(body) ?? [];
    expect(attribute).not.toMatch(/[<>'"]/);
    const text = attribute.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
    expect(JSON.parse(text)).toEqual([account]);
  });

  it('are none where nobody looks for them', async () => {
    await serve();
    expect((await open('/graphql')).body).toContain('data-accounts="[]"');
  });

  it('are none where the database cannot be asked, and the page is there all the same', async () => {
    await serve(smallBundle, { accounts: () => Promise.reject(new Error('no database')) });
    const { body } = await open('/graphql');
    expect(body).toContain('data-accounts="[]"');
    expect(body).toContain('/page.js');
    expect(logged).toMatchObject([{ err: { message: 'no database' } }]);
  });
});

it('is there without its tabs where they cannot be loaded', async () => {
  await serve(smallBundle, { examples: () => Promise.reject(new Error('no such module')) });
  const { body } = await open('/graphql');
  expect(body).toContain('data-examples="[]"');
  expect(body).toContain('/page.js');
  expect(logged).toMatchObject([{ err: { message: 'no such module' } }]);
});

it('has the tabs that an application loads, when the page is opened', async () => {
  const example = { title: 'Odd', query: 'query Odd { "<script>" }', variables: { a: [null] } };
  let loads = 0;
  await serve(smallBundle, {
    examples: () => {
      loads += 1;
      return Promise.resolve([example]);
    },
  });
  await fastify.ready();
  expect(loads).toBe(0);
  const { body } = await open('/graphql');
  const [, attribute = ''] = /data-examples="([^"]*)"/.exec(body) ?? [];
  expect(attribute).not.toMatch(/[<>'"]/);
  const text = attribute.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
  expect(JSON.parse(text)).toEqual([example]);
});
