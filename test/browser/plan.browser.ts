import type { Browser, Locator } from 'playwright-core';
import { launchBrowser, type Opened, startServer, Visitor } from './visitor.js';

let server: Opened;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});

beforeEach(async () => {
  visitor = await Visitor.open(browser, server.url);
});

afterEach(() => visitor.close());

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const button = (): Locator => visitor.page.getByRole('button', { name: /^plan/i });
const panel = (): Locator => visitor.page.getByRole('region', { name: 'Plan' });
const statements = (): Locator =>
  panel()
    .getByRole('list', { name: /statements/i })
    .locator('> li');

it('is a panel beside the answer, with the SQL laid out, times and rows', async () => {
  expect(await button().getAttribute('aria-pressed')).toBe('false');
  expect((await visitor.run()).extensions).toBeUndefined();
  expect(await panel().count()).toBe(0);

  await button().click();
  expect(await button().getAttribute('aria-pressed')).toBe('true');
  expect(await panel().innerText()).toContain('Run the operation');
  expect((await visitor.run()).extensions).toMatchObject({ plan: { reader: 'compiled' } });
  await statements().first().waitFor();
  expect(await panel().locator('dl').innerText()).toMatch(
    /^Time\s+[\d.]+ ms\s+Statements\s+1\s+Reader\s+compiled\s+Cost\s+\d+$/,
  );
  expect(await statements().locator('summary').innerText()).toMatch(/^select\s+[\d.]+ ms\s+1 row$/);
  const sql = await statements().locator('pre').innerText();
  expect(sql).toMatch(/^select .*\n {2}select .*\n/);
  await visitor.keep('plan');

  // The answer is shown as it would be without.
  await visitor.response().getByText('"totalCount"').waitFor();
  await visitor.page.locator('.result-window').click();
  await visitor.page.keyboard.press('Control+End');
  expect(await visitor.response().innerText()).not.toContain('extensions');

  await button().click();
  expect(await panel().count()).toBe(0);
  expect((await visitor.run()).extensions).toBeUndefined();
  expect(visitor.complaints).toEqual([]);
});

it('has a bar for every statement, as long as its part of the longest time', async () => {
  await visitor.signInAs('mira');
  await visitor.openTab('WritePost');
  await button().click();
  const { extensions } = await visitor.run();
  const { plan } = extensions as { plan: { statements: { milliseconds: number }[] } };
  await statements().first().waitFor();
  const times = plan.statements.map(({ milliseconds }) => milliseconds);
  expect(await statements().count()).toBe(times.length);
  expect(times.length).toBeGreaterThan(2);
  const widths = await panel()
    .locator('.relata-bar > span')
    .evaluateAll((bars) =>
      bars.map((bar) => parseFloat((bar as unknown as { style: { width: string } }).style.width)),
    );
  const longest = Math.max(...times);
  expect(widths).toEqual(
    times.map((time) => expect.closeTo(Math.max((time / longest) * 100, 1), 1) as number),
  );
  expect(Math.max(...widths)).toBe(100);
  const labels = await statements().locator('.relata-statement-time').allInnerTexts();
  expect(labels.every((label) => /^[\d.,]+ ms$/.test(label))).toBe(true);

  // Several are closed at first, and opened by the keyboard.
  const first = statements().first();
  expect(await first.locator('pre').isVisible()).toBe(false);
  await first.locator('summary').press('Enter');
  await first.locator('pre').waitFor({ state: 'visible' });
});

it('is that of the open tab', async () => {
  await button().click();
  await visitor.run();
  await statements().first().waitFor();
  await visitor.openTab('Paging');
  await panel().getByText('Run the operation').waitFor();
  await visitor.openTab('Welcome');
  await statements().first().waitFor();
});

it('is told to be missing where the answer has none', async () => {
  await button().click();
  const { page } = visitor;
  await page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ noSuchField }');
  await visitor.run();
  await panel().getByText('came without a plan').waitFor();
});

it('stays in the answer of whoever asks by a header of their own', async () => {
  await visitor.enterHeaders('{"X-Plan": "cost"}');
  await button().click();
  expect((await visitor.run()).extensions).toEqual({ cost: expect.any(Number) as number });
  await visitor.page.locator('.result-window').click();
  await visitor.page.keyboard.press('Control+End');
  await visitor.response().getByText('"cost"').waitFor();
});
