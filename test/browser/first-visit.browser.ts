import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { buildBundle } from '../../packages/playground/build.js';
import { BundleSource } from '../../packages/relata/src/server/playground/bundle-source.js';
import { registerPlayground } from '../../packages/relata/src/server/playground/register-playground.js';
import { findings } from './axe.js';
import { launchBrowser } from './visitor.js';

let cacheFolder: string;
let fastify: FastifyInstance;
let browser: Browser;
let url: string;
/** Lets the build that waits go on, or fail. */
let goOn: (error?: Error) => void;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'playground-'));
  const gate = new Promise<void>((resolve, reject) => {
    goOn = (error) => {
      if (error === undefined) resolve();
      else reject(error);
    };
  });
  fastify = createFastify();
  fastify.post('/graphql', () => ({ data: null }));
  await registerPlayground(
    fastify,
    { playground: true },
    new BundleSource({
      log: { info: () => undefined, warn: () => undefined },
      cacheFolder,
      build: async (onProgress) => {
        onProgress({ built: 0, of: 5 });
        await gate;
        return buildBundle(onProgress);
      },
    }),
  );
  url = await fastify.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(async () => {
  await fastify.close();
  await rm(cacheFolder, { recursive: true, force: true });
});

const visit = async (colorScheme: 'light' | 'dark'): Promise<Page> => {
  const page = await (await browser.newContext({ colorScheme })).newPage();
  await page.goto(url, { waitUntil: 'commit' });
  return page;
};

it.each(['light', 'dark'] as const)(
  'in the %s shows what it waits for, and becomes the playground by itself',
  async (colorScheme) => {
    const page = await visit(colorScheme);
    await page.getByText('0 of 5 files are ready').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(1);
    expect(await page.getByText('Loading the playground').isVisible()).toBe(false);
    // The page is not at its end yet: axe would wait for that.
    await page.screenshot({
      path: join(import.meta.dirname, `screenshots/waiting-${colorScheme}.png`),
      timeout: 60_000,
    });
    goOn();
    await page.locator('.graphiql-editor .view-line').first().waitFor({ timeout: 120_000 });
    expect(await page.locator('#shell').count()).toBe(0);
    await page.context().close();
  },
);

it.each(['light', 'dark'] as const)('in the %s tells why there is none', async (colorScheme) => {
  const page = await visit(colorScheme);
  await page.getByText('0 of 5 files are ready').waitFor();
  goOn(
    Object.assign(new Error('Build failed'), { errors: [{ text: 'Could not resolve "react"' }] }),
  );
  const alert = page.getByRole('alert');
  await alert.getByText('Could not resolve "react"').waitFor();
  expect(await alert.innerText()).toContain('npm ci');
  expect(await page.getByRole('progressbar').isVisible()).toBe(false);
  expect(await findings(page)).toEqual([]);
  await page.context().close();
});
