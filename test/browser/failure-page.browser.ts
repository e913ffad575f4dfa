import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { sendFailure } from '../../packages/relata/src/cli/dev/failure-page.js';
import { failed, type FailureReport } from '../../packages/relata/src/cli/dev/report.js';
import { findings } from './axe.js';
import { launchBrowser } from './visitor.js';

const LONG = `Tag has no policy: @Access<Tag>({ read: everyone }) ${'and so on '.repeat(20)}`;
const EXCERPT = `  21 | })\n> 22 | ${'export class class Tag '.repeat(10)}`;

describe('the page of relata dev for an application that does not run', () => {
  let browser: Browser;
  let server: Server;
  /** What the server says at the moment; null once the application is there. */
  let failure: FailureReport | null;
  beforeAll(async () => {
    browser = await launchBrowser();
    server = createServer((request, response) => {
      if (failure === null) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>There it is</h1>');
      } else {
        sendFailure(request, response, failure);
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    failure = failed({ place: 'src/models/tag.ts:22', message: LONG, excerpt: EXCERPT });
  });
  afterAll(async () => {
    await browser.close();
    server.close().closeAllConnections();
    await once(server, 'close');
  });
  const open = async (options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> => {
    const page = await browser.newPage(options);
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`);
    return page;
  };

  it.each(
    [1280, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme])),
  )('shows the whole message at %i pixels, %s', async (width, colorScheme) => {
    const page = await open({
      viewport: { width: Number(width), height: 760 },
      colorScheme: colorScheme as 'light' | 'dark',
    });
    const fits = (selector: string) =>
      page.evaluate<boolean>(
        `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('${selector}'))`,
      );
    expect(await fits('html')).toBe(true);
    expect(await fits('[role=alert]')).toBe(true);
    expect(await page.locator('pre strong').textContent()).toContain('> 22 |');
    expect(await findings(page)).toEqual([]);
    await page.close();
  });

  it('leaves what a reader has selected, and goes on when there is something else', async () => {
    const page = await open();
    await page.evaluate("getSelection().selectAllChildren(document.querySelector('pre'))");
    for (let looks = 0; looks < 2; looks += 1) {
      await page.waitForResponse((response) => response.url().endsWith('/graphql'));
    }
    expect(await page.evaluate('String(getSelection())')).toContain('> 22 |');
    failure = { ...failed({ message: 'See above' }), state: 'has ended' };
    await page.getByRole('heading', { name: 'The application has ended' }).waitFor();
    failure = null;
    await page.getByRole('heading', { name: 'There it is' }).waitFor();
    await page.close();
  });

  it('goes on without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false });
    failure = null;
    await page.getByRole('heading', { name: 'There it is' }).waitFor();
    await page.close();
  });
});
