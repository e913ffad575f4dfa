import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Answer, TestApi } from '../support/api.js';
import { CommitProxy } from '../support/processes/commit-proxy.js';
import { TestDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { RowGate } from '../support/processes/row-gate.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

/** More than the pool has connections. */
const MANY = 12;
/** Creates a tag, and then waits for a row. */
const document = (name: string, keyword = 'mutation'): string =>
  `${keyword} { createTag(input: { name: "${name}" }) { tag { name } errors { code } }
    updatePost(id: 1, input: { title: "${name}" }) { post { title } errors { code } } }`;

const tagsLike = async (api: TestApi, prefix: string): Promise<number> => {
  const { tags } = await api.data<{ tags: { totalCount: number } }>(
    'query Named($prefix: String!) { tags(where: { name: { startsWith: $prefix } }) { totalCount } }',
    { variables: { prefix } },
  );
  return tags.totalCount;
};
const codeOf = ({ body }: Answer): unknown => body.errors?.[0]?.extensions?.['code'];

describe('a mutation that ends in the midst on PostgreSQL', () => {
  const database = new TestDatabase('postgresql');
  let proxy: CommitProxy;
  let api: TestApi;
  const start = (env: Record<string, string> = {}): Promise<TestApi> =>
    TestApi.start(database, { env: { ...CHEAP_PASSWORDS, DATABASE_URL: proxy.url, ...env } });
  beforeAll(async () => {
    await database.open();
    proxy = new CommitProxy(database.url);
    await proxy.start();
    api = await start();
    await fillUsers(api.app.orm, { users: 1, posts: 2 });
  });
  afterAll(async () => {
    await api.stop();
    await proxy.stop();
    await database.close();
  });

  it.each([
    ['as one unit', {}],
    ['in a dry run', { 'x-dry-run': 'true' }],
    ['with a key', { 'idempotency-key': 'leaves' }],
  ])('is rolled back when the client leaves, %s', async (how, headers: Record<string, string>) => {
    const gate = await RowGate.close(database.url, 'id = 1');
    for (let time = 0; time < MANY; time += 1) {
      const client = new AbortController();
      const answer = api.ask(document(`leaves ${how} ${String(time)}`), {
        viewer: ADMIN,
        headers,
        signal: client.signal,
      });
      await gate.waitedForBy(1);
      client.abort();
      await expect(answer).rejects.toThrow();
      await gate.othersAreIdle();
    }
    await gate.open();
    expect(await tagsLike(api, 'leaves')).toBe(0);
    const { body } = await api.ask(document(`stays ${how}`), { viewer: ADMIN });
    expect(body.data).toMatchObject({ updatePost: { post: { title: `stays ${how}` } } });
  });

  it.each([
    ['as one unit', {}],
    ['in a dry run', { 'x-dry-run': 'true' }],
    ['with a key', { 'idempotency-key': 'late' }],
  ])('is rolled back at its deadline, %s', async (how, headers: Record<string, string>) => {
    const hasty = await start({ DEADLINE_MS: '300' });
    const gate = await RowGate.close(database.url, 'id = 1');
    try {
      for (let time = 0; time < 3; time += 1) {
        const late = await hasty.ask(document(`late ${how}`), { viewer: ADMIN, headers });
        expect([late.status, late.body.data, codeOf(late)]).toEqual([504, undefined, 'TIMEOUT']);
        await gate.othersAreIdle();
      }
      await gate.open();
      expect(await tagsLike(hasty, 'late')).toBe(0);
    } finally {
      await hasty.stop();
    }
  });

  it('keeps what was committed of an @independent document, and no more', async () => {
    const hasty = await start({ DEADLINE_MS: '300' });
    const gate = await RowGate.close(database.url, 'id = 1');
    try {
      const late = await hasty.ask(document('partly', 'mutation @independent'), { viewer: ADMIN });
      // The first field is kept: nothing else would be true.
      expect([late.status, codeOf(late)]).toEqual([503, 'OUTCOME_UNKNOWN']);
      await gate.othersAreIdle();
      await gate.open();
      expect(await tagsLike(hasty, 'partly')).toBe(1);
      const { post } = await hasty.data<{ post: { title: string } }>('{ post(id: 1) { title } }');
      expect(post.title).not.toBe('partly');
    } finally {
      await hasty.stop();
    }
  });

  it('is rolled back when the server ends its connection', async () => {
    const gate = await RowGate.close(database.url, 'id = 1');
    const answer = api.ask(document('ended'), { viewer: ADMIN });
    await gate.waitedForBy(1);
    await gate.run(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'relata'`,
    );
    const { body } = await answer;
    expect(body.data).toEqual({
      createTag: { tag: null, errors: [{ code: 'ROLLED_BACK' }] },
      updatePost: null,
    });
    expect(body.errors?.[0]?.extensions?.['code']).toBe('SERVICE_UNAVAILABLE');
    await gate.open();
    expect(await tagsLike(api, 'ended')).toBe(0);
  });

  it('is answered while the database is away, and the next comes through', async () => {
    const gate = await RowGate.close(database.url, 'id = 1');
    const answers = Array.from({ length: 3 }, (_, n) =>
      api.ask(document(`away ${String(n)}`), { viewer: ADMIN }),
    );
    await gate.waitedForBy(3);
    await proxy.stop();
    for (const { body } of await Promise.all(answers)) {
      expect(body.errors?.[0]?.extensions?.['code']).toBe('SERVICE_UNAVAILABLE');
    }
    for (let time = 0; time < MANY; time += 1) {
      const away = await api.ask(document('away'), { viewer: ADMIN });
      expect([away.status, codeOf(away)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    }
    await gate.open();
    await proxy.start();
    const begun = performance.now();
    let back = await api.ask(document('back'), { viewer: ADMIN });
    while (back.status === 503 && performance.now() - begun < 5000) {
      await sleep(50);
      back = await api.ask(document('back'), { viewer: ADMIN });
    }
    expect(back.body.data).toMatchObject({ createTag: { tag: { name: 'back' } } });
    expect(await tagsLike(api, 'away')).toBe(0);
  });
});

describe('a mutation that ends before its turn on SQLite', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: { ...CHEAP_PASSWORDS, DEADLINE_MS: '400' } });
    await fillUsers(api.app.orm, { users: 1, posts: 1 });
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  it.each([
    ['as one unit', 'mutation', {}],
    ['in a dry run', 'mutation', { 'x-dry-run': 'true' }],
    ['with @independent', 'mutation @independent', {}],
  ])('writes nothing, %s', async (how, keyword, headers: Record<string, string>) => {
    const other = new Database(database.url.slice('sqlite:'.length), { timeout: 0 });
    other.exec('begin immediate');
    const client = new AbortController();
    const left = api.ask(document(`left ${how}`, keyword), {
      viewer: ADMIN,
      headers,
      signal: client.signal,
    });
    const late = api.ask(document(`left too ${how}`, keyword), { viewer: ADMIN, headers });
    await sleep(100);
    client.abort();
    await expect(left).rejects.toThrow();
    const { status } = await late;
    expect(status).toBe(504);
    other.exec('commit');
    other.close();
    const { body } = await api.ask(document(`next ${how}`), { viewer: ADMIN });
    expect(body.data).toMatchObject({ createTag: { tag: { name: `next ${how}` } } });
    expect(await tagsLike(api, 'left')).toBe(0);
  });
});
