import type { Browser, Worker } from 'playwright-core';
import { playgroundExamples as EXAMPLES } from '../../src/sample-data/playground-examples.js';
import { faultsOf, launchBrowser, type Opened, startServer, Visitor } from './visitor.js';

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

async function waitForWorkers(...names: readonly string[]): Promise<void> {
  const { page } = visitor;
  for (const name of names) {
    const isIt = (worker: Worker): boolean => worker.url().endsWith(`/${name}.worker.js`);
    if (!page.workers().some(isIt)) {
      await page.waitForEvent('worker', { predicate: isIt });
    }
  }
}

it('runs the simplest example, asks only this server, and nothing complains', async () => {
  const { page } = visitor;
  expect(new URL(page.url()).pathname).toBe('/graphql');
  expect(await page.title()).toContain('Relata');
  await visitor.keep('first-visit');
  expect((await visitor.run()).errors).toBeUndefined();
  await visitor.response().getByText('"totalCount"').waitFor();
  expect(await visitor.response().innerText()).not.toContain('"errors"');

  // Monaco starts each worker when it first has work for it.
  await waitForWorkers('editor', 'graphql', 'json');
  const { origin } = new URL(server.url);
  const foreign = visitor.addresses.filter(
    (address) => !address.startsWith('data:') && new URL(address).origin !== origin,
  );
  expect(foreign).toEqual([]);
  expect(visitor.complaints).toEqual([]);
});

it('has a tab for every example, and each of them answers', async () => {
  await visitor.signInAs('mira');
  const answers: Record<string, unknown> = {};
  for (const { title, fill } of EXAMPLES) {
    await visitor.openTab(title);
    if (fill !== undefined) {
      await visitor.page
        .locator('.graphiql-editor-tool')
        .getByText(/"\w+_\d+"/)
        .first()
        .waitFor();
    }
    const { data, errors } = await visitor.run();
    answers[title] = errors ?? faultsOf(data);
    await visitor.response().getByText('"data"').waitFor();
  }
  expect(answers).toEqual(Object.fromEntries(EXAMPLES.map(({ title }) => [title, undefined])));
  expect(visitor.complaints).toEqual([]);
});

it('leaves variables alone that a visitor wrote', async () => {
  await visitor.openTab('NodeLookup');
  const editor = visitor.page.locator('.graphiql-editor-tool');
  await editor.getByText('"post_1"').waitFor();
  await editor.locator('.monaco-editor:visible').click();
  await visitor.page.keyboard.press('Control+A');
  await visitor.page.keyboard.press('Delete');
  await visitor.page.keyboard.insertText('{"id": "tag_2", "ids": [], "tag": "no such"}');
  // GraphiQL keeps a text a moment after it was written.
  await visitor.until(`Object.values(localStorage).some((text) => text.includes('tag_2'))`);
  await visitor.openTab('Welcome');
  await visitor.openTab('NodeLookup');
  const { data } = await visitor.run();
  expect(data).toMatchObject({ node: { id: 'tag_2' }, nodes: [], tagByName: null });
});

it('knows the schema: it underlines what is not in it, and opens its documentation', async () => {
  const { page } = visitor;
  await page.getByRole('button', { name: /show documentation explorer/i }).click();
  const explorer = page.locator('.graphiql-doc-explorer');
  await explorer.getByText('Query', { exact: true }).first().click();
  await explorer.getByText('posts', { exact: true }).first().waitFor();

  const underlines = page.locator('.graphiql-query-editor .squiggly-error');
  expect(await underlines.count()).toBe(0);
  await page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('query Other { noSuchField }');
  await underlines.first().waitFor();
  expect(visitor.complaints).toEqual([]);
});

it('follows the system into the dark, and has a switch of its own', async () => {
  const { page } = visitor;
  const background = async (): Promise<string> =>
    String(
      await page.evaluate(
        "getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor + getComputedStyle(document.querySelector('.relata-header')).backgroundColor",
      ),
    );
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  expect(await background()).not.toBe(light);

  await page.getByRole('button', { name: /settings/i }).click();
  await page.getByRole('button', { name: 'Light' }).click();
  expect(await background()).toBe(light);
  await page.getByRole('button', { name: 'Dark' }).click();
  expect(await background()).not.toBe(light);
  expect(visitor.complaints).toEqual([]);
});

it('shows the examples to a visitor who used another GraphiQL on this origin', async () => {
  await visitor.page.evaluate(() => {
    localStorage.clear();
    localStorage.setItem('graphiql:query', '{ other }');
    localStorage.setItem('graphiql:theme', 'dark');
  });
  await visitor.reload();
  const lines = visitor.page.locator('.graphiql-editor .view-lines').first();
  expect(await lines.innerText()).toContain('Welcome');
});

it('sends the headers of the header editor', async () => {
  await visitor.enterHeaders('{"x-trial": "1"}');
  const request = visitor.page.waitForRequest((each) => each.headers()['x-trial'] === '1');
  await visitor.page.keyboard.press('Control+Enter');
  expect((await request).headers()['content-type']).toBe('application/json');
});

describe('the tabs', () => {
  const selected = (): Promise<string> =>
    visitor.page.locator('[role=tab][aria-selected=true]').innerText();

  it('are gone through and closed by the keyboard', async () => {
    const { page } = visitor;
    const last = EXAMPLES.at(-1)?.title ?? '';
    await page.getByRole('tab', { name: 'Welcome' }).focus();
    const reached: string[] = [];
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'Home']) {
      await page.keyboard.press(key);
      reached.push(await selected());
    }
    expect(reached).toEqual(['FilterAndOrder', 'Welcome', last, 'Welcome', last, 'Welcome']);

    await page.keyboard.press('Delete');
    await page.getByRole('tab', { name: 'Welcome' }).waitFor({ state: 'detached' });
    expect(await selected()).toBe('FilterAndOrder');
    await page.keyboard.press('ArrowRight');
    expect(await selected()).toBe('Paging');
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
  });

  it('are closed by the pointer, and the open one is in sight', async () => {
    const { page } = visitor;
    await visitor.openTab('Paging');
    await page.locator('.graphiql-tab-active .graphiql-tab-close').click();
    await page.getByRole('tab', { name: 'Paging' }).waitFor({ state: 'detached' });

    await visitor.openTab('PublishPost');
    await page.setViewportSize({ width: 390, height: 844 });
    await visitor.until(`(() => {
      const tab = document.querySelector('[role=tab][aria-selected=true]');
      const list = tab.closest('[role=tablist]').getBoundingClientRect();
      return tab.getBoundingClientRect().right <= list.right + 1;
    })()`);
  });
});
