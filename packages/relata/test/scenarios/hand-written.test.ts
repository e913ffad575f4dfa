import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { done, gate, HandWritten, UserFields } from '../support/hand-written.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise(setImmediate);
  }
};

describeEachDatabase('a hand-written field', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, {
      operations: [HandWritten, UserFields],
      env: {
        ...CHEAP_PASSWORDS,
        LIMIT_COST: '10000000',
        PAGE_SIZE_MAX: '1000',
        READER: 'reference',
      },
    });
    await fillUsers(api.app.orm, { users: 300, posts: 2 });
    await database.orm.em.fork().execute(`update posts set status = 'DRAFT' where id in (2, 298)`);
  }, 120_000);
  afterAll(() => api.stop());
  beforeEach(() => {
    done.length = 0;
  });

  const codes = ({ body }: Awaited<ReturnType<TestApi['ask']>>): unknown =>
    body.errors?.map(({ extensions }) => extensions?.['code']);

  it('gives rows in its order, without those that are hidden, in one statement', async () => {
    const few = await api.ask('{ byKey(count: 3) { id title author { username } } }');
    expect(few.body.data?.['byKey']).toEqual([
      expect.objectContaining({ id: 'post_3' }),
      expect.objectContaining({ id: 'post_1' }),
    ]);
    const many = await api.ask('{ byKey(count: 300) { id title author { username } } }');
    expect((many.body.data?.['byKey'] as unknown as unknown[]).length).toBe(298);
    expect([few.statements.length, many.statements.length]).toEqual([2, 2]);
    const admin = await api.ask('{ byKey(count: 3) { id } }', { viewer: ADMIN });
    expect(admin.body.data?.['byKey']).toEqual(
      [3, 2, 1].map((key) => ({ id: `post_${String(key)}` })),
    );
  });

  it('has null for what is hidden or not there where the type allows it', async () => {
    expect(await api.data('{ byId { id } }')).toEqual({
      byId: [{ id: 'post_3' }, null, null, null, { id: 'post_1' }],
    });
  });

  it('may name rows as entities, plain rows and references, in any iterable', async () => {
    const { byRow } = await api.data<{ byRow: unknown[] }>('{ byRow { id } }');
    expect(byRow).toEqual([600, 599, 598].map((key) => ({ id: `post_${String(key)}` })));
  });

  it('says that a row which must be there is not, hidden or missing alike', async () => {
    expect(await api.data('{ one(key: 1) { id } }')).toEqual({ one: { id: 'post_1' } });
    for (const key of [2, 9999]) {
      const answer = await api.ask(`{ one(key: ${String(key)}) { id } }`);
      expect(codes(answer)).toEqual(['FORBIDDEN']);
      expect(answer.body.errors?.[0]).toMatchObject({
        message: 'There is no Post that you may read',
        path: ['one'],
      });
    }
  });

  it('reaches rows through types of its own', async () => {
    const answer = await api.ask(
      '{ digests { posts { id } best { id title } like { id } } digest { posts { id } best { id } } }',
      { viewer: ADMIN },
    );
    expect(answer.body.data).toEqual({
      digests: [
        {
          posts: [{ id: 'post_2' }, { id: 'post_1' }],
          best: { id: 'post_1', title: expect.any(String) as string },
          like: [{ id: 'post_1' }, { id: 'post_2' }],
        },
        { posts: [{ id: 'post_3' }], best: null, like: [] },
      ],
      digest: { posts: [{ id: 'post_2' }, { id: 'post_1' }], best: { id: 'post_1' } },
    });
    expect(answer.statements).toHaveLength(5);
  });

  it('of a model gives rows, batched over its rows', async () => {
    const document = (first: number): string =>
      `{ users(first: ${String(first)}, orderBy: [{ id: ASC }]) { nodes { favourites { id } favourite { id author { id } } } } }`;
    const few = await api.ask(document(3));
    const many = await api.ask(document(300));
    expect(few.body.data).toEqual({
      users: {
        nodes: [
          { favourites: [{ id: 'post_1' }], favourite: { id: 'post_1', author: { id: 'user_1' } } },
          { favourites: [{ id: 'post_3' }], favourite: null },
          {
            favourites: [{ id: 'post_3' }, { id: 'post_4' }],
            favourite: { id: 'post_3', author: { id: 'user_2' } },
          },
        ],
      },
    });
    expect([few.statements.length, many.statements.length]).toEqual([4, 4]);
  });

  it('that names what is no row of its model fails inside, masked', async () => {
    const answer = await api.ask('{ wrong { id } }');
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('tells a rule, and nothing of what nobody foresaw', async () => {
    const rule = await api.ask('{ fails(how: "rule") }');
    expect(rule.body.errors?.[0]).toMatchObject({
      message: 'not now',
      path: ['fails'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const unknown = await api.ask('{ fails(how: "other") }');
    expect(codes(unknown)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(unknown.text).not.toContain('secret');
  });

  it('tells where a scalar refuses a value', async () => {
    const literal = await api.ask('{ shade(shades: ["light", "dark", # a remark\n "grey"]) }');
    expect([codes(literal), literal.body.errors?.[0]?.message, literal.status]).toEqual([
      ['BAD_USER_INPUT'],
      'shades.2: must be light or dark',
      400,
    ]);
    const variable = await api.ask('query($s: [Shade!]!) { shade(shades: $s) }', {
      variables: { s: ['light', 'grey'] },
    });
    expect([codes(variable), variable.status]).toEqual([['BAD_USER_INPUT'], 400]);
    expect(variable.body.errors?.[0]?.message).toBe(
      'Variable "$s" got invalid value "grey" at "s[1]"; must be light or dark',
    );
  });

  it('of a mutation writes what it made and answers the rows', async () => {
    const { makeTags } = await api.data<{ makeTags: unknown }>(
      'mutation { makeTags(names: ["x1", "x2"]) { name version } }',
      { viewer: ADMIN },
    );
    expect(makeTags).toEqual([
      { name: 'x1', version: 1 },
      { name: 'x2', version: 1 },
    ]);
    await settle();
    expect(done).toEqual(['made x1,x2']);
    const taken = await api.ask('mutation { makeTags(names: ["y", "X1"]) { name } }', {
      viewer: ADMIN,
    });
    expect([codes(taken), taken.body.data]).toEqual([['BAD_USER_INPUT'], { makeTags: null }]);
    await settle();
    expect(done).toHaveLength(1);
  });

  it('creates rows by all rules', async () => {
    const write =
      'post { title author { id } tags { nodes { name } } } errors { code path message }';
    const made = await api.data(`mutation { writePost(title: "made") { ${write} } }`, {
      viewer: ADMIN,
    });
    expect(made).toEqual({
      writePost: {
        post: { title: 'made', author: { id: 'user_1' }, tags: { nodes: [{ name: 'made' }] } },
        errors: [],
      },
    });
    await settle();
    expect(done).toEqual(['first made', 'last made']);
    for (const isDeaf of [false, true]) {
      const blank = await api.data(
        `mutation { writePost(title: " ", isDeaf: ${String(isDeaf)}) { ${write} } }`,
        { viewer: ADMIN },
      );
      expect(blank).toEqual({
        writePost: {
          post: null,
          errors: [{ code: 'VALIDATION', path: ['title', 'title'], message: 'must not be blank' }],
        },
      });
    }
    expect(
      await database.orm.em.fork().execute(`select id from posts where title in (' ', 'n')`),
    ).toEqual([]);
    await settle();
    expect(done).toHaveLength(2);
  });

  it.each([
    'writePost(title: "n")',
    'writePost(title: " ")',
    'writePost(title: " ", isDeaf: true)',
  ])('asks nobody in particular to sign in before it says anything else: %s', async (field) => {
    const alone = await api.ask(`mutation { it: ${field} { errors { code } } }`);
    expect([alone.status, codes(alone), alone.body.data]).toEqual([
      401,
      ['UNAUTHENTICATED'],
      undefined,
    ]);
    const each = await api.ask(`mutation @independent { it: ${field} { errors { code } } }`);
    expect([each.status, codes(each)]).toEqual([401, ['UNAUTHENTICATED']]);
    await settle();
    expect(done).toEqual([]);
    expect(
      await database.orm.em.fork().execute(`select id from posts where title in (' ', 'n')`),
    ).toEqual([]);
  });

  it('writes what it changed before it creates a row, and names no field that is not there', async () => {
    const write = (field: string) =>
      api.ask(
        `mutation { writeBoth(field: "${field}") { post { tags { nodes { name } } } errors { code } } }`,
        { viewer: ADMIN },
      );
    expect(codes(await write('labels'))).toEqual(['INTERNAL_SERVER_ERROR']);
    expect((await write('tags')).body.data).toEqual({
      writeBoth: { post: { tags: { nodes: [{ name: 'pending' }] } }, errors: [] },
    });
    expect(
      await database.orm.em.fork().execute(`select name from tags where name = 'pending'`),
    ).toHaveLength(1);
  });

  it('without a payload says that something is not allowed, or to sign in', async () => {
    const other = await api.ask('mutation { putOut(id: 1) { id } }', {
      viewer: { userId: 7, permissions: [] },
    });
    expect([other.status, codes(other), other.body.data]).toEqual([
      200,
      ['FORBIDDEN'],
      { putOut: null },
    ]);
    expect(other.body.errors?.[0]?.message).toBe('id: you may not update this Post');
    const nobody = await api.ask('mutation { putOut(id: 1) { id } }');
    expect([nobody.status, codes(nobody)]).toEqual([401, ['UNAUTHENTICATED']]);
  });

  it('has what it does after a commit done before the application stops', async () => {
    const own = await TestApi.start(database, { operations: [HandWritten] });
    gate.opened = new Promise((resolve) => {
      gate.open = resolve;
    });
    expect(await own.data('mutation { doLater }', { viewer: ADMIN })).toEqual({ doLater: true });
    await settle();
    expect(done).toEqual(['begun']);
    const stopped = own.stop().then(() => done.push('stopped'));
    // Longer than anything else that a stop waits for.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(done).toEqual(['begun']);
    gate.open();
    await stopped;
    expect(done).toEqual(['begun', 'done with 1', 'stopped']);
  });

  it.each([
    ['a dry run', { 'x-dry-run': 'true' }, ''],
    ['a document that is rolled back', {}, 'createTag(input: { name: " " }) { errors { code } }'],
  ])('does nothing after the commit of %s', async (_what, headers, other) => {
    await api.ask(`mutation { writePost(title: "lost") { errors { code } } ${other} }`, {
      viewer: ADMIN,
      headers,
    });
    await settle();
    expect(done).toEqual([]);
  });

  it('does once what comes after a commit, however often the document is told', async () => {
    const headers = { 'idempotency-key': `once-${database.dialect}` };
    for (let time = 0; time < 2; time += 1) {
      await api.ask('mutation { writePost(title: "once") { errors { code } } }', {
        viewer: ADMIN,
        headers,
      });
    }
    await settle();
    expect(done).toEqual(['first once', 'last once']);
  });

  it('of its own unit keeps what others do, and answers a row', async () => {
    const draft = `mutation @independent { a: putOut(id: 2) { id status } b: putOut(id: 1) { id } c: createTag(input: { name: "kept ${database.dialect}" }) { errors { code } } }`;
    const answer = await api.ask(draft, { viewer: ADMIN });
    expect(answer.body.data).toEqual({
      a: { id: 'post_2', status: 'PUBLISHED' },
      b: null,
      c: { errors: [] },
    });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    await database.orm.em.fork().execute(`update posts set status = 'DRAFT' where id = 2`);
  });

  it('that breaks a constraint past the engine says so', async () => {
    for (const sql of [
      `insert into profiles (user_id, first_name, gender) values (1, 'A', 'NONE')`,
      `insert into profiles (user_id, first_name, gender) values (1, null, 'MALE')`,
    ]) {
      const answer = await api.ask('mutation($sql: String!) { writeSql(sql: $sql) }', {
        viewer: ADMIN,
        variables: { sql },
      });
      expect([codes(answer), answer.body.errors?.[0]?.message]).toEqual([
        ['BAD_USER_INPUT'],
        'violates a database constraint',
      ]);
    }
  });
});
