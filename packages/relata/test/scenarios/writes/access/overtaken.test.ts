import { Field } from 'type-graphql';
import { observeStatements } from '../../../../src/database/statements/statement-log.js';
import { BelongsToOne, HasOne, UniqueString } from '../../../../src/model/decorators.js';
import { MutableModel } from '../../../../src/model/base-model.js';
import { models } from '../../../blog/models/index.js';
import { TestApi } from '../../../support/api.js';
import { TestDatabase } from '../../../support/databases.js';
import { fillUsers } from '../../../support/fixtures.js';
import { makeModel } from '../../../support/models/made-model.js';
import { Remark } from '../../../support/models/remark.js';
import { RowGate } from '../../../support/processes/row-gate.js';
import {
  ADMIN,
  CHEAP_PASSWORDS,
  ERRORS,
  faultsOf,
  type Payloads,
  rowId,
} from '../../../support/writing.js';

const SECRET = 'password: "a long secret"';

/** Found by its label, and the only one behind another, by which nobody can look for it. */
const SEAT = makeModel((prototype) => {
  UniqueString()(prototype, 'label');
  Field(() => String)(prototype, 'label');
  BelongsToOne(() => SEAT as never, 'behind' as never, { nullable: true })(prototype, 'before');
  HasOne(() => SEAT as never, 'before' as never)(prototype, 'behind');
}, MutableModel);

describe('what another just made, on PostgreSQL', () => {
  const more = [...models, SEAT, Remark];
  const database = new TestDatabase('postgresql', { models: more });
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { models: more, env: CHEAP_PASSWORDS });
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

  it('is found also where it was made between two looks', async () => {
    const { payload, begun } = await overtaken(
      `${newUser('between', 'between@example.org', 'null')}; select id from posts where id = 1 for update`,
      upsertUser('between').replace(`${SECRET} }`, `${SECRET}, posts: { connect: [1] } }`),
    );
    expect([payload, begun]).toEqual([{ user: { isActive: false, version: 2 }, errors: [] }, 2]);
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

  it.each([
    [
      'of another model than what is looked for',
      'createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [{ where: { name: "by nobody" }, create: { name: "by nobody" } }] } })',
    ],
    [
      'of a model of which nothing is looked for',
      'createRemark(input: { body: "b", ticket: "t", post: { connect: 1 }, reviewer: { connect: "user_2" } })',
    ],
  ])('is missing, without another try, where it is a row %s', async (_what, field) => {
    const { body, statements } = await api.ask(`mutation { it: ${field} { ${ERRORS} } }`, {
      viewer: { userId: 99 },
    });
    const { it: payload } = body.data as unknown as Payloads;
    expect(faultsOf(payload)).toEqual([['NOT_FOUND', 'input']]);
    expect(statements.filter(({ sql }) => /^begin/i.test(sql))).toHaveLength(1);
  });

  it.each<readonly [string, (names: readonly string[], at: number) => string]>([
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
    [
      'connectOrCreate of updates',
      (names, at) => {
        const tags = names.map(
          (name) => `{ where: { name: "${name}" }, create: { name: "${name}" } }`,
        );
        return `f: updatePost(id: ${String(at + 1)}, input: { tags: { connectOrCreate: [${tags.join()}] } }) { ${ERRORS} }`;
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
    const answers = [names, names.toReversed()].map((order, at) =>
      api.data<Payloads>(`mutation { ${of(order, at)} }`, { viewer: ADMIN }),
    );
    await gate.waitedForBy(2);
    // It is not kept: each would make it, with one of the others in its hands.
    await gate.run(`delete from tags where name_key = '${names[1] ?? ''}'`);
    await gate.open();
    const payloads = (await Promise.all(answers)).flatMap((answer) => Object.values(answer));
    stop();
    expect([payloads.flatMap(faultsOf), begun]).toEqual([[], 2]);
  });

  it('is waited for in one order by all, whatever theirs is', async () => {
    const names = ['a', 'b', 'c'].map((name) => `${name} in order`);
    const gate = await RowGate.close(database.url, 'false');
    await gate.run(
      `select pg_advisory_xact_lock(hashtextextended('${JSON.stringify(['tags', ['name_key', JSON.stringify(names[1])]])}', 0))`,
    );
    const answers = [names, names.toReversed()].map((order) => {
      const tags = order.map(
        (name) => `{ where: { name: "${name}" }, create: { name: "${name}" } }`,
      );
      return api.ask(
        `mutation { it: createPost(input: { title: "t", content: "c", tags: { connectOrCreate: [${tags.join()}] } }) { ${ERRORS} } }`,
        { viewer: ADMIN },
      );
    });
    await gate.waitedForBy(2);
    await gate.open();
    for (const { body, statements } of await Promise.all(answers)) {
      expect(body.data).toEqual({ it: { errors: [] } });
      expect(statements.filter(({ sql }) => /^rollback/i.test(sql))).toEqual([]);
    }
  });

  it('is waited for once by a document that looks for several, and never by one of one', async () => {
    const upsert = (name: string): string =>
      `${name}: upsertTag(by: { name: "${name}" }, create: { name: "${name}" }, update: {}) { ${ERRORS} }`;
    for (const [fields, turns] of [
      [['alone'], 0],
      [['one', 'two', 'three'], 1],
    ] as const) {
      const { statements } = await api.ask(`mutation { ${fields.map(upsert).join(' ')} }`, {
        viewer: ADMIN,
      });
      expect(statements.filter(({ sql }) => sql.includes('advisory'))).toHaveLength(turns);
    }
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
