import { Field } from 'type-graphql';
import { BelongsToOne, HasOne, UniqueString } from '../../../src/model/decorators.js';
import { MutableModel } from '../../../src/models/base-model.js';
import { models } from '../../../src/models/index.js';
import { observeStatements } from '../../../src/database/statements/statement-log.js';
import { TestApi } from '../../support/api.js';
import { describeEachDatabase, TestDatabase } from '../../support/databases.js';
import { fillUsers } from '../../support/fixtures.js';
import { makeModel } from '../../support/made-model.js';
import { createTable } from '../../support/missing-tables.js';
import { RowGate } from '../../support/row-gate.js';
import {
  ADMIN,
  CHEAP_PASSWORDS,
  ERRORS,
  faultsOf,
  type Payloads,
  rowId,
  WriteStory,
} from '../../support/writing.js';

const AT_ONCE = 20;
const SECRET = 'password: "a long secret"';

/** Documents that find or make one row: `$n` is the number of who sends it, and what is counted. */
const FORMS: Readonly<Record<string, { readonly field: string; readonly rows: string }>> = {
  'Tag.name by upsert': {
    field: `upsertTag(by: { name: "topic" }, create: { name: "Topic" }, update: { name: "TOPIC" }) { tag { id } ${ERRORS} }`,
    rows: `tags where name_key = 'topic'`,
  },
  'Role.name by upsert': {
    field: `upsertRole(by: { name: "judge" }, create: { name: "judge" }, update: { description: "$n" }) { role { id } ${ERRORS} }`,
    rows: `rbac_roles where name = 'judge'`,
  },
  'Permission.name by upsert': {
    field: `upsertPermission(by: { name: "case:judge" }, create: { name: "case:judge" }, update: { description: "$n" }) { permission { id } ${ERRORS} }`,
    rows: `rbac_permissions where name = 'case:judge'`,
  },
  'User.username by upsert': {
    field: `upsertUser(by: { username: "Ada" }, create: { username: "ada", email: "ada@example.org", ${SECRET},
      profile: { create: { firstName: "A", gender: FEMALE } }, tags: { create: [{ name: "of ada" }] } },
      update: { username: "Ada" }) { user { id } ${ERRORS} }`,
    rows: `users where username_key = 'ada'`,
  },
  'User.email by upsert': {
    field: `upsertUser(by: { email: "Bea@example.org" }, create: { username: "bea", email: "bea@example.org", ${SECRET} },
      update: { isActive: true }) { user { id } ${ERRORS} }`,
    rows: `users where email_key = 'bea@example.org'`,
  },
  'connectOrCreate in a create': {
    field: `createPost(input: { title: "$n", content: "c", tags: { connectOrCreate: [
      { where: { name: "in create" }, create: { name: "In Create" } }, { where: { name: "IN CREATE" }, create: { name: "in create" } }] } }) { post { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in create'`,
  },
  'connectOrCreate in an update': {
    field: `updateUser(id: 2, input: { tags: { connectOrCreate: [{ where: { name: "in update" }, create: { name: "in update" } }] } }) { user { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in update'`,
  },
  'connectOrCreate of rows of many': {
    field: `createPosts(inputs: [
      { title: "a", content: "c", tags: { connectOrCreate: [{ where: { name: "in bulk" }, create: { name: "in bulk" } }] } },
      { title: "b", content: "c", tags: { connectOrCreate: [{ where: { name: "in bulk" }, create: { name: "in bulk" } }] } }]) { posts { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in bulk'`,
  },
  'connectOrCreate where some may be kept': {
    field: `createPosts(errorPolicy: CONTINUE, inputs: [
      { title: "a", content: "c", tags: { connectOrCreate: [{ where: { name: "in some" }, create: { name: "in some" } }] } }]) { posts { id } ${ERRORS} }`,
    rows: `tags where name_key = 'in some'`,
  },
  'connectOrCreate within rows': {
    field: `createUser(input: { username: "within$n", email: "within$n@example.org", ${SECRET}, posts: { create: [
      { title: "t", content: "c", tags: { connectOrCreate: [{ where: { name: "within" }, create: { name: "within" } }] } }] } }) { user { id } ${ERRORS} }`,
    rows: `tags where name_key = 'within'`,
  },
};

