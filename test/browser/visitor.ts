import { application } from '../../src/app.js';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { LANE } from '../../packages/relata/src/testing/lane.js';

/**
 * `CHROMIUM_PATH` names the browser (default: Debian's), `PLAYGROUND_URL` a server that runs already.
 */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
const PATIENCE_MS = 20_000;

/** A server with a playground. */
export interface Opened {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server with the sample data, with these environment variables besides. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<Opened> {
  const running = process.env['PLAYGROUND_URL'];
  if (running !== undefined) {
    return { url: running, stop: () => Promise.resolve() };
  }
  const { createApp } = await import('../../packages/relata/src/create-app.js');
  const { loadSettings } = await import('../../packages/relata/src/settings.js');
  const settings = loadSettings({
    ...LANE,
    DATABASE_URL: 'sqlite::memory:',
    SAMPLE_DATA: 'auto',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...env,
  });
  const app = await createApp(application, settings);
  return { url: await app.start(), stop: () => app.stop() };
}

/** Starts the browser. @throws Error where there is none */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no browser at ${CHROMIUM}: install Chromium, or name one in CHROMIUM_PATH`,
    );
  }
  await mkdir(SCREENSHOTS, { recursive: true });
  return await chromium.launch({
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
}

/** What a browser is opened with. */
export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** The body of an answer. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: unknown;
  readonly extensions?: unknown;
}

/** Somebody who has the playground open, with what the browser complained about meanwhile. */
export class Visitor {
  readonly complaints: string[] = [];
  /** Every address that was asked for. */
  readonly addresses: string[] = [];
  readonly page: Page;
  #isReloading = false;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      const { url } = message.location();
      // A refused operation is answered 401, which the browser notes by itself.
      const isStatus = message.text().startsWith('Failed to load') && url.endsWith('/graphql');
      if (!isStatus && (message.type() === 'error' || message.type() === 'warning')) {
        this.complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('requestfailed', (request) => {
      if (!this.#isReloading || request.failure()?.errorText !== 'net::ERR_ABORTED') {
        this.complaints.push(`${request.url()} failed`);
      }
    });
    // The context hears of the workers' requests too.
    page.context().on('request', (request) => this.addresses.push(request.url()));
  }

  /** Opens the playground in a browser of its own, without anything stored. */
  static async open(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
    const { width = 1440, height = 900, colorScheme = 'light' } = options;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    return Visitor.openIn(context, url);
  }

  /** Opens the playground in one more tab. */
  static async openIn(context: BrowserContext, url: string): Promise<Visitor> {
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(url);
    await visitor.isReady();
    return visitor;
  }

  /** Opens one more tab that begins with what this one has in its session storage. */
  async duplicate(): Promise<Visitor> {
    const [page] = await Promise.all([
      this.page.context().waitForEvent('page'),
      this.page.evaluate('void window.open(location.href)'),
    ]);
    const visitor = new Visitor(page);
    await visitor.isReady();
    return visitor;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async isReady(): Promise<void> {
    await this.page.locator('.graphiql-editor .view-line').first().waitFor();
    // The introspection is done when the documentation can be read.
    await this.page.locator('.graphiql-sidebar .graphiql-spin').waitFor({ state: 'detached' });
  }

  /** Reloads the page. What it was still loading it gives up, which is nothing to complain of. */
  async reload(): Promise<void> {
    this.#isReloading = true;
    await this.page.reload();
    this.#isReloading = false;
    await this.isReady();
  }

  /** Waits until an expression is true in the page, whose policy keeps the browser's own way out. */
  async until(expression: string): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while ((await this.page.evaluate(expression)) !== true) {
      if (Date.now() > end) throw new Error(`It never became true: ${expression}`);
      await this.page.waitForTimeout(50);
    }
  }

  async keep(name: string): Promise<void> {
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }

  /** Goes to the tab of an example. */
  async openTab(title: string): Promise<void> {
    await this.page.getByRole('tab', { name: title, exact: true }).click();
    const lines = this.page.locator('.graphiql-query-editor .view-lines').first();
    await lines.getByText(title).first().waitFor();
  }

  /** Runs the operation of the open tab; resolves to the last answer GraphiQL got for it. */
  async run(): Promise<Answer> {
    const { page } = this;
    const button = page.getByRole('button', { name: /execute query/i });
    const answer = page.waitForResponse((response) => isOwn(response.request().postData()));
    await button.click();
    let response = await answer;
    if (response.status() === 401) {
      // Refreshed, it is sent once more; where it cannot be, this is the answer.
      response = await page
        .waitForResponse((next) => isOwn(next.request().postData()), { timeout: 2000 })
        .catch(() => response);
    }
    return (await response.json()) as Answer;
  }

  /** The Authorization of the next operation of the open tab, which is run. */
  async authorizationOfRun(): Promise<string | undefined> {
    const request = this.page.waitForRequest((each) => isOwn(each.postData()));
    await this.run();
    return (await request).headers()['authorization'];
  }

  response(): Locator {
    return this.page.locator('.graphiql-response .result-window .view-lines');
  }

  status(): Locator {
    return this.page.getByRole('status').first();
  }

  account(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Chooses an account from the menu, whoever is signed in. */
  async choose(item: string): Promise<void> {
    await this.page.locator('.relata-account-button').click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  async signInAs(username: string): Promise<void> {
    await this.choose(username);
    await this.account(`Signed in as ${username}`).waitFor();
  }

  /** What the page remembers of the sign-in. */
  async stored(): Promise<Readonly<Record<string, string | null>> | null> {
    return JSON.parse(
      await this.page.evaluate(() => sessionStorage.getItem('relata:sign-in') ?? 'null'),
    ) as Record<string, string | null> | null;
  }

  /** Changes what the page remembers of the sign-in, and has it read it. */
  async tamper(changes: Readonly<Record<string, string | null>>): Promise<void> {
    const changed = JSON.stringify({ ...(await this.stored()), ...changes });
    await this.page.evaluate((text) => {
      sessionStorage.setItem('relata:sign-in', text);
    }, changed);
    await this.reload();
  }

  /** How often the page has refreshed its sign-in since this was asked for. */
  countRefreshes(): () => number {
    let count = 0;
    this.page.on('request', (request) => {
      count += request.postData()?.includes('refreshSession') === true ? 1 : 0;
    });
    return () => count;
  }

  async enterHeaders(headers: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Headers', exact: true }).click();
    await this.page.locator('.graphiql-editor-tool .monaco-editor:visible').click();
    await this.page.keyboard.insertText(headers);
  }
}

/** Whether a request is an operation of the open tab, and not one of the page itself. */
function isOwn(body: string | null): boolean {
  return (
    body !== null &&
    !['IntrospectionQuery', 'refreshSession', 'query Ids', 'query Draft', 'query Viewer'].some(
      (text) => body.includes(text),
    )
  );
}

/** What the payloads of mutations say went wrong; undefined when all went well. */
export function faultsOf(data: Answer['data']): unknown {
  const faults = Object.values(
    (data ?? {}) as Record<string, { errors?: unknown[] } | null>,
  ).flatMap((field) => field?.errors ?? []);
  return faults.length === 0 ? undefined : faults;
}
