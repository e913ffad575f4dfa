import { inOneLine } from '../../src/database/statements/sql-layout.js';
import { observeStatements, statementLogOf } from '../../src/database/statements/statement-log.js';
import { type Answer, type AskOptions, TestApi, type TestViewer } from '../support/api.js';
import { Accounts } from '../support/accounts.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

interface Plan {
  readonly reader: string;
  readonly cost: number;
  readonly milliseconds: number;
  readonly statements: readonly {
    readonly sql: string;
    readonly milliseconds: number;
    readonly rows?: number;
    readonly explain?: readonly string[] | null;
  }[];
}

const POSTS =
  '{ posts(first: 3, where: { title: { contains: "of user1" } }) { nodes { title author { username } } } }';
const CREATE =
  'mutation { createPost(input: { title: "A sentinel", content: "A long body" }) { post { title } errors { code } } }';
const PLANNER: TestViewer = { userId: 1, permissions: ['plan:read'] };
const PRODUCTION = { NODE_ENV: 'production', SAMPLE_DATA: 'off' };

const ANY_NUMBER: unknown = expect.any(Number);
const ANYTHING: unknown = expect.anything();

const planOf = ({ body }: Answer): Plan => body.extensions?.['plan'] as Plan;
const codesOf = ({ body }: Answer): unknown =>
  body.errors?.map(({ extensions }) => extensions?.['code']);
const asked = (value: string, options: AskOptions = {}): AskOptions => ({
  ...options,
  headers: { 'x-plan': value, ...options.headers },
});

