import type { Browser } from 'playwright-core';
import { launchBrowser, type Opened, startServer, Visitor } from './visitor.js';

const PAST = '2020-01-01T00:00:00.000Z';

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

/** Puts a query of the viewer into the open tab. */
async function askWhoIsAsking(who: Visitor): Promise<void> {
  await who.page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await who.page.keyboard.press('Control+A');
  await who.page.keyboard.press('Delete');
  await who.page.keyboard.insertText('query Who { viewer { user { username } } }');
  await who.page.getByRole('tab', { name: 'Who' }).waitFor();
}

const mira = { viewer: { user: { username: 'mira' } } };
const badToken = (token: string | null | undefined): string => `${token?.slice(0, -4) ?? ''}AAAA`;

describe('an access token', () => {
  beforeEach(async () => {
    await visitor.signInAs('mira');
    await askWhoIsAsking(visitor);
  });

  it('that has ended is refreshed before it is sent', async () => {
    await visitor.tamper({ accessToken: 'ended', expiresAt: PAST });
    const before = await visitor.stored();
    const refreshes = visitor.countRefreshes();
    expect((await visitor.run()).data).toEqual(mira);
    const after = await visitor.stored();
    expect(after?.['username']).toBe('mira');
    expect(after?.['accessToken']).not.toBe('ended');
    expect(after?.['refreshToken']).not.toBe(before?.['refreshToken']);
    expect(Date.parse(after?.['expiresAt'] ?? '')).toBeGreaterThan(Date.now());
    expect((await visitor.run()).data).toEqual(mira);
    expect(refreshes()).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });

  it('that the server refuses is refreshed, and the operation is sent again', async () => {
    const token = (await visitor.stored())?.['accessToken'];
    await visitor.tamper({ accessToken: badToken(token), expiresAt: null });
    const refreshes = visitor.countRefreshes();
    const answer = await visitor.run();
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual(mira);
    await visitor.response().getByText('"mira"').waitFor();
    expect(refreshes()).toBe(1);
    await visitor.account('Signed in as mira').waitFor();
  });

  it('is refreshed once for operations that are sent at the same time', async () => {
    await visitor.tamper({ accessToken: 'ended', expiresAt: PAST });
    const refreshes = visitor.countRefreshes();
    const { page } = visitor;
    // The example is filled by an operation of its own.
    const answers = ['query Draft', 'mutation PublishPost'].map((text) =>
      page.waitForResponse((response) => response.request().postData()?.includes(text) === true),
    );
    await page.getByRole('tab', { name: 'PublishPost' }).click();
    await page.getByRole('button', { name: /execute query/i }).click();
    const [draft] = await Promise.all(answers);
    expect(await draft?.json()).toMatchObject({ data: { viewer: { user: {} } } });
    expect(refreshes()).toBe(1);
  });

  it('is refreshed no more when its refresh token is refused: that is told, and the menu signs in', async () => {
    await visitor.tamper({ accessToken: 'ended', refreshToken: 'ended', expiresAt: PAST });
    await visitor.run();
    await visitor.page.getByText('Your sign-in is over').waitFor();
    await visitor.keep('sign-in-over');
    expect(await visitor.stored()).toBeNull();
    expect((await visitor.run()).data).toEqual({ viewer: null });
    await visitor.signInAs('mira');
    expect(await visitor.page.getByText('Your sign-in is over').count()).toBe(0);
    expect((await visitor.run()).data).toEqual(mira);
  });

  it('stays where the server cannot be reached, and is refreshed when it can again', async () => {
    await visitor.tamper({ accessToken: 'ended', expiresAt: PAST });
    const { page } = visitor;
    await page.context().setOffline(true);
    await page.getByRole('button', { name: /execute query/i }).click();
    await visitor.response().getByText('Failed to fetch').first().waitFor();
    await visitor.account('Signed in as mira').waitFor();
    await page.context().setOffline(false);
    expect((await visitor.run()).data).toEqual(mira);
  });

  it('does not keep the schema from anybody, when it is refused', async () => {
    await visitor.tamper({ accessToken: 'bad', refreshToken: 'bad', expiresAt: null });
    await visitor.page.getByRole('button', { name: /show documentation explorer/i }).click();
    await visitor.page.locator('.graphiql-doc-explorer').getByText('Query').first().waitFor();
  });

  it('by a clock that is ahead is not refreshed for every operation', async () => {
    const { page } = visitor;
    await page.clock.setFixedTime(Date.now() + 3_600_000);
    const refreshes = visitor.countRefreshes();
    expect((await visitor.run()).data).toEqual(mira);
    expect((await visitor.run()).data).toEqual(mira);
    expect((await visitor.run()).data).toEqual(mira);
    expect(refreshes()).toBe(1);
  });
});