/** Found by its label, and the only one behind another, by which nobody can look for it. */
const SEAT = makeModel((prototype) => {
  UniqueString()(prototype, 'label');
  Field(() => String)(prototype, 'label');
  BelongsToOne(() => SEAT as never, 'behind' as never, { nullable: true })(prototype, 'before');
  HasOne(() => SEAT as never, 'before' as never)(prototype, 'behind');
}, MutableModel);

const KEYWORDS = ['mutation', 'mutation @independent'] as const;

describeEachDatabase('what is found or else made', (database) => {
  let story: WriteStory;
  let other: TestApi;
  beforeAll(async () => {
    story = await WriteStory.start(database);
    other = await TestApi.start(database, { env: CHEAP_PASSWORDS });
  });
  afterAll(async () => {
    await other.stop();
    await story.stop();
  });

  /** Sends documents at once, to two applications in turn; each must have been done. */
  async function together(documents: readonly string[]): Promise<void> {
    const apis = [story.api, other];
    const answers = await Promise.all(
      documents.map((document, at) =>
        (apis[at % apis.length] ?? other).data<Payloads>(document, { viewer: ADMIN }),
      ),
    );
    for (const payload of answers.flatMap((answer) => Object.values(answer))) {
      expect(faultsOf(payload)).toEqual([]);
    }
  }

  it.each(Object.entries(FORMS))(
    `is one row, and no error, for ${String(AT_ONCE)} at once: %s`,
    async (_what, { field, rows }) => {
      await together(
        Array.from(
          { length: AT_ONCE },
          (_, at) =>
            `${KEYWORDS[at % 3 === 2 ? 1 : 0]} { it: ${field.replaceAll('$n', String(at))} }`,
        ),
      );
      expect(await story.sql(`select id from ${rows}`)).toHaveLength(1);
    },
    60_000,
  );

  it('is tried by every unique column that can be looked for', () => {
    const { catalog } = story.api.app.engine;
    const schema = story.api.app.schema.getMutationType()?.getFields() ?? {};
    const columns = [...catalog.values()]
      .filter(({ name }) => schema[`upsert${name}`] !== undefined)
      .flatMap(({ name, lookups }) => lookups.map(({ column }) => `${name}.${column.name}`));
    const tried = Object.keys(FORMS).flatMap((form) => /^(\S+) by upsert$/.exec(form)?.[1] ?? []);
    expect(tried.sort()).toEqual(columns.sort());
  });

  it('is found in whatever order several are looked for', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const rotated = (at: number): readonly string[] => {
      const order = [...names.slice(at % 5), ...names.slice(0, at % 5)];
      return at % 2 === 0 ? order : order.reverse();
    };
    await together(
      Array.from({ length: AT_ONCE }, (_, at) => {
        const tags = rotated(at).map(
          (name) => `{ where: { name: "${name}" }, create: { name: "${name}" } }`,
        );
        return `mutation { createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [${tags.join()}] } }) { post { id } ${ERRORS} } }`;
      }),
    );
    await together(
      Array.from({ length: AT_ONCE }, (_, at) => {
        const fields = rotated(at).map(
          (name) =>
            `${name}: upsertTag(by: { name: "field ${name}" }, create: { name: "field ${name}" }, update: { name: "field ${name}" }) { tag { id } ${ERRORS} }`,
        );
        return `mutation { ${fields.join(' ')} }`;
      }),
    );
    for (const name of names) {
      const rows = await story.sql(
        `select id from tags where name_key in ('${name}', 'field ${name}')`,
      );
      expect(rows).toHaveLength(2);
    }
  }, 60_000);
});

