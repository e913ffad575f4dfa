import { sql } from 'kysely';
import { StatementRunner } from '../../../src/reading/reader/statement-runner.js';
import type { RequestContext } from '../../../src/request/context.js';
import { observeStatements } from '../../../src/database/statements/statement-log.js';
import { withSession } from '../../../src/request/session.js';
import { InputParser } from '../../../src/writing/input/parse-input.js';
import { runWrite } from '../../../src/writing/document/writer.js';
import { describeEachDatabase, type TestDatabase } from '../../support/databases.js';
import { ADMIN, ERRORS, keyOf, WriteStory } from '../../support/writing.js';

const [FEW, MANY, MAX] = [25, 250, 1000];
/** Rows the ORM inserts in one statement. */
const BATCH = 500;
const ENV = { LIMIT_COST: '10000000', PAGE_SIZE_MAX: '1000', LIMIT_VARIABLE_NODES: '100000' };

describeEachDatabase('statements of a write', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database, ENV);
  });
  afterAll(() => story.stop());

  let made = 0;

  /** Posts, each with a tag that is there, one of its own and one that all share. */
  function posts(rows: number): readonly Record<string, unknown>[] {
    made += 1;
    const shared = { name: `shared ${String(made)}` };
    return Array.from({ length: rows }, (_, index) => ({
      title: `counted ${String(made)}`,
      content: String(index),
      tags: {
        connect: [String(1 + (index % 3))],
        create: [{ name: `own ${String(made)} ${String(index)}` }],
        connectOrCreate: [
          { where: shared, create: shared },
          { where: { name: 'tag1' }, create: { name: 'tag1' } },
        ],
      },
    }));
  }

  async function count(document: string, variables: Record<string, unknown>): Promise<number> {
    const { body, statements } = await story.api.ask(document, { variables, viewer: ADMIN });
    expect(body.errors).toBeUndefined();
    expect(
      Object.values(body.data ?? {}).map((payload: { readonly errors: unknown }) => payload.errors),
    ).toEqual([[]]);
    return statements.length;
  }

  /** Statements for 25 and for 250 rows, which must be as many. */
  async function expectSameCount(counted: (rows: number) => Promise<number>): Promise<void> {
    const [few, many] = [await counted(FEW), await counted(MANY)];
    expect({ few, many }).toEqual({ few: many, many });
    expect(many).toBeLessThan(25);
  }

  it('that creates posts with tags are as many for 25 and for 250', async () => {
    await expectSameCount(
      async (rows) =>
        await count(
          `mutation ($inputs: [PostCreateInput!]!) { createPosts(inputs: $inputs) {
            posts { id author { username } tags { nodes { name } } } affectedCount ${ERRORS} } }`,
          { inputs: posts(rows) },
        ),
    );
    const linked = await story.sql(
      `select count(*) as n from post_tags join posts on posts.id = post_id where title = 'counted 2'`,
    );
    expect(Number(linked[0]?.['n'])).toBe(MANY * 4 - Math.ceil(MANY / 3));
  });

  it('that creates a user with posts and their tags are as many for 25 and for 250', async () => {
    await expectSameCount(
      async (rows) =>
        await count(
          `mutation ($input: UserCreateInput!) { createUser(input: $input) {
            user { id posts(first: 100) { nodes { id tags { nodes { name } } } } } ${ERRORS} } }`,
          {
            input: {
              username: `writer of ${String(rows)}`,
              email: `writer${String(rows)}@example.org`,
              password: 'a long secret',
              profile: { create: { firstName: 'W', gender: 'OTHER' } },
              posts: { create: posts(rows) },
            },
          },
        ),
    );
  });

  it('that changes, links and deletes posts in bulk are as many for 25 and for 250', async () => {
    const counts: number[][] = [];
    for (const rows of [FEW, MANY]) {
      await count(
        `mutation ($inputs: [PostCreateInput!]!) { createPosts(inputs: $inputs) { ${ERRORS} } }`,
        { inputs: posts(rows) },
      );
      const where = `where: { title: { eq: "counted ${String(made)}" } }, atMost: 250`;
      const [update, link, remove] = [
        `updatePosts(${where}, input: { content: "x" }) { posts { content } ${ERRORS} }`,
        `updatePosts(${where}, input: { tags: { set: [1, 2], create: [{ name: "bulk ${String(rows)}" }] } }) { ${ERRORS} }`,
        `deletePosts(${where}) { deletedIds ${ERRORS} }`,
      ];
      counts.push([
        await count(`mutation { ${update} }`, {}),
        await count(`mutation { ${link} }`, {}),
        await count(`mutation { ${remove} }`, {}),
      ]);
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(Math.max(...counts.flat())).toBeLessThan(15);
  });

  it('that changes rows within rows are as many for 25 and for 250', async () => {
    const document = `mutation ($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { user { version } ${ERRORS} } }`;
    const counts: number[][] = [];
    for (const rows of [FEW, MANY]) {
      const author = await story.newUser(`nests${String(rows)}`);
      await story.sql(
        `insert into posts (title, content, author_id) ${numbers(database, rows)}
          select 'nested', n, ${String(keyOf(author))} from numbers`,
      );
      await story.sql(
        `insert into tags (name, name_key) ${numbers(database, rows)}
          select '${String(rows)} of ' || n, '${String(rows)} of ' || n from numbers`,
      );
      await story.sql(
        `insert into post_tags (post_id, tag_id) select posts.id, tags.id from posts join tags
          on tags.name = '${String(rows)} of ' || content where author_id = ${String(keyOf(author))}`,
      );
      const found = await story.sql(
        `select post_id, tag_id from post_tags join posts on posts.id = post_id
          where author_id = ${String(keyOf(author))}`,
      );
      const update = (inner: (tag: string, index: number) => object) => ({
        id: author,
        input: {
          posts: {
            update: found.map((row, index) => ({
              id: String(row['post_id']),
              expectedVersion: null,
              input: inner(String(row['tag_id']), index),
            })),
          },
        },
      });
      const value = (index: number): string => `${String(rows)} nested ${String(index)}`;
      counts.push([
        await count(
          document,
          update((tag, index) => ({
            title: value(index),
            tags: { update: [{ id: tag, expectedVersion: 1, input: { name: value(index) } }] },
          })),
        ),
        await count(
          document,
          update((_, index) => ({
            content: value(index),
            tags: {
              upsert: [value(index), `new ${value(index)}`].map((name) => ({
                by: { name },
                create: { name },
                update: { name: `again ${name}` },
              })),
            },
          })),
        ),
      ]);
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(Math.max(...counts.flat())).toBeLessThan(25);
    const done = await story.sql(
      `select count(*) as n from tags where name like 'again 250 nested %'`,
    );
    expect(Number(done[0]?.['n'])).toBe(MANY);
  });

  it('that updates rows each its own way, links and children as well, are as many for 25 and for 250', async () => {
    const counts: number[][] = [];
    for (const rows of [FEW, MANY]) {
      const name = `each${String(rows)}`;
      await story.sql(
        `insert into users (username, username_key, email, email_key, password_hash)
          ${numbers(database, rows)} select '${name}' || n, '${name}' || n, '${name}' || n, '${name}' || n, '-' from numbers`,
      );
      await story.sql(
        `insert into posts (title, content, author_id) select username, 'old', id from users where username like '${name}%'`,
      );
      await story.sql(
        `insert into user_tags (user_id, tag_id) select users.id, tags.id from users join tags on tags.id < 3 where username like '${name}%'`,
      );
      const found = await story.sql(
        `select users.id as id, posts.id as post from users join posts on author_id = users.id where username like '${name}%'`,
      );
      const update = async (input: (post: string, index: number) => object): Promise<number> =>
        await count(
          `mutation ($updates: [UserUpdateByIdInput!]) { updateUsers(updates: $updates) { users { version } ${ERRORS} } }`,
          {
            updates: found.map((row, index) => ({
              id: String(row['id']),
              input: input(String(row['post']), index),
            })),
          },
        );
      counts.push([
        await update((_, index) => ({ username: `${name} renamed ${String(index)}` })),
        await update((_, index) => ({ tags: { disconnect: [1], connect: [3 - (index % 2)] } })),
        await update((_, index) => ({ tags: { set: [1 + (index % 2), 3] } })),
        await update((_, index) => ({
          posts: { create: [{ title: name, content: String(index) }] },
        })),
        await update((post) => ({ posts: { set: [post], deleteOthers: true } })),
        await update((post) => ({ posts: { delete: [post] } })),
      ]);
      const left = await story.sql(
        `select tag_id as tag, count(*) as n from user_tags join users on users.id = user_id where username like '${name}%' group by 1 order by 1`,
      );
      expect(left.map((row) => [row['tag'], Number(row['n'])])).toEqual([
        [1, Math.ceil(rows / 2)],
        [2, Math.floor(rows / 2)],
        [3, rows],
      ]);
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(Math.max(...counts.flat())).toBeLessThan(15);
    expect(await story.sql(`select id from posts where title like 'each%'`)).toEqual([]);
  });

  it('that deletes users and takes their profiles are as many for 25 and for 250', async () => {
    const counts: number[][] = [];
    for (const rows of [FEW, MANY]) {
      const name = `crowd${String(rows)}`;
      await story.sql(
        `insert into users (username, username_key, email, email_key, password_hash)
          ${numbers(database, rows)} select '${name}' || n, '${name}' || n, '${name}' || n, '${name}' || n, '-' from numbers`,
      );
      await story.sql(
        `insert into profiles (first_name, gender, user_id) select '${name}', 'OTHER', id from users where username like '${name}%'`,
      );
      counts.push([
        await count(
          `mutation { deleteProfiles(where: { firstName: { eq: "${name}" } }, atMost: 250) { affectedCount ${ERRORS} } }`,
          {},
        ),
        await count(
          `mutation { deleteUsers(where: { username: { startsWith: "${name}" } }, atMost: 250) { affectedCount ${ERRORS} } }`,
          {},
        ),
      ]);
    }
    expect(counts[0]).toEqual(counts[1]);
  });

  it('of 1,000 posts with tags through the writing room grow with batches only', async () => {
    const [few, most] = [await throughTheRoom(FEW), await throughTheRoom(MAX)];
    // Posts; tags of their own, and one they share.
    const batches = Math.ceil(MAX / BATCH) + Math.ceil((MAX + 1) / BATCH);
    expect(most - few).toBe(batches - 2);
  });

  async function throughTheRoom(rows: number): Promise<number> {
    const { app } = story.api;
    const parser = new InputParser(
      { ...app.engine.limits, listInputs: MAX },
      { logError: () => undefined },
    );
    const model = app.engine.catalog.get('Post');
    if (model === undefined) {
      throw new TypeError('There is no model Post');
    }
    const write = {
      kind: 'create' as const,
      model,
      rows: posts(rows).map((input, index) =>
        parser.create(model, { input, path: ['inputs', String(index)] }),
      ),
      continues: false,
    };
    let statements = 0;
    const stopObserving = observeStatements(app.orm, () => (statements += 1));
    try {
      return await withSession(app, async (em) => {
        const context: RequestContext = {
          em,
          viewer: { userId: 1, permissions: new Set(ADMIN.permissions) },
          signal: new AbortController().signal,
          request: {
            id: 'test',
            address: '',
            headers: {},
            setCookie: () => undefined,
            logError: () => undefined,
          },
        };
        const session = new StatementRunner(app.engine, context);
        const outcome = await runWrite(session, write, parser.userErrors);
        expect([outcome.userErrors, outcome.affectedCount]).toEqual([[], rows]);
        const done = statements;
        const order = await session.run(
          sql`select count(*) as n from posts where title = ${`counted ${String(made)}`}`,
        );
        expect(Number(order[0]?.['n'])).toBe(rows);
        expect(outcome.keys).toEqual([...outcome.keys].sort((a, b) => Number(a) - Number(b)));
        return done;
      });
    } finally {
      stopObserving();
    }
  }
});

function numbers({ dialect }: TestDatabase, most: number): string {
  return dialect === 'sqlite'
    ? `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${String(most)})`
    : `with numbers as (select generate_series(1, ${String(most)}) as n)`;
}
