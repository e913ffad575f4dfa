import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Answer, TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { RowGate } from '../support/processes/row-gate.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

/** Sets the titles of posts, in that order. */
const update = (title: string, posts: readonly number[]): string =>
  `mutation { ${posts
    .map(
      (id) =>
        `p${String(id)}: updatePost(id: ${String(id)}, input: { title: "${title}" }) { post { title } errors { code } }`,
    )
    .join(' ')} }`;

const titleOf = async (api: TestApi, id: number): Promise<string> => {
  const { post } = await api.data<{ post: { title: string } }>(
    `{ post(id: ${String(id)}) { title } }`,
  );
  return post.title;
};

const expectUnavailable = ({ status, body }: Answer): void => {
  expect([status, body.data]).toEqual([503, undefined]);
  expect(body.errors?.[0]).toMatchObject({
    message: 'The database is busy with other changes, nothing was kept: try again',
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
};

const beginsOf = ({ statements }: Answer): number =>
  statements.filter(({ sql }) => /^begin/i.test(sql)).length;

describe('documents that meet on PostgreSQL', () => {
  const database = new TestDatabase('postgresql');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 3, posts: 3 });
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });
  const ask = (document: string): Promise<Answer> => api.ask(document, { viewer: ADMIN });
  const deadlocks = async (): Promise<number> => {
    const rows = await database.orm.em
      .fork()
      .execute<{ n: number }[]>(
        'select deadlocks::int as n from pg_stat_database where datname = current_database()',
      );
    return rows[0]?.n ?? 0;
  };

  it('both come through a deadlock', async () => {
    const before = await deadlocks();
    const gate = await RowGate.close(database.url, 'id in (5, 6)');
    const answers = [ask(update('first', [1, 5, 2])), ask(update('second', [2, 6, 1]))];
    // Each has a row the other is about to want.
    await gate.waitedForBy(2);
    await gate.open();
    for (const { status, body } of await Promise.all(answers)) {
      expect([status, body.errors]).toEqual([200, undefined]);
      expect(JSON.stringify(body.data)).not.toContain('ROLLED_BACK');
    }
    // The statistics come a little later.
    await sleep(1200);
    expect(await deadlocks()).toBeGreaterThan(before);
    const [one, two] = [await titleOf(api, 1), await titleOf(api, 2)];
    expect(one).toBe(two);
    expect([await titleOf(api, 5), await titleOf(api, 6)]).toEqual(['first', 'second']);
  });

  it('one that was undone by a deadlock leaves nothing of its first try', async () => {
    const document = (name: string, posts: string): string =>
      `mutation { createTag(input: { name: "${name}" }) { tag { id version } errors { code } } ${posts} }`;
    const posts = (ids: readonly number[]): string =>
      update('x', ids).slice('mutation {'.length, -1);
    const gate = await RowGate.close(database.url, 'id in (5, 6)');
    const answers = [
      ask(document('left', posts([1, 5, 2]))),
      ask(document('right', posts([2, 6, 1]))),
    ];
    await gate.waitedForBy(2);
    await gate.open();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    const { tags } = await api.data<{ tags: { totalCount: number } }>(
      '{ tags(where: { name: { in: ["left", "right"] } }) { totalCount } }',
    );
    expect(tags.totalCount).toBe(2);
  });

  it('is tried again after a serialization failure, with what is there then', async () => {
    const strict = new TestDatabase('postgresql');
    await strict.open();
    const name = new URL(strict.url).pathname.slice(1);
    await strict.orm.em
      .fork()
      .execute(`alter database "${name}" set default_transaction_isolation to 'repeatable read'`);
    const strictApi = await TestApi.start(strict, { env: CHEAP_PASSWORDS });
    try {
      await fillUsers(strictApi.app.orm, { users: 1, posts: 2 });
      const gate = await RowGate.close(strict.url, 'id = 1');
      const answer = strictApi.ask(
        'mutation { createTag(input: { name: "once" }) { tag { name } } updatePost(id: 1, input: { content: "Mine" }) { post { title content version } errors { code } } }',
        { viewer: ADMIN },
      );
      await gate.waitedForBy(1);
      await gate.run(`update posts set title = 'Theirs', version = version + 1 where id = 1`);
      await gate.open();
      const { body } = await answer;
      expect(body.data).toEqual({
        createTag: { tag: { name: 'once' } },
        updatePost: { post: { title: 'Theirs', content: 'Mine', version: 3 }, errors: [] },
      });
      expect(beginsOf(await answer)).toBe(2);
    } finally {
      await strictApi.stop();
      await strict.close();
    }
  });

  describe('with little time for a lock', () => {
    let hasty: TestApi;
    beforeAll(async () => {
      hasty = await TestApi.start(database, {
        env: { ...CHEAP_PASSWORDS, DB_LOCK_TIMEOUT_MS: '50' },
      });
    });
    afterAll(() => hasty.stop());

    it.each([
      ['as one unit', 'mutation'],
      ['with @independent', 'mutation @independent'],
    ])('waits again and again, and comes through, %s', async (_how, keyword) => {
      const gate = await RowGate.close(database.url, 'id = 3');
      const document = update(keyword, [3]).replace('mutation', keyword);
      const answer = hasty.ask(document, { viewer: ADMIN });
      await sleep(200);
      await gate.open();
      const { body } = await answer;
      expect(body.data).toEqual({ p3: { post: { title: keyword }, errors: [] } });
      expect(beginsOf(await answer)).toBeGreaterThan(1);
    });

    it('gives up as a retryable error, and keeps nothing', async () => {
      const gate = await RowGate.close(database.url, 'id = 3');
      const answer = await hasty.ask(update('never', [1, 3]), { viewer: ADMIN });
      expectUnavailable(answer);
      expect(beginsOf(answer)).toBe(6);
      await gate.open();
      expect([await titleOf(hasty, 1), await titleOf(hasty, 3)]).not.toContain('never');
      const again = await hasty.ask(update('now', [1, 3]), { viewer: ADMIN });
      expect(again.body.data).toMatchObject({ p3: { post: { title: 'now' } } });
    });
  });

  it('ends as TIMEOUT when a statement takes too long, and keeps nothing', async () => {
    const slow = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, DB_STATEMENT_TIMEOUT_MS: '200' },
    });
    const gate = await RowGate.close(database.url, 'id = 3');
    try {
      const { status, body } = await slow.ask(update('late', [1, 3]), { viewer: ADMIN });
      expect(status).toBe(200);
      expect(body.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
        [['p3'], 'TIMEOUT'],
      ]);
      expect(body.data).toEqual({
        p1: { post: null, errors: [{ code: 'ROLLED_BACK' }] },
        p3: null,
      });
      const alone = await slow.ask(update('late', [3]), { viewer: ADMIN });
      expect([alone.status, alone.body.errors?.[0]?.extensions?.['code']]).toEqual([
        504,
        'TIMEOUT',
      ]);
    } finally {
      await gate.open();
      await slow.stop();
    }
    expect(await titleOf(api, 1)).not.toBe('late');
  });
});