describe('what another just made, on PostgreSQL', () => {
  const withSeat = [...models, SEAT];
  const database = new TestDatabase('postgresql', { models: withSeat });
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    await createTable(database, SEAT);
    api = await TestApi.start(database, { models: withSeat, env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  /** Sends a document that comes to wait for what somebody else does, who then keeps it. */
  async function overtaken(
    statement: string,
    document: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{
    readonly payload: Payloads[string] | undefined;
    readonly begun: number;
    readonly changes: unknown;
  }> {
    const gate = await RowGate.close(database.url, 'false');
    await gate.run(statement);
    const answer = api.ask(document, { viewer: ADMIN, headers });
    await gate.waitedForBy(1);
    await gate.open();
    const { body, statements, text } = await answer;
    expect(body.errors ?? text).toBe(text);
    return {
      payload: (body.data as unknown as Payloads)['it'],
      begun: statements.filter(({ sql }) => /^begin/i.test(sql)).length,
      changes: body.extensions?.['changes'],
    };
  }

  const newTag = (name: string): string =>
    `insert into tags (name, name_key) values ('${name}', '${name}')`;
  const upsertTag = (name: string): string =>
    `{ it: upsertTag(by: { name: "${name}" }, create: { name: "${name}" }, update: { name: "${name.toUpperCase()}" }) { tag { name version } ${ERRORS} } }`;
  const newUser = (name: string, email: string, deleted: string): string =>
    `insert into users (username, username_key, email, email_key, password_hash, deleted_at)
     values ('${name}', '${name}', '${email}', '${email}', '-', ${deleted})`;
  const upsertUser = (name: string): string =>
    `mutation { it: upsertUser(by: { username: "${name}" }, create: { username: "${name}", email: "${name}@example.org", ${SECRET} },
      update: { isActive: false }) { user { isActive version } ${ERRORS} } }`;

  it.each([
    ['as one unit', 'mutation', {}],
    ['with @independent', 'mutation @independent', {}],
    ['with an Idempotency-Key', 'mutation', { 'idempotency-key': 'overtaken' }],
  ])('is found, and changed, by an upsert %s', async (how, keyword, headers) => {
    const name = `made ${how}`.toLowerCase();
    const { payload, begun } = await overtaken(
      newTag(name),
      `${keyword} ${upsertTag(name)}`,
      headers,
    );
    expect([payload, begun]).toEqual([
      { tag: { name: name.toUpperCase(), version: 2 }, errors: [] },
      2,
    ]);
  });

  it('is told as found by a dry run', async () => {
    const { payload, changes } = await overtaken(newTag('dry'), `mutation ${upsertTag('dry')}`, {
      'x-dry-run': 'true',
    });
    expect(payload).toEqual({ tag: { name: 'DRY', version: 2 }, errors: [] });
    expect(changes).toMatchObject([{ operation: 'UPDATE', type: 'Tag' }]);
  });

  it('is found also where another value of it is met first', async () => {
    const { payload } = await overtaken(
      newUser('first', 'first@example.org', 'null'),
      upsertUser('first'),
    );
    expect(payload).toEqual({ user: { isActive: false, version: 2 }, errors: [] });
  });

  it('is taken where it is another row that has the value', async () => {
    const { payload, begun } = await overtaken(
      newUser('somebody', 'second@example.org', 'null'),
      upsertUser('second'),
    );
    expect([faultsOf(payload), begun]).toEqual([[['NOT_UNIQUE', 'create.email']], 2]);
  });

  it('is taken where it is hidden', async () => {
    const { payload, begun } = await overtaken(
      newUser('hidden', 'hidden@example.org', 'now()'),
      upsertUser('hidden'),
    );
    const taken = ['username', 'email'].map((name) => ['NOT_UNIQUE', `create.${name}`]);
    expect([faultsOf(payload), begun]).toEqual([taken, 2]);
  });

  it('is taken, without another try, for who creates it by name', async () => {
    const { payload, begun } = await overtaken(
      newTag('plain'),
      `mutation { it: createPost(input: { title: "t", content: "c", tags: { create: [{ name: "plain" }],
        connectOrCreate: [{ where: { name: "beside plain" }, create: { name: "beside plain" } }] } }) { post { id } ${ERRORS} } }`,
    );
    expect([faultsOf(payload), begun]).toEqual([[['NOT_UNIQUE', 'input.tags.create.0.name']], 1]);
  });

  it('is taken, without another try, where nobody would look for what it has', async () => {
    const table = `${SEAT.name.toLowerCase()}s`;
    await database.orm.em.fork().execute(`insert into ${table} (label) values ('first')`);
    const { payload, begun } = await overtaken(
      `insert into ${table} (label, before_id) values ('theirs', 1)`,
      `mutation { it: upsert${SEAT.name}(by: { label: "mine" }, create: { label: "mine", before: { connect: 1 } }, update: {}) { ${ERRORS} } }`,
    );
    expect([faultsOf(payload), begun]).toEqual([[['NOT_UNIQUE', 'create.before']], 1]);
  });

  it('is missing, without another try, where another just took away what is named by id', async () => {
    await database.orm.em.fork().execute(newTag('named'));
    const { tags } = await api.data<{ tags: { nodes: readonly { id: string }[] } }>(
      '{ tags(where: { name: { eq: "named" } }) { nodes { id } } }',
    );
    const { payload, begun } = await overtaken(
      `delete from tags where name_key = 'named'`,
      `mutation { it: createPost(input: { title: "t", content: "c", tags: { connect: ["${tags.nodes[0]?.id ?? ''}"],
        connectOrCreate: [{ where: { name: "beside named" }, create: { name: "beside named" } }] } }) { post { id } ${ERRORS} } }`,
    );
    expect([faultsOf(payload), begun]).toEqual([[['NOT_FOUND', 'input.tags.connect.0']], 1]);
  });

  it.each<readonly [string, (names: readonly string[]) => string]>([
    [
      'upserts',
      (names) =>
        names
          .map(
            (name, at) =>
              `f${String(at)}: upsertTag(by: { name: "${name}" }, create: { name: "${name}" }, update: {}) { ${ERRORS} }`,
          )
          .join(' '),
    ],
    [
      'connectOrCreate',
      (names) => {
        const tags = names.map(
          (name) => `{ where: { name: "${name}" }, create: { name: "${name}" } }`,
        );
        return `f: createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [${tags.join()}] } }) { ${ERRORS} }`;
      },
    ],
  ])('is waited for in turn where several are looked for in other orders: %s', async (how, of) => {
    const names = ['left', 'middle', 'right'].map((name) => `${name} of ${how}`.toLowerCase());
    const gate = await RowGate.close(database.url, 'false');
    await gate.run(newTag(names[1] ?? ''));
    let begun = 0;
    const stop = observeStatements(api.app.orm, ({ sql }) => {
      begun += Number(/^begin/i.test(sql));
    });
    const answers = [names, names.toReversed()].map((order) =>
      api.data<Payloads>(`mutation { ${of(order)} }`, { viewer: ADMIN }),
    );
    await gate.waitedForBy(2);
    // It is not kept: each would make it, with one of the others in its hands.
    await gate.run(`delete from tags where name_key = '${names[1] ?? ''}'`);
    await gate.open();
    const payloads = (await Promise.all(answers)).flatMap((answer) => Object.values(answer));
    stop();
    expect([payloads.flatMap(faultsOf), begun]).toEqual([[], 2]);
  });

  it('is connected', async () => {
    const { payload, begun } = await overtaken(
      newTag('linked'),
      `mutation { it: createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [
        { where: { name: "linked" }, create: { name: "linked" } }] } }) { post { tags { nodes { name } } } ${ERRORS} } }`,
    );
    expect([payload, begun]).toEqual([
      { post: { tags: { nodes: [{ name: 'linked' }] } }, errors: [] },
      2,
    ]);
  });

  it.each([
    [
      'an upsert',
      `upsertTag(by: { name: "gone" }, create: { name: "Made Again" }, update: { name: "no" }) { tag { id name } ${ERRORS} }`,
      'tag',
      1,
    ],
    [
      'connectOrCreate',
      `createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [{ where: { name: "gone" }, create: { name: "Made Again" } }] } }) { post { id tags { nodes { name } } } ${ERRORS} }`,
      'post',
      2,
    ],
  ])('is made again where another just took it away: %s', async (_what, field, name, begun) => {
    await database.orm.em.fork().execute(`delete from tags where name_key = 'made again'`);
    await database.orm.em.fork().execute(newTag('gone'));
    const result = await overtaken(
      `delete from tags where name_key = 'gone'`,
      `mutation { it: ${field} }`,
    );
    rowId(result.payload, name);
    expect(JSON.stringify(result.payload)).toContain('"name":"Made Again"');
    expect(result.begun).toBe(begun);
  });
});
