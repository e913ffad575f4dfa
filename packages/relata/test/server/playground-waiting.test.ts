import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import { reasonsOf } from '../../src/server/playground/build-failure.js';
import {
  BundleSource,
  type BundleSourceOptions,
} from '../../src/server/playground/bundle-source.js';
import { assetOf, type Bundle } from '../../src/server/playground/bundle.js';
import {
  type PlaygroundOptions,
  registerPlayground,
} from '../../src/server/playground/register-playground.js';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SCRIPT = /<script type="module" src="playground\/[0-9a-f]{16}\/page\.js">/;

type Build = NonNullable<BundleSourceOptions['build']>;

/** A build that a test holds in its hands. */
class HeldBuild {
  builds = 0;
  progress: Parameters<Build>[0] = () => undefined;
  finish: (bundle: Bundle) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;

  readonly build: Build = (onProgress) => {
    this.builds += 1;
    this.progress = onProgress;
    onProgress({ built: 0, of: 5 });
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  };
}

const smallBundle = (): Bundle =>
  new Map([['page.js', assetOf('page.js', gzipSync('/* page */'))]]);

let cacheFolder: string;
let fastify: FastifyInstance;
let held: HeldBuild;
let url: string;
let logged: unknown[];

async function serve(accounts?: PlaygroundOptions['accounts']): Promise<void> {
  fastify = createFastify({
    logger: { level: 'warn', stream: { write: (line: string) => logged.push(JSON.parse(line)) } },
  });
  fastify.route({ method: ['GET', 'POST'], url: '/graphql', handler: () => 'graphql' });
  await registerPlayground(
    fastify,
    { playground: true, accounts },
    new BundleSource({ log: fastify.log, cacheFolder, build: held.build }),
  );
  url = await fastify.listen({ port: 0, host: '127.0.0.1' });
}

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'playground-'));
  held = new HeldBuild();
  logged = [];
});

afterEach(async () => {
  await fastify.close();
  await rm(cacheFolder, { recursive: true, force: true });
});

/** A visitor's page as it arrives. */
class Visit {
  text = '';
  readonly status: number;
  readonly #chunks: AsyncIterator<string>;

  private constructor(response: Response) {
    this.status = response.status;
    const text = (response.body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream());
    this.#chunks = text[Symbol.asyncIterator]();
  }

  static async begin(): Promise<Visit> {
    return new Visit(await fetch(`${url}/graphql`, { headers: HTML }));
  }

  /** Reads on until a text is there. */
  async until(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      const chunk = await this.#chunks.next();
      if (chunk.done === true) throw new Error(`The page ended without ${text}`);
      this.text += chunk.value;
    }
  }

  async end(): Promise<string> {
    await this.until('</html>');
    return this.text;
  }
}