describe('two tabs of one sign-in', () => {
  let other: Visitor;

  beforeEach(async () => {
    await visitor.signInAs('mira');
    await askWhoIsAsking(visitor);
    await visitor.tamper({ accessToken: 'ended', expiresAt: PAST });
    other = await visitor.duplicate();
    await other.account('Signed in as mira').waitFor();
  });

  it('refresh it at the same time, and both go on', async () => {
    const refreshes = [visitor.countRefreshes(), other.countRefreshes()];
    const answers = await Promise.all([visitor.run(), other.run()]);
    expect(answers.map(({ data }) => data)).toEqual([mira, mira]);
    expect(refreshes.map((count) => count()).reduce((sum, count) => sum + count)).toBe(1);
    expect((await visitor.stored())?.['refreshToken']).toBe(
      (await other.stored())?.['refreshToken'],
    );
  });

  it('refresh it one after the other, and sign out together', async () => {
    expect((await visitor.run()).data).toEqual(mira);
    await other.tamper({ accessToken: 'ended', expiresAt: PAST });
    expect((await other.run()).data).toEqual(mira);
    await visitor.tamper({ accessToken: 'ended', expiresAt: PAST });
    expect((await visitor.run()).data).toEqual(mira);
    await other.choose('Sign out');
    await visitor.account('Sign in').waitFor();
    expect(await visitor.stored()).toBeNull();
  });
});

describe('with tokens in cookies', () => {
  let cookies: Opened;
  let guest: Visitor;

  beforeAll(async () => {
    cookies = await startServer({ AUTH_COOKIES: 'true' });
  });

  afterAll(() => cookies.stop());

  beforeEach(async () => {
    guest = await Visitor.open(browser, cookies.url);
    await guest.signInAs('mira');
    await askWhoIsAsking(guest);
  });

  afterEach(() => guest.close());

  it('the page never sees them, and is signed in all the same, after a reload too', async () => {
    expect(await guest.authorizationOfRun()).toBeUndefined();
    expect(await guest.stored()).toMatchObject({ accessToken: null, refreshToken: null });
    await guest.reload();
    await guest.account('Signed in as mira').waitFor();
    expect((await guest.run()).data).toEqual(mira);
    await guest.choose('Sign out');
    await guest.account('Sign in').waitFor();
    expect((await guest.run()).data).toEqual({ viewer: null });
    expect(guest.complaints).toEqual([]);
  });

  it('that have ended are refreshed', async () => {
    await guest.page.context().clearCookies({ name: /access/ });
    await guest.tamper({ expiresAt: PAST });
    const refreshes = guest.countRefreshes();
    expect((await guest.run()).data).toEqual(mira);
    await guest.account('Signed in as mira').waitFor();
    expect(refreshes()).toBeLessThanOrEqual(1);
  });

  it('another tab is signed in, signs out, and so do all', async () => {
    const other = await Visitor.openIn(guest.page.context(), cookies.url);
    await other.account('Signed in as mira').waitFor();
    await other.choose('zoe');
    await guest.account('Signed in as zoe').waitFor();
    await other.choose('Sign out');
    await guest.account('Sign in').waitFor();
    expect((await guest.run()).data).toEqual({ viewer: null });
  });
});
