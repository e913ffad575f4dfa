import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import { OperationTypeNode, parse } from 'graphql';
import { PAGE_FOLDER } from '../../../playground/build.js';
import { SHARED_SOURCES } from '../../src/server/playground/bundle-key.js';
import {
  BundleSource,
  type BundleSourceOptions,
} from '../../src/server/playground/bundle-source.js';
import { loadBundle, storeBundle } from '../../src/server/playground/bundle-store.js';
import { assetOf, type Bundle } from '../../src/server/playground/bundle.js';
import { EXAMPLES } from '../../../playground/page/examples.js';
import { registerPlayground } from '../../src/server/playground/register-playground.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const FILES = ['editor.worker.js', 'graphql.worker.js', 'json.worker.js', 'page.css', 'page.js'];
const silent = { info: () => undefined, warn: () => undefined };

const smallBundle = (): Bundle =>
  new Map(
    ['page.js', 'page.css'].map(
      (name) => [name, assetOf(name, gzipSync(`/* ${name} */`))] as const,
    ),
  );

let cacheFolder: string;
let fastify: FastifyInstance = createFastify();

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'playground-'));
});

afterEach(async () => {
  await fastify.close();
  await rm(cacheFolder, { recursive: true, force: true });
});

type Build = NonNullable<BundleSourceOptions['build']>;

/** A server whose GraphQL answers `graphql` to whatever reaches it. */
async function serve(build: Build, playground = true): Promise<FastifyInstance> {
  fastify = createFastify();
  fastify.route({ method: ['GET', 'POST'], url: '/graphql', handler: () => 'graphql' });
  await registerPlayground(
    fastify,
    { playground },
    new BundleSource({ log: silent, cacheFolder, build }),
  );
  return fastify;
}

const open = (url: string, headers: Record<string, string> = { accept: BROWSER }) =>
  fastify.inject({ url, headers });

describe('who gets the page', () => {
  beforeEach(() => serve(() => Promise.resolve(smallBundle())));

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
  beforeEach(() => serve(() => Promise.resolve(smallBundle())));

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

  it.each(['/playground/0123456789abcdef/page.js', '/playground/x/..%2F..%2Fpackage.json'])(
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
  await serve(() => Promise.resolve(smallBundle()), false);
  expect((await open('/graphql')).body).toBe('graphql');
  expect((await open('/')).statusCode).toBe(404);
});

describe('the bundle', () => {
  it('is built by the first request, once for all that wait', async () => {
    let builds = 0;
    await serve(async () => {
      builds += 1;
      await sleep(20);
      return smallBundle();
    });
    await fastify.ready();
    expect(builds).toBe(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => open('/graphql')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    expect(builds).toBe(1);
  });

  it('is found again by the next start, and leaves nothing else behind', async () => {
    await serve(() => Promise.resolve(smallBundle()));
    const first = await open('/graphql');
    await fastify.close();
    await serve(() => Promise.reject(new Error('built twice')));
    expect((await open('/graphql')).body).toBe(first.body);
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  it.each([
    ['is cut short', (folder: string) => truncate(join(folder, 'page.js.gz'), 5)],
    ['lacks a file', (folder: string) => rm(join(folder, 'page.css.gz'))],
    ['has a broken list', (folder: string) => writeFile(join(folder, 'manifest.json'), '{')],
    ['has an empty list', (folder: string) => writeFile(join(folder, 'manifest.json'), 'null')],
  ])('is built again when what was kept %s', async (_what, damage) => {
    await serve(() => Promise.resolve(smallBundle()));
    await open('/graphql');
    await fastify.close();
    const [kept = ''] = await readdir(cacheFolder);
    await damage(join(cacheFolder, kept));
    let builds = 0;
    await serve(() => {
      builds += 1;
      return Promise.resolve(smallBundle());
    });
    expect((await open('/graphql')).statusCode).toBe(200);
    expect(builds).toBe(1);
    expect(
      JSON.parse(await readFile(join(cacheFolder, kept, 'manifest.json'), 'utf8')),
    ).toHaveProperty(['page.js']);
  });

  it('is kept whole by many at once, and beside what a killed build left', async () => {
    const folder = join(cacheFolder, 'key');
    await mkdir(`${folder}.0.tmp`);
    await Promise.all(Array.from({ length: 8 }, () => storeBundle(folder, smallBundle())));
    expect((await loadBundle(folder))?.size).toBe(2);
    expect(await readdir(cacheFolder)).toEqual(['key', 'key.0.tmp']);
  });

  it('serves from memory where nothing can be kept', async () => {
    const file = join(cacheFolder, 'a-file');
    await writeFile(file, '');
    cacheFolder = file;
    await serve(() => Promise.resolve(smallBundle()));
    expect((await open('/graphql')).statusCode).toBe(200);
  });

  it('holds GraphiQL and the three workers, made by the real build', async () => {
    fastify = createFastify();
    const { bundle } = await new BundleSource({ log: silent, cacheFolder }).get();
    expect([...bundle.keys()].sort()).toEqual(FILES);
    const script = gunzipSync(bundle.get('page.js')?.gzip ?? '').toString();
    expect(script).toContain('graphiql-container');
    expect(script).toContain('query Welcome');
    // Whatever the style sheet loads stands in it.
    const style = gunzipSync(bundle.get('page.css')?.gzip ?? '').toString();
    expect(style.match(/url\((?!"?data:|#)[^)]*\)|@import/g)).toBeNull();
  });
});

it('has a key that changes with every source of ours in the bundle', async () => {
  const names = (await readdir(PAGE_FOLDER)).filter((name) => /\.tsx?$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(PAGE_FOLDER, name), 'utf8')));
  const outside = texts
    .flatMap((text) => [
      ...text.matchAll(/^(?:import|export) (?!type\b)[^;]*? from '(\.\.\/[^']+)'/gm),
    ])
    .map(([, path = '']) => join(PAGE_FOLDER, path.replace(/\.js$/, '.ts')));
  expect(outside.length).toBeGreaterThan(0);
  expect([...new Set(outside)].sort()).toEqual([...SHARED_SOURCES].sort());
});

/** Examples that write; all others read. */
const WRITING: ReadonlySet<string> = new Set(['WritePost', 'PublishPost']);

describe('the examples', () => {
  it.each(EXAMPLES.map((example) => [example.title, example] as const))(
    '%s is one named operation',
    (title, { query }) => {
      const { definitions } = parse(query);
      const operation = WRITING.has(title) ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
      expect(definitions).toMatchObject([{ operation, name: { value: title } }]);
    },
  );
});