describe('a SQLite file that another process writes to', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  let other: Database.Database;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 2, posts: 2 });
    other = new Database(database.url.slice('sqlite:'.length), { timeout: 0 });
  });
  afterAll(async () => {
    other.close();
    await api.stop();
    await database.close();
  });

  it.each([
    ['as one unit', 'mutation'],
    ['with @independent', 'mutation @independent'],
  ])('is waited for, while reads are answered, %s', async (_how, keyword) => {
    other.exec('begin immediate');
    const answer = api.ask(update(keyword, [1]).replace('mutation', keyword), { viewer: ADMIN });
    await sleep(100);
    // Whoever waited for the writer would wait for what stands below, in vain.
    expect(await titleOf(api, 1)).not.toBe(keyword);
    other.exec('commit');
    expect((await answer).body.data).toEqual({ p1: { post: { title: keyword }, errors: [] } });
  });

  it('is given up as a retryable error, and nothing is kept', async () => {
    const hasty = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_BUSY_TIMEOUT_MS: '50' },
    });
    try {
      other.exec('begin immediate');
      expectUnavailable(await hasty.ask(update('never', [1]), { viewer: ADMIN }));
      other.exec('commit');
      expect(await titleOf(hasty, 1)).not.toBe('never');
      const again = await hasty.ask(update('now', [1]), { viewer: ADMIN });
      expect(again.body.data).toMatchObject({ p1: { post: { title: 'now' } } });
    } finally {
      await hasty.stop();
    }
  });

  it('is had after a try that came too early', async () => {
    const hasty = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, SQLITE_BUSY_TIMEOUT_MS: '50' },
    });
    try {
      other.exec('begin immediate');
      const answer = hasty.ask(update('second try', [1, 2]), { viewer: ADMIN });
      await sleep(150);
      other.exec('commit');
      expect((await answer).body.data).toMatchObject({ p2: { post: { title: 'second try' } } });
    } finally {
      await hasty.stop();
    }
  });
});
