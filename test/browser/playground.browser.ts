import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page, type Worker } from 'playwright-core';
import { EXAMPLES } from '../../src/server/playground/page/examples.js';

/**
 * Drives the playground in a real browser: `npm run test:browser`.
 * `CHROMIUM_PATH` names the browser (default: Debian's), `PLAYGROUND_URL` a server that runs already.
 */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const RESPONSE = '.graphiql-response .view-lines';

interface Opened {
  readonly url: string;
  stop(): Promise<void>;
}

/** Everything the browser complained about, and every address it asked for. */
interface Observed {
  readonly complaints: string[];
  readonly addresses: string[];
}

let server: Opened;
let browser: Browser;
let page: Page;
const cleanUps: (() => Promise<void>)[] = [];
let observed: Observed;
let isReloading = false;

async function startServer(env: Readonly<Record<string, string>> = {}): Promise<Opened> {
  const running = process.env['PLAYGROUND_URL'];
  if (running !== undefined) {
    return { url: running, stop: () => Promise.resolve() };
  }
  const { createApp } = await import('../../src/app.js');
  const { loadSettings } = await import('../../src/settings.js');
  const settings = loadSettings({
    DATABASE_URL: 'sqlite::memory:',
    SAMPLE_DATA: 'auto',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...env,
  });
  const app = await createApp(settings);
  return { url: await app.start(), stop: () => app.stop() };
}

/** Reloads the page. What it was still loading it gives up, which is nothing to complain of. */
async function reload(): Promise<void> {
  isReloading = true;
  await page.reload();
  isReloading = false;
}

function observe(target: Page): Observed {
  const complaints: string[] = [];
  const addresses: string[] = [];
  target.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  target.on('pageerror', (error) => complaints.push(error.message));
  target.on('requestfailed', (request) => {
    if (!isReloading || request.failure()?.errorText !== 'net::ERR_ABORTED') {
      complaints.push(`${request.url()} failed`);
    }
  });
  // The context hears of the workers' requests too.
  target.context().on('request', (request) => addresses.push(request.url()));
  return { complaints, addresses };
}

const keep = (name: string): Promise<Buffer> =>
  page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });

/** Runs the operation of the open tab; resolves to the answer GraphiQL got. */
async function run(): Promise<{ data?: unknown; errors?: unknown }> {
  const answer = page.waitForResponse(
    (response) =>
      response.request().method() === 'POST' &&
      response.request().postData()?.includes('IntrospectionQuery') === false,
  );
  await page.getByRole('button', { name: /execute query/i }).click();
  return (await (await answer).json()) as { data?: unknown; errors?: unknown };
}

/** Goes to the tab of an example. */
async function openTab(title: string): Promise<void> {
  const tabs = page.getByRole('tab').filter({ hasText: /\w/ });
  await tabs.filter({ hasText: title }).first().click();
  await page.locator('.graphiql-editor .view-lines').first().getByText(title).first().waitFor();
}

/** What the payloads of mutations say went wrong; undefined when all went well. */
function faultsOf(data: unknown): unknown {
  const faults = Object.values(
    (data ?? {}) as Record<string, { errors?: unknown[] } | null>,
  ).flatMap((field) => field?.errors ?? []);
  return faults.length === 0 ? undefined : faults;
}

const status = () => page.locator('.relata-sign-in');

/** The Authorization of the next operation, which is run. */
async function authorizationOf(operation: () => Promise<unknown>): Promise<string | undefined> {
  const request = page.waitForRequest((each) => each.method() === 'POST');
  await operation();
  return (await request).headers()['authorization'];
}

async function waitForWorkers(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const isIt = (worker: Worker): boolean => worker.url().endsWith(`/${name}.worker.js`);
    if (!page.workers().some(isIt)) {
      await page.waitForEvent('worker', { predicate: isIt });
    }
  }
}