describeEachDatabase('X-Plan', (database) => {
  let api: TestApi;
  let reference: TestApi;
  let production: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    reference = await TestApi.start(database, { env: { READER: 'reference' } });
    production = await TestApi.start(database, { env: PRODUCTION });
    await fillUsers(api.app.orm, { users: 4, posts: 2 });
  });
  afterAll(async () => {
    await Promise.all([api.stop(), reference.stop(), production.stop()]);
  });

  it('shows the one statement of the compiled reader', async () => {
    const plain = await api.ask(POSTS);
    const answer = await api.ask(POSTS, asked('true'));
    expect(answer.body.data).toEqual(plain.body.data);
    expect(planOf(answer)).toEqual({
      reader: 'compiled',
      cost: ANY_NUMBER,
      milliseconds: ANY_NUMBER,
      statements: [
        { sql: inOneLine(plain.statements[0]?.sql ?? ''), milliseconds: ANY_NUMBER, rows: 1 },
      ],
    });
    expect(answer.statements).toHaveLength(1);
    expect(planOf(answer).statements[0]?.sql).not.toContain('\n');
    expect(planOf(answer).milliseconds).toBeGreaterThan(0);
    expect(answer.body.extensions).toMatchObject({ cost: planOf(answer).cost });
  });

  it('shows each statement of the reference reader with its rows', async () => {
    const answer = await reference.ask(POSTS, asked('true'));
    const { reader, statements } = planOf(answer);
    expect(reader).toBe('reference');
    expect(statements.map(({ sql }) => sql)).toEqual(
      answer.statements.map(({ sql }) => inOneLine(sql)),
    );
    expect(statements.map(({ rows }) => rows)).toEqual([2, 1]);
  });

  it('shows a mutation from begin to commit, beside the changes of a dry run', async () => {
    const answer = await api.ask(CREATE, asked('true', { viewer: ADMIN }));
    const texts = planOf(answer).statements.map(({ sql }) => sql);
    expect(texts[0]).toMatch(/^begin/);
    expect(texts.at(-1)).toBe('commit');
    expect(texts).toEqual(answer.statements.map(({ sql }) => inOneLine(sql)));
    expect(planOf(answer).reader).toBe('compiled');

    const headers = { 'x-dry-run': 'true' };
    const rehearsed = await api.ask(CREATE, asked('true', { viewer: ADMIN, headers }));
    expect(planOf(rehearsed).reader).toBe('reference');
    expect(Object.keys(rehearsed.body.extensions ?? {})).toEqual(['changes', 'cost', 'plan']);
    expect(planOf(rehearsed).statements.at(-1)?.sql).toBe('rollback');
  });

  it('tells what led to an answer with errors, too', async () => {
    const update = 'mutation { updatePost(id: "nonsense", input: {}) { post { id } } }';
    const answer = await api.ask(update, asked('true', { viewer: ADMIN }));
    expect(answer.body.errors).toBeDefined();
    expect(planOf(answer).statements).toEqual([]);
  });

  it('holds no values, wherever they came from', async () => {
    const secrets = /of user1|sentinel|long body|hunter22|user1@/i;
    const signIn =
      'mutation { signIn(login: "user1@example.org", password: "hunter22") { errors { code } } }';
    for (const [server, document, viewer] of [
      [api, POSTS, undefined],
      [reference, POSTS, undefined],
      [api, CREATE, ADMIN],
      [api, signIn, undefined],
    ] as const) {
      const { statements } = planOf(
        await server.ask(document, asked('true', viewer === undefined ? {} : { viewer })),
      );
      expect(statements).not.toHaveLength(0);
      expect(statements.filter(({ sql }) => secrets.test(sql))).toEqual([]);
    }
  });

  it('has the database explain what reads', async () => {
    const viewer = { ...ADMIN, permissions: [...(ADMIN.permissions ?? []), 'plan:read'] };
    const words = database.dialect === 'sqlite' ? /SCAN|SEARCH/ : /Scan/;
    for (const server of [api, reference]) {
      const { statements } = planOf(await server.ask(POSTS, asked('explain', { viewer })));
      expect(statements).not.toHaveLength(0);
      for (const { explain } of statements) {
        expect(explain?.join('\n')).toMatch(words);
      }
    }

    const create = await api.ask(CREATE, asked('explain', { viewer }));
    const { statements } = planOf(create);
    const reads = statements.filter(({ sql }) => /^(select|with)/i.test(sql));
    expect(reads).not.toHaveLength(0);
    for (const { explain } of reads) {
      expect(explain?.length).toBeGreaterThan(0);
    }
    expect(statements.filter((statement) => 'explain' in statement)).toEqual(reads);
  });

  it('names no texts among the values that are explained', async () => {
    const document = `{ users(first: 2, where: { username: { in: ["a sentinel", "a\\nb'c"] } }) {
      nodes { id posts(first: 1) { nodes { id } pageInfo { endCursor } } } } }`;
    for (const server of [api, reference]) {
      const { body, text } = await server.ask(document, asked('explain', { viewer: PLANNER }));
      expect(body.errors).toBeUndefined();
      expect(text).toContain('"explain":["');
      expect(text).not.toMatch(/sentinel|b'+c|\\x[0-9a-f]{8}/);
    }
  });

  it('leaves out what the database does not explain, and answers all the same', async () => {
    const end = observeStatements(api.app.orm, ({ sql }) => {
      if (sql.startsWith('explain')) {
        throw new TypeError('No');
      }
    });
    const answer = await api.ask(POSTS, asked('explain', { viewer: PLANNER }));
    end();
    expect(answer.body).toEqual({
      data: (await api.ask(POSTS)).body.data,
      extensions: ANYTHING,
    });
    expect(planOf(answer).statements).toMatchObject([{ explain: null }]);
  });

  it('tells the cost alone to everybody', async () => {
    for (const server of [api, production]) {
      const plain = await server.ask(POSTS);
      const { body } = await server.ask(POSTS, asked('cost'));
      expect(body).toEqual({ ...plain.body, extensions: { cost: ANY_NUMBER } });
    }
    const { body } = await api.ask('{ posts(first: 100) { nodes { title } } }', asked('cost'));
    expect(body.extensions?.['cost']).toBeGreaterThan(100);
  });

  it.each(['explain', 'true'])('takes the permission in production: %s', async (value) => {
    for (const viewer of [undefined, ADMIN]) {
      const options = viewer === undefined ? {} : { viewer };
      const answer = await production.ask(POSTS, asked(value, options));
      expect(answer.status).toBe(403);
      expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      expect(Object.keys(answer.body)).toEqual(['errors']);
      expect(answer.statements).toEqual([]);
    }
    expect(planOf(await production.ask(POSTS, asked(value, { viewer: PLANNER }))).reader).toBe(
      'compiled',
    );
  });

  it('takes the permission to explain everywhere', async () => {
    expect(codesOf(await api.ask(POSTS, asked('explain')))).toEqual(['FORBIDDEN']);
    expect(codesOf(await api.ask(POSTS, asked('explain', { viewer: ADMIN })))).toEqual([
      'FORBIDDEN',
    ]);
  });

  it('does nothing for one who may not ask', async () => {
    const answer = await production.ask(CREATE, asked('true', { viewer: ADMIN }));
    expect([codesOf(answer), answer.statements]).toEqual([['FORBIDDEN'], []]);
  });

  it('refuses what it does not know', async () => {
    for (const value of ['yes', '', 'TRUE', 'true, true']) {
      const answer = await api.ask(POSTS, asked(value));
      expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
      expect(answer.body.errors?.[0]?.message).toBe(
        'X-Plan: must be true, false, cost, explain or hidden',
      );
    }
  });

  it('changes no byte of an answer that did not ask', async () => {
    for (const server of [api, reference, production]) {
      const plain = await server.ask(POSTS);
      expect(plain.text).toMatch(/^\{"data":\{"posts":.*\}\}\n$/);
      await server.ask(POSTS, asked('true', { viewer: PLANNER }));
      expect((await server.ask(POSTS)).text).toBe(plain.text);
      expect((await server.ask(POSTS, asked('false'))).text).toBe(plain.text);
    }
  });

  it('tells requests at the same time apart', async () => {
    const documents = [
      ...['users', 'posts', 'tags', 'profiles'].map(
        (list) => `{ ${list}(first: 2) { nodes { id } } }`,
      ),
      '{ posts(first: 2) { totalCount nodes { title tags { nodes { name } } author { username } } } }',
    ];
    for (const server of [api, reference]) {
      const textsOf = async (document: string): Promise<unknown> =>
        planOf(await server.ask(document, asked('true')))
          .statements.map(({ sql }) => sql)
          .sort();
      const alone: unknown[] = [];
      for (const document of documents) {
        alone.push(await textsOf(document));
      }
      const rounds = Array.from({ length: 5 }, () => documents).flat();
      const together = await Promise.all(
        rounds.flatMap((document) => [textsOf(document), server.ask(document)]),
      );
      expect(together.filter((_, index) => index % 2 === 0)).toEqual(
        rounds.map((document) => alone[documents.indexOf(document)]),
      );
    }
  });

  it('leaves nobody listening behind', async () => {
    await api.ask('{ nothing }', asked('true'));
    await api.ask(POSTS, asked('explain'));
    expect(statementLogOf(api.app.orm)?.isObserved).toBe(false);
  });
});