describe('a visit before the page is built', () => {
  it('sees at once what it waits for, how far it is, and goes on by itself', async () => {
    await serve();
    const visit = await Visit.begin();
    await visit.until('0 of 5 files');
    expect(visit.status).toBe(200);
    expect(visit.text).toContain('<title>Relata</title>');
    expect(visit.text).not.toMatch(SCRIPT);

    const answer = await fetch(`${url}/graphql`, { method: 'POST' });
    expect(await answer.text()).toBe('graphql');
    held.progress({ built: 3, of: 5 });
    await visit.until('3 of 5 files');
    expect(visit.text).toContain('<progress max="5" value="3"');

    held.finish(smallBundle());
    expect(await visit.end()).toMatch(SCRIPT);
  });

  it('is told where the build is that another visit began', async () => {
    await serve();
    const first = await Visit.begin();
    await first.until('0 of 5 files');
    held.progress({ built: 2, of: 5 });
    const second = await Visit.begin();
    await second.until('2 of 5 files');
    held.finish(smallBundle());
    const pages = await Promise.all([first.end(), second.end()]);
    expect(pages.map((page) => SCRIPT.test(page))).toEqual([true, true]);
    expect(held.builds).toBe(1);
  });

  it('may leave, and those who stay get the page', async () => {
    await serve();
    const leaving = get(`${url}/graphql`, { headers: HTML }).on('error', () => undefined);
    await once(leaving, 'response');
    const stays = await Visit.begin();
    await stays.until('0 of 5 files');
    leaving.destroy();
    await once(leaving, 'close');
    held.progress({ built: 1, of: 5 });
    await stays.until('1 of 5 files');
    held.finish(smallBundle());
    expect(await stays.end()).toMatch(SCRIPT);
  });

  it('that finds the page built is told of no build', async () => {
    await serve();
    const first = await Visit.begin();
    await first.until('0 of 5 files');
    held.finish(smallBundle());
    await first.end();
    const second = await Visit.begin();
    expect(await second.end()).not.toContain('of 5 files');
  });

  it('reads why the build failed, and the next visit tries again', async () => {
    await serve();
    const failed = await Visit.begin();
    await failed.until('0 of 5 files');
    held.fail(
      Object.assign(new Error('Build failed'), {
        errors: [{ text: 'Could not resolve "<react>"' }],
      }),
    );
    const page = await failed.end();
    expect(page).toContain('role="alert"');
    expect(page).toContain('The bundler says:');
    expect(page).toContain('Could not resolve &#34;&#60;react&#62;&#34;');
    expect(page).not.toMatch(SCRIPT);
    expect(logged).toMatchObject([{ msg: 'the playground could not be built' }]);

    const next = await Visit.begin();
    await next.until('0 of 5 files');
    held.finish(smallBundle());
    expect(await next.end()).toMatch(SCRIPT);
    expect(held.builds).toBe(2);
  });

  it('is sent to the log for what is not the bundler’s to say', async () => {
    await serve();
    const failed = await Visit.begin();
    await failed.until('0 of 5 files');
    held.fail(new Error('EACCES: /a/secret/path'));
    const page = await failed.end();
    expect(page).toContain('The log of the server says why');
    expect(page).not.toContain('secret');
  });
});

describe('the accounts of the sample data', () => {
  const visit = async (accounts?: PlaygroundOptions['accounts']): Promise<string> => {
    await serve(accounts);
    const opened = await Visit.begin();
    await opened.until('0 of 5 files');
    held.finish(smallBundle());
    return opened.end();
  };

  it('stand in the page, as text that cannot become markup', async () => {
    const account = { username: `a"'<b>&`, role: 'admin', password: 'known' };
    const page = await visit(() => Promise.resolve([account]));
    const [, attribute = ''] = /data-accounts="([^"]*)"/.exec(page) ?? [];
    expect(attribute).not.toMatch(/[<>'"]/);
    const text = attribute.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
    expect(JSON.parse(text)).toEqual([account]);
  });

  it('are none where nobody looks for them', async () => {
    expect(await visit()).toContain('data-accounts="[]"');
  });

  it('are none where the database cannot be asked, and the page is there all the same', async () => {
    const page = await visit(() => Promise.reject(new Error('no database')));
    expect(page).toContain('data-accounts="[]"');
    expect(page).toMatch(SCRIPT);
    expect(logged).toMatchObject([{ err: { message: 'no database' } }]);
  });
});

describe('what is told of a failure', () => {
  const failure = (...texts: string[]): Error =>
    Object.assign(new Error('Build failed'), { errors: texts.map((text) => ({ text })) });

  it('is each message once, three at most', () => {
    expect(reasonsOf(failure('a', 'a', 'b', 'c', 'd'))).toEqual(['a', 'b', 'c']);
  });

  it('is no path and no address', () => {
    expect(
      reasonsOf(
        failure(
          'Could not read from file: /srv/app/page.tsx',
          'Cannot read "/etc/x"',
          'at file:///srv/app/page.tsx',
          'Could not resolve "react"',
        ),
      ),
    ).toEqual(['Could not resolve "react"']);
  });

  it.each([[new Error('x')], ['x'], [null], [Object.assign(new Error('x'), { errors: [null] })]])(
    'is nothing for other errors',
    (error) => {
      expect(reasonsOf(error)).toEqual([]);
    },
  );
});
