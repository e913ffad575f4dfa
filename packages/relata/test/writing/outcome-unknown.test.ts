import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AskOptions, TestApi } from '../support/api.js';
import { CommitProxy } from '../support/processes/commit-proxy.js';
import { TestDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

const CREATE =
  'mutation Create($name: String!) { createTag(input: { name: $name }) { tag { id name } errors { code } } }';
/** More than the pool has connections. */
const MANY = 12;

describe('a connection that breaks at COMMIT', () => {
  const database = new TestDatabase('postgresql');
  let proxy: CommitProxy;
  let api: TestApi;
  let numbers = 0;
  beforeAll(async () => {
    await database.open();
    proxy = new CommitProxy(database.url);
    await proxy.start();
    api = await TestApi.start(database, {
      env: { ...CHEAP_PASSWORDS, DATABASE_URL: proxy.url, DEADLINE_MS: '2000' },
    });
    await fillUsers(api.app.orm, { users: 1, posts: 1 });
  });
  afterEach(() => {
    proxy.fate = 'passes';
    proxy.release();
  });
  afterAll(async () => {
    await api.stop();
    await proxy.stop();
    await database.close();
  });

  const fresh = (): string => {
    numbers += 1;
    return `fresh${String(numbers)}`;
  };
  const create = (name: string, options: AskOptions = {}): Promise<Answer> =>
    api.ask(CREATE, { viewer: ADMIN, variables: { name }, ...options });
  const tagsNamed = async (name: string): Promise<number> => {
    const rows = await database.orm.em
      .fork()
      .execute<{ n: number }[]>(`select count(*)::int as n from tags where name = '${name}'`);
    return rows[0]?.n ?? -1;
  };
  const expectUnknown = ({ status, body, text }: Answer): void => {
    expect([status, body.data]).toEqual([503, undefined]);
    expect(body.errors).toHaveLength(1);
    expect(body.errors?.[0]?.extensions?.['code']).toBe('OUTCOME_UNKNOWN');
    expect(text).not.toMatch(/rolled|Connection terminated|commit"/i);
  };

  it('comes with the last statement of a document, or alone without the fast lane', async () => {
    await create(fresh());
    const [messages, commits] = [proxy.messages, proxy.commits];
    expect((await create(fresh())).status).toBe(200);
    const { fastPath } = api.app.settings.execution;
    // BEGIN, whether the name is free, the row, and what is told of it.
    const expected = fastPath ? 4 : 5;
    expect([proxy.messages - messages, proxy.commits - commits]).toEqual([expected, 1]);
  });

  it.each([
    ['before the database got it', 'is lost', 0],
    ['after the database got it', 'loses its answer', 1],
  ] as const)('is OUTCOME_UNKNOWN, and never tried again, %s', async (_when, fate, rows) => {
    const name = fresh();
    const before = proxy.commits;
    proxy.fate = fate;
    expectUnknown(await create(name));
    expect(proxy.commits).toBe(before + 1);
    await sleep(50);
    expect(await tagsNamed(name)).toBe(rows);
  });

  it.each([['is lost'], ['loses its answer']] as const)(
    'is settled by a repeat with the same Idempotency-Key when it %s',
    async (fate) => {
      const name = fresh();
      const headers = { 'idempotency-key': name };
      proxy.fate = fate;
      expectUnknown(await create(name, { headers }));
      proxy.fate = 'passes';
      const settled = await create(name, { headers });
      expect(settled.body.data).toMatchObject({ createTag: { tag: { name }, errors: [] } });
      expect((await create(name, { headers })).text).toBe(settled.text);
      expect(await tagsNamed(name)).toBe(1);
    },
  );

  it('gives the connection back each time', async () => {
    proxy.fate = 'is lost';
    for (let time = 0; time < MANY; time += 1) {
      expectUnknown(await create(fresh()));
    }
    proxy.fate = 'passes';
    const answers = await Promise.all(Array.from({ length: MANY }, () => create(fresh())));
    expect(answers.map(({ status }) => status)).toEqual(Array(MANY).fill(200));
  });

  it('is said of the one field with @independent', async () => {
    const names = [fresh(), fresh()];
    proxy.fate = 'loses its answer';
    const { body } = await api.ask(
      `mutation @independent { a: createTag(input: { name: "${names[0] ?? ''}" }) { tag { name } errors { code } } b: createTag(input: { name: "tag1" }) { errors { code } } }`,
      { viewer: ADMIN },
    );
    expect(body.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['a'], 'OUTCOME_UNKNOWN'],
    ]);
    expect(await tagsNamed(names[0] ?? '')).toBe(1);
  });

  it('is said as well when the deadline comes while COMMIT is on its way', async () => {
    const name = fresh();
    const headers = { 'idempotency-key': name };
    proxy.fate = 'is held';
    const answer = await create(name, { headers });
    expectUnknown(answer);
    proxy.fate = 'passes';
    proxy.release();
    const settled = await create(name, { headers });
    expect(settled.body.data).toMatchObject({ createTag: { tag: { name }, errors: [] } });
    expect(await tagsNamed(name)).toBe(1);
  });
});