describeEachDatabase(
  'X-Plan of somebody with a token',
  (database) => {
    let accounts: Accounts;
    beforeAll(async () => {
      accounts = await Accounts.start(database, PRODUCTION);
    });
    afterAll(() => accounts.api.stop());

    it('is for admins, for as long as they may', async () => {
      const { accessToken } = await accounts.signUpAs('admin', 'ada');
      const author = await accounts.signUp('bob');
      expect(codesOf(await accounts.as(author.accessToken, POSTS, asked('true')))).toEqual([
        'FORBIDDEN',
      ]);
      for (let round = 0; round < 2; round += 1) {
        const answer = await accounts.as(accessToken, POSTS, asked('explain'));
        expect(planOf(answer)).toMatchObject({ reader: 'compiled' });
        const { sql, explain } = planOf(answer).statements.at(-1) ?? {};
        expect([sql?.slice(0, 6), explain?.length]).toEqual(['select', ANY_NUMBER]);
      }
      await accounts.sql(`delete from rbac_role_permission where permission_id in
        (select id from rbac_permissions where name = 'plan:read')`);
      const refused = await accounts.as(accessToken, POSTS, asked('true'));
      expect([codesOf(refused), refused.body.extensions]).toEqual([['FORBIDDEN'], undefined]);
    });
  },
  { seeded: true },
);