async function openPage(url = server.url): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
  });
  page = await context.newPage();
  observed = observe(page);
  await page.goto(url);
  await page.locator('.graphiql-editor .view-line').first().waitFor();
  // The introspection is done when the documentation can be read.
  await page.locator('.graphiql-sidebar .graphiql-spin').waitFor({ state: 'detached' });
  page.setDefaultTimeout(10_000);
}

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no browser at ${CHROMIUM}: install Chromium, or name one in CHROMIUM_PATH`,
    );
  }
  await mkdir(SCREENSHOTS, { recursive: true });
  server = await startServer();
  cleanUps.push(() => server.stop());
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  cleanUps.push(() => browser.close());
});

beforeEach(() => openPage());

afterEach(async () => {
  await page.context().close();
});

afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) {
    await cleanUp();
  }
});

it('runs the simplest example, asks only this server, and nothing complains', async () => {
  expect(new URL(page.url()).pathname).toBe('/graphql');
  expect(await page.title()).toContain('Relata');
  await keep('first-visit');
  await openTab('Welcome');
  expect((await run()).errors).toBeUndefined();
  const response = page.locator(RESPONSE);
  await response.getByText('"totalCount"').waitFor();
  expect(await response.innerText()).not.toContain('"errors"');
  await keep('welcome-light');

  // Monaco starts each worker when it first has work for it.
  await waitForWorkers('editor', 'graphql', 'json');
  const { origin } = new URL(server.url);
  const foreign = observed.addresses.filter(
    (address) => !address.startsWith('data:') && new URL(address).origin !== origin,
  );
  expect(foreign).toEqual([]);
  expect(observed.complaints).toEqual([]);
});

it('has a tab for every example, and each of them answers', async () => {
  const answers: Record<string, unknown> = {};
  for (const { title } of EXAMPLES) {
    await openTab(title);
    const { data, errors } = await run();
    answers[title] = errors ?? faultsOf(data);
    await page.locator(RESPONSE).getByText('"data"').waitFor();
    await keep(`example-${title.toLowerCase()}`);
  }
  expect(answers).toEqual(Object.fromEntries(EXAMPLES.map(({ title }) => [title, undefined])));
  expect(observed.complaints).toEqual([]);
});

it('knows the schema: it underlines what is not in it, and opens its documentation', async () => {
  await page.getByRole('button', { name: /show documentation explorer/i }).click();
  const explorer = page.locator('.graphiql-doc-explorer');
  await explorer.getByText('Query', { exact: true }).first().click();
  await explorer.getByText('posts', { exact: true }).first().waitFor();
  await keep('documentation');

  const underlines = page.locator('.graphiql-query-editor .squiggly-error');
  expect(await underlines.count()).toBe(0);
  await page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('query Other { noSuchField }');
  await underlines.first().waitFor();
  expect(observed.complaints).toEqual([]);
});

it('follows the system into the dark, and has a switch of its own', async () => {
  const background = async (): Promise<string> =>
    String(
      await page.evaluate(
        "getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor",
      ),
    );
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).not.toBe(light);
  await run();
  await page.locator(RESPONSE).getByText('"data"').waitFor();
  await keep('welcome-dark');

  await page.getByRole('button', { name: /settings/i }).click();
  await page.getByRole('button', { name: 'Light' }).click();
  expect(await background()).toBe(light);
  await page.getByRole('button', { name: 'Dark' }).click();
  expect(await background()).not.toBe(light);
  await keep('settings-dark');
  expect(observed.complaints).toEqual([]);
});

it('shows the examples to a visitor who used another GraphiQL on this origin', async () => {
  await page.evaluate(() => {
    localStorage.clear();
    localStorage.setItem('graphiql:query', '{ other }');
    localStorage.setItem('graphiql:theme', 'dark');
  });
  await reload();
  await page.locator('.graphiql-editor .view-line').first().waitFor();
  expect(await page.locator('.graphiql-editor .view-lines').first().innerText()).toContain(
    'Welcome',
  );
});

async function enterHeaders(headers: string): Promise<void> {
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await page.locator('.graphiql-editor-tool .monaco-editor:visible').click();
  await page.keyboard.insertText(headers);
}

it('sends the headers of the header editor', async () => {
  await enterHeaders('{"x-trial": "1"}');
  const request = page.waitForRequest((each) => each.headers()['x-trial'] === '1');
  await page.keyboard.press('Control+Enter');
  expect((await request).headers()['content-type']).toBe('application/json');
});

it('shows how an answer came about while its switch is on', async () => {
  const plan = page.getByRole('button', { name: /^plan/i });
  const planOf = async (): Promise<unknown> =>
    ((await run()) as { extensions?: { plan?: unknown } }).extensions?.plan;
  await openTab('Welcome');
  expect(await plan.getAttribute('aria-pressed')).toBe('false');
  expect(await planOf()).toBeUndefined();
  await plan.click();
  expect(await plan.getAttribute('aria-pressed')).toBe('true');
  expect(await planOf()).toMatchObject({ reader: 'compiled', statements: [{ rows: 1 }] });
  // At the end of the answer, where the editor draws it when it gets there.
  await page.locator(RESPONSE).click();
  await page.keyboard.press('Control+End');
  await page.locator(RESPONSE).getByText('"statements"').waitFor();
  await keep('plan');
  await plan.click();
  expect(await planOf()).toBeUndefined();
  expect(observed.complaints).toEqual([]);
});

describe('signing in', () => {
  it('goes with the operations of the other tabs, survives a reload, and is signed out of', async () => {
    expect(await status().innerText()).toBe('');
    expect(await authorizationOf(run)).toBeUndefined();
    await status().getByText('signed in as mira').waitFor();
    await openTab('Welcome');
    expect(await authorizationOf(run)).toMatch(/^Bearer \S+$/);
    await keep('signed-in');
    await page.emulateMedia({ colorScheme: 'dark' });
    await keep('signed-in-dark');

    await reload();
    await page.locator('.graphiql-editor .view-line').first().waitFor();
    await status().getByText('signed in as mira').waitFor();
    const signingOut = page.waitForRequest((each) => each.postData()?.includes('signOut') === true);
    await status().getByRole('button', { name: 'sign out' }).click();
    expect((await signingOut).headers()['authorization']).toMatch(/^Bearer /);
    await status().getByText('signed in').waitFor({ state: 'detached' });
    expect(await authorizationOf(run)).toBeUndefined();
    expect(await page.evaluate(() => Object.keys(sessionStorage))).not.toContain('relata:sign-in');
    expect(observed.complaints).toEqual([]);
  });

  it('gives way to an Authorization of the header editor, whose refusal is its own', async () => {
    await run();
    await status().getByText('signed in as mira').waitFor();
    await openTab('Welcome');
    await enterHeaders('{"AUTHORIZATION": "Bearer another"}');
    expect(await authorizationOf(run)).toBe('Bearer another');
    await page.locator(RESPONSE).getByText('UNAUTHENTICATED').waitFor();
    expect(await status().innerText()).toContain('signed in as mira');
  });

  it('is over when the server says so, which is shown, and the schema is still known', async () => {
    await run();
    await status().getByText('signed in as mira').waitFor();
    await page.evaluate(() => {
      const { accessToken, username } = JSON.parse(sessionStorage['relata:sign-in'] as string) as {
        accessToken: string;
        username: string;
      };
      sessionStorage['relata:sign-in'] = JSON.stringify({
        accessToken: `${accessToken.slice(0, -4)}AAAA`,
        username,
      });
    });
    await reload();
    await page.locator('.graphiql-sidebar .graphiql-spin').waitFor({ state: 'detached' });
    await page.locator('.graphiql-editor .view-line').first().waitFor();
    await openTab('Welcome');
    expect((await run()).errors).toBeDefined();
    await status().getByText('Your sign-in is over').waitFor();
    await keep('sign-in-over');
    expect(await authorizationOf(run)).toBeUndefined();
    await page.locator(RESPONSE).getByText('"totalCount"').waitFor();

    await openTab('SignIn');
    await run();
    await status().getByText('signed in as mira').waitFor();
  });

  it('works with tokens in cookies, which the page never sees', async () => {
    const cookies = await startServer({ AUTH_COOKIES: 'true' });
    cleanUps.push(() => cookies.stop());
    await page.context().close();
    await openPage(cookies.url);
    expect(await authorizationOf(run)).toBeUndefined();
    await status().getByText('signed in as mira').waitFor();
    // The answer is drawn after the line of status: nothing but waiting tells.
    await page
      .locator(RESPONSE)
      .filter({ hasText: /"accessToken":\s*null/ })
      .waitFor();
    await openTab('WritePost');
    expect(faultsOf((await run()).data)).toBeUndefined();
    await status().getByRole('button', { name: 'sign out' }).click();
    await status().getByText('signed in').waitFor({ state: 'detached' });
    expect(faultsOf((await run()).data)).toBeDefined();
    expect(observed.complaints).toEqual([]);
  });
});
