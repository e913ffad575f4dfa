import type { Browser } from 'playwright-core';
import { findings } from './axe.js';
import { launchBrowser, type Opened, startServer, type VisitOptions, Visitor } from './visitor.js';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 1024, 768, 390];
/** Below this the panes are stacked. */
const STACKED_BELOW = 800;

let server: Opened;
let browser: Browser;
let visitor: Visitor | undefined;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});

afterEach(() => visitor?.close());

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Brings up what can be seen of the playground, one after the other. */
const VIEWS: Readonly<Record<string, (opened: Visitor) => Promise<unknown>>> = {
  'first-visit': () => Promise.resolve(),
  plan: async (opened) => {
    await opened.page.getByRole('button', { name: /^plan/i }).click();
    await opened.run();
    await opened.page.locator('.relata-statements').waitFor();
    await opened.response().getByText('"data"').waitFor();
  },
  menu: ({ page }) => page.locator('.relata-account-button').click(),
  'signed-in': async (opened) => {
    await opened.page.getByRole('menuitem', { name: 'mira' }).click();
    await opened.account('Signed in as mira').waitFor();
    await opened.openTab('WritePost');
    await opened.run();
    await opened.response().getByText('"createPost"').waitFor();
  },
  form: (opened) => opened.choose('Another account'),
  fault: async ({ page }) => {
    await page.getByLabel('Username or e-mail address').fill('nobody');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  },
  settings: async ({ page }) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /settings dialog/i }).click();
  },
  'short-keys': async ({ page }) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /short keys/i }).click();
  },
  documentation: async ({ page }) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /show documentation explorer/i }).click();
    await page
      .locator('.graphiql-doc-explorer')
      .getByText('Query', { exact: true })
      .first()
      .click();
  },
  history: ({ page }) => page.getByRole('button', { name: /show history/i }).click(),
};

describe.each(SCHEMES)('in the %s', (colorScheme) => {
  it.each([1440, 390])('axe finds nothing serious in any view at %i pixels', async (width) => {
    visitor = await Visitor.open(browser, server.url, sizeOf(width, colorScheme));
    const found: Record<string, readonly string[]> = {};
    for (const [name, show] of Object.entries(VIEWS)) {
      await show(visitor);
      // Colours fade in.
      await visitor.until('document.getAnimations().length === 0');
      await visitor.keep(`${name}-${colorScheme}-${String(width)}`);
      found[name] = await findings(visitor.page);
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(VIEWS).map((name) => [name, []])));
    expect(visitor.complaints).toEqual([]);
  });
});

function sizeOf(width: number, colorScheme: VisitOptions['colorScheme'] = 'light'): VisitOptions {
  return { width, height: width < STACKED_BELOW ? 844 : 900, colorScheme };
}

/** Buttons of the page that cannot be pressed where they are, each by its name. */
const COVERED = `[...document.querySelectorAll('button, summary, [role=tab][aria-selected=true]')]
  .filter((button) => button.checkVisibility({ checkVisibilityCSS: true }))
  // Those of other tabs are reached by scrolling the tabs, rows of panels by scrolling the panel.
  .filter((button) => !button.closest('.monaco-editor, .graphiql-tab:not(.graphiql-tab-active), .relata-plan, .graphiql-plugin'))
  .filter((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit === null || !button.contains(hit);
  })
  .map((button) => button.getAttribute('aria-label') ?? button.textContent)`;

describe.each(WIDTHS)('at %i pixels', (width) => {
  beforeEach(async () => {
    visitor = await Visitor.open(browser, server.url, sizeOf(width));
    await VIEWS['plan']?.(visitor);
    await visitor.signInAs('tomas');
  });

  const opened = (): Visitor => {
    if (visitor === undefined) throw new Error('Nobody visits');
    return visitor;
  };

  const expectUsable = async (): Promise<void> => {
    const { page } = opened();
    expect(await page.evaluate(COVERED)).toEqual([]);
    const [overflow, headerOverflow] = await page.evaluate<readonly number[]>(
      `[document.documentElement, document.querySelector('.relata-header')].map((element) => element.scrollWidth - element.clientWidth)`,
    );
    expect([overflow, headerOverflow]).toEqual([0, 0]);
  };

  it('everything is within reach, and nothing is wider than the page', async () => {
    await expectUsable();
    await opened().page.getByRole('button', { name: 'Variables', exact: true }).click();
    await expectUsable();
    await opened().keep(`usable-${String(width)}`);
  });

  it('the documentation is too, and the tabs beside it', async () => {
    const { page } = opened();
    await page.getByRole('button', { name: /show documentation explorer/i }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).waitFor();
    const explorer = await page.locator('.graphiql-plugin').boundingBox();
    expect(explorer?.x).toBeGreaterThanOrEqual(0);
    expect((explorer?.x ?? 0) + (explorer?.width ?? 0)).toBeLessThanOrEqual(width);
    if (width >= STACKED_BELOW) {
      await expectUsable();
    } else {
      expect(explorer?.width).toBe(width);
    }
    await opened().keep(`documentation-${String(width)}`);
    await page.getByRole('button', { name: /hide documentation explorer/i }).click();
    await expectUsable();
  });

  it('the panes are beside each other, or stacked where there is no room', async () => {
    const { page } = opened();
    const editors = await page.locator('.graphiql-editors').boundingBox();
    const answer = await page.locator('.graphiql-response').boundingBox();
    const isStacked = (answer?.y ?? 0) >= (editors?.y ?? 0) + (editors?.height ?? 0) - 1;
    expect(isStacked).toBe(width < STACKED_BELOW);
    expect(answer?.width).toBeGreaterThan(isStacked ? width * 0.9 : width * 0.3);
    expect(answer?.height).toBeGreaterThan(250);
    expect(editors?.height).toBeGreaterThan(250);
  });
});
