import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';
import { type Answer, type AskOptions, TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

const CREATE =
  'mutation Create($name: String!) { createTag(input: { name: $name }) { tag { id name createdAt } errors { code path } } }';
const DAY_MS = 86_400_000;

describeEachDatabase('Idempotency-Key', (database) => {
  let api: TestApi;
  let numbers = 0;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 2, posts: 1 });
  });
  afterAll(() => api.stop());

  /** A name and a key nobody else has. */
  const fresh = (): string => {
    numbers += 1;
    return `fresh-${String(numbers)}`;
  };
  const withKey = (key: string, name: string, options: AskOptions = {}): Promise<Answer> =>
    api.ask(CREATE, {
      viewer: ADMIN,
      variables: { name },
      ...options,
      headers: { 'idempotency-key': key, ...options.headers },
    });
  const tagsNamed = async (name: string): Promise<number> => {
    const { tags } = await api.data<{ tags: { totalCount: number } }>(
      'query Named($name: String!) { tags(where: { name: { eq: $name } }) { totalCount } }',
      { variables: { name } },
    );
    return tags.totalCount;
  };
  const kept = async (key: string): Promise<number> => {
    const rows = await api.app.orm.em
      .fork()
      .execute<{ n: number | string }[]>(
        `select count(*) as n from idempotency_keys where key = '${key}'`,
      );
    return Number(rows[0]?.n);
  };
  const codeOf = ({ body }: Answer): unknown => body.errors?.[0]?.extensions?.['code'];

  it('tells the same answer again, to the byte, and writes once', async () => {
    const name = fresh();
    const first = await withKey(name, name);
    expect(first.body.errors).toBeUndefined();
    const second = await withKey(name, name);
    expect(second.text).toBe(first.text);
    expect(second.status).toBe(200);
    expect(await tagsNamed(name)).toBe(1);
    expect(second.statements.some(({ sql }) => /insert into .?tags/.test(sql))).toBe(false);
  });

  it('takes the key first in the transaction of the document', async () => {
    const name = fresh();
    const { statements } = await withKey(name, name);
    const [first, ...rest] = statements.map(({ sql }) => sql.toLowerCase());
    expect(first).toContain('begin');
    expect(rest[0]).toContain('insert into "idempotency_keys"');
    expect(rest.at(-1)).toContain('commit');
  });

  it('makes one row of 20 repeats at once, which all get the same answer', async () => {
    const name = fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => withKey(name, name)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.text).toContain(name);
    expect(answers[0]?.body.errors).toBeUndefined();
    expect(await tagsNamed(name)).toBe(1);
  });

  it('tells the answer again after a restart', async () => {
    const name = fresh();
    const first = await withKey(name, name);
    const other = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    try {
      const again = await other.ask(CREATE, {
        viewer: ADMIN,
        variables: { name },
        headers: { 'idempotency-key': name },
      });
      expect(again.text).toBe(first.text);
    } finally {
      await other.stop();
    }
    expect(await tagsNamed(name)).toBe(1);
  });

  it('belongs to its viewer', async () => {
    const key = fresh();
    const names = [fresh(), fresh()];
    const answers = [
      await withKey(key, names[0] ?? ''),
      await withKey(key, names[1] ?? '', { viewer: { userId: 2 } }),
    ];
    expect(answers.map(({ text }) => text)).toEqual(
      names.map((name) => expect.stringContaining(name) as string),
    );
    expect(await kept(key)).toBe(2);
  });

  it('is refused to anonymous clients', async () => {
    const name = fresh();
    const answer = await api.ask(CREATE, {
      variables: { name },
      headers: { 'idempotency-key': name },
    });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await tagsNamed(name)).toBe(0);
  });

  it('is refused for another document, other variables and another operation', async () => {
    const key = fresh();
    const name = fresh();
    const two = `${CREATE} mutation Other($name: String!) { createTag(input: { name: $name }) { errors { code } } }`;
    await withKey(key, name);
    const others = [
      await withKey(key, fresh()),
      await api.ask(`${CREATE} `, {
        viewer: ADMIN,
        variables: { name },
        headers: { 'idempotency-key': key },
      }),
    ];
    const second = fresh();
    const both = (operationName: string): Promise<Answer> =>
      api.ask(two, {
        viewer: ADMIN,
        variables: { name: second },
        operationName,
        headers: { 'idempotency-key': second },
      });
    expect((await both('Create')).text).toContain(second);
    others.push(await both('Other'));
    for (const answer of others) {
      expect([answer.status, codeOf(answer)]).toEqual([400, 'IDEMPOTENCY_KEY_REUSED']);
      expect(answer.body.data).toBeUndefined();
    }
  });

  it('does not mind the order of members in the variables', async () => {
    const document =
      'mutation Create($input: TagCreateInput!, $with: Boolean!) { createTag(input: $input) { tag { id } errors @include(if: $with) { code } } }';
    const key = fresh();
    const send = (variables: Record<string, unknown>): Promise<Answer> =>
      api.ask(document, { viewer: ADMIN, variables, headers: { 'idempotency-key': key } });
    const first = await send({ input: { name: key }, with: true });
    expect((await send({ with: true, input: { name: key } })).text).toBe(first.text);
  });

  it('does not keep an answer that was rolled back', async () => {
    const key = fresh();
    const name = fresh();
    await withKey(fresh(), name);
    const failed = await withKey(key, name);
    expect(failed.text).toContain('NOT_UNIQUE');
    expect(await kept(key)).toBe(0);
    await api.data(
      'mutation Delete($name: String!) { deleteTags(where: { name: { eq: $name } }) { affectedCount } }',
      { viewer: ADMIN, variables: { name } },
    );
    const again = await withKey(key, name);
    expect(again.text).not.toContain('NOT_UNIQUE');
    expect(await tagsNamed(name)).toBe(1);
  });

  it('forgets after a day, not before', async () => {
    const name = fresh();
    const first = await withKey(name, name);
    const age = async (milliseconds: number): Promise<void> => {
      await api.app.orm.em
        .fork()
        .execute(
          `update idempotency_keys set kept_at = ${String(Date.now() - milliseconds)} where key = '${name}'`,
        );
    };
    await age(DAY_MS - 60_000);
    expect((await withKey(name, name)).text).toBe(first.text);
    await age(DAY_MS + 60_000);
    expect((await withKey(name, name)).text).toContain('NOT_UNIQUE');
    expect((await withKey(name, fresh())).text).toContain('"errors":[]');
  });

  it('keeps 256 kB and no more: a larger answer is refused, and nothing kept', async () => {
    const send = async (key: string, characters: number): Promise<Answer> =>
      api.ask(
        `mutation Large($content: String!) {
          a: createPost(input: { title: "${key}", content: $content }) { ...One }
        } fragment One on PostPayload { post { ${Array.from({ length: 8 }, (_, n) => `c${String(n)}: content`).join(' ')} } }`,
        {
          viewer: ADMIN,
          variables: { content: 'x'.repeat(characters) },
          headers: { 'idempotency-key': key },
        },
      );
    const small = fresh();
    const large = fresh();
    const kilobytes = 1024;
    expect((await send(small, 31 * kilobytes)).body.errors).toBeUndefined();
    const refused = await send(large, 33 * kilobytes);
    expect([refused.status, codeOf(refused)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await kept(small)).toBe(1);
    expect(await kept(large)).toBe(0);
    const { posts } = await api.data<{ posts: { totalCount: number } }>(
      'query Titled($title: String!) { posts(where: { title: { eq: $title } }) { totalCount } }',
      { viewer: ADMIN, variables: { title: large } },
    );
    expect(posts.totalCount).toBe(0);
  });

  it.each([
    ['with X-Dry-Run', CREATE, { 'x-dry-run': 'true' }],
    ['with @independent', CREATE.replace('!)', '!) @independent'), {}],
  ])('is refused %s', async (_with, document, headers: Record<string, string>) => {
    const name = fresh();
    const answer = await api.ask(document, {
      viewer: ADMIN,
      variables: { name },
      headers: { 'idempotency-key': name, ...headers },
    });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await tagsNamed(name)).toBe(0);
  });

  it.each([
    ['has a space', 'a b'],
    ['is too long', 'x'.repeat(256)],
    ['is not ASCII', 'ä'],
  ])('is refused when it %s', async (_what, key) => {
    const name = fresh();
    const answer = await withKey(Buffer.from(key).toString('latin1'), name);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await tagsNamed(name)).toBe(0);
  });

  it('says nothing to a query', async () => {
    const answer = await api.ask('{ tags { totalCount } }', {
      headers: { 'idempotency-key': 'any key' },
    });
    expect(answer.body.errors).toBeUndefined();
  });
});
