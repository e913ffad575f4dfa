import type { Browser } from 'playwright-core';
import { SAMPLE_PASSWORD } from '../../src/sample-data/sample-accounts.js';
import { launchBrowser, type Opened, startServer, Visitor } from './visitor.js';

let browser: Browser;
let server: Opened;
let visitor: Visitor;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

beforeEach(async () => {
  visitor = await Visitor.open(browser, server.url);
});

afterEach(() => visitor.close());

/** The username in the answer to the open tab, as which a query of the viewer was typed in. */
async function askWhoIsAsking(who: Visitor): Promise<void> {
  await who.page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await who.page.keyboard.press('Control+A');
  await who.page.keyboard.press('Delete');
  await who.page.keyboard.insertText('query Who { viewer { user { username } } }');
  await who.page.getByRole('tab', { name: 'Who' }).waitFor();
}

const asking = (username: string) => ({ viewer: { user: { username } } });

describe('the menu of accounts', () => {
  it('signs in by the keyboard alone; all tabs are sent so, after a reload too, until signed out', async () => {
    const { page } = visitor;
    expect(await visitor.status().innerText()).toBe('');
    expect(await visitor.authorizationOfRun()).toBeUndefined();

    await visitor.account('Sign in').focus();
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    expect((await items.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'mira admin',
      'tomas editor',
      'zoe author',
      'Sam reader',
      'Another account …',
    ]);
    await items.and(page.locator(':focus')).filter({ hasText: 'mira' }).waitFor();
    for (const name of ['tomas', 'zoe']) {
      await page.keyboard.press('ArrowDown');
      await items.and(page.locator(':focus')).filter({ hasText: name }).waitFor();
    }
    await page.keyboard.press('Enter');
    await visitor.account('Signed in as zoe').waitFor();
    expect(await visitor.status().innerText()).toBe('Signed in as');
    expect(await visitor.authorizationOfRun()).toMatch(/^Bearer \S+$/);
    await visitor.openTab('Paging');
    expect(await visitor.authorizationOfRun()).toMatch(/^Bearer \S+$/);

    await visitor.reload();
    await visitor.account('Signed in as zoe').waitFor();
    await askWhoIsAsking(visitor);
    expect((await visitor.run()).data).toEqual(asking('zoe'));

    const signingOut = page.waitForRequest((each) => each.postData()?.includes('signOut') === true);
    await visitor.account('Signed in as zoe').focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('End');
    await page.locator('[role=menuitem]:focus').filter({ hasText: 'Sign out' }).waitFor();
    await page.keyboard.press('Enter');
    expect((await signingOut).headers()['authorization']).toMatch(/^Bearer /);
    await visitor.account('Sign in').waitFor();
    expect(await visitor.authorizationOfRun()).toBeUndefined();
    expect(await visitor.stored()).toBeNull();
    expect(visitor.complaints).toEqual([]);
  });

  it('changes the account', async () => {
    await visitor.signInAs('mira');
    await visitor.signInAs('tomas');
    await askWhoIsAsking(visitor);
    expect((await visitor.run()).data).toEqual(asking('tomas'));
  });

  it('has a form for other accounts, which says what is wrong and stays open', async () => {
    const { page } = visitor;
    await visitor.choose('Another account');
    const login = page.getByLabel('Username or e-mail address');
    await login.waitFor();
    await page.keyboard.type('zoe');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: /password/i })
      .waitFor();
    expect(await visitor.stored()).toBeNull();

    await page.getByLabel('Password').fill(SAMPLE_PASSWORD);
    await page.keyboard.press('Enter');
    await visitor.account('Signed in as zoe').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await askWhoIsAsking(visitor);
    expect((await visitor.run()).data).toEqual(asking('zoe'));
  });

  it('says when the server cannot be reached, and signs out all the same', async () => {
    await visitor.signInAs('mira');
    await visitor.page.context().setOffline(true);
    await visitor.choose('tomas');
    await visitor.page.getByText('The server cannot be reached.').waitFor();
    expect((await visitor.stored())?.['username']).toBe('mira');
    await visitor.choose('Sign out');
    await visitor.account('Sign in').waitFor();
    expect(await visitor.stored()).toBeNull();
  });

  it('is a button for the form where the database has no sample accounts', async () => {
    const empty = await startServer({ SAMPLE_DATA: 'off' });
    const guest = await Visitor.open(browser, empty.url);
    try {
      await guest.account('Sign in').click();
      await guest.page.getByRole('dialog', { name: 'Sign in' }).waitFor();
      expect(await guest.page.getByRole('menu').count()).toBe(0);
      expect(await guest.page.content()).not.toContain(SAMPLE_PASSWORD);
    } finally {
      await guest.close();
      await empty.stop();
    }
  });
});

it('a sign-in gives way to an Authorization of the header editor, whose refusal is its own', async () => {
  await visitor.signInAs('mira');
  await visitor.enterHeaders('{"AUTHORIZATION": "Bearer another"}');
  const refreshes = visitor.countRefreshes();
  expect(await visitor.authorizationOfRun()).toBe('Bearer another');
  await visitor.response().getByText('UNAUTHENTICATED').waitFor();
  await visitor.account('Signed in as mira').waitFor();
  expect(refreshes()).toBe(0);
});

it('a sign-in by an operation of a tab counts as one from the menu', async () => {
  const { page } = visitor;
  await page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(
    `mutation Enter { s: signIn(login: "Sam", password: "${SAMPLE_PASSWORD}") { accessToken user { username } } }`,
  );
  await page.getByRole('tab', { name: 'Enter' }).waitFor();
  await visitor.run();
  await visitor.account('Signed in as Sam').waitFor();
});
