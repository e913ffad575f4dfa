import { Tag } from '../../blog/models/index.js';
import { type Answer, TestApi } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';

const viewer = {
  userId: 1,
  permissions: ['tag:update', 'tag:delete', 'post:read', 'role:read', 'user:create'],
};

/** Documents that begin without tags. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'aliases, fragments and names of types': `mutation {
    __typename
    a: createTag(input: { name: "a" }) { kind: __typename row: tag { ...F } errors { code } }
    b: createTag(input: { name: "b \\" \\u2028" }) { tag { id } again: tag { name ...F } ... on TagPayload { errors { code } } }
  }
  fragment F on Tag { __typename name posts(first: 1) { totalCount nodes { id } } }`,
  'variables below a payload': `mutation ($first: Int = 2, $with: Boolean = true, $where: PostWhere) {
    createTag(input: { name: "v" }) {
      tag { name posts(first: $first, where: $where) @include(if: $with) { nodes { title } pageInfo { hasNextPage } } }
    }
  }`,
  'many rows, in their order': `mutation {
    createTags(inputs: [{ name: "z" }, { name: "y" }, { name: "x" }]) { affectedCount tags { name } errors { code } }
    updateTags(where: { name: { gte: "y" } }, input: { name: "same" }) { affectedCount tags { name } errors { code } }
  }`,
  'rows that go': `mutation {
    createTags(inputs: [{ name: "1" }, { name: "2" }]) { tags { name } }
    deleteTags(where: { name: { eq: "1" } }) { affectedCount deletedIds errors { code } }
    none: deleteTags(where: { name: { eq: "1" } }) { affectedCount deletedIds errors { code } }
    nobody: updateTags(where: { name: { eq: "1" } }, input: { name: "3" }) { affectedCount tags { name } }
  }`,
  'a row that is there or not': `mutation {
    first: upsertTag(by: { name: "u" }, create: { name: "u" }, update: { name: "u2" }) { tag { name version } errors { code } }
    second: upsertTag(by: { name: "u" }, create: { name: "u" }, update: { name: "u2" }) { tag { name version } errors { code } }
  }`,
  'a field that fails, after others and before others': `mutation {
    a: createTag(input: { name: "a" }) { tag { name } errors { code } }
    b: createTag(input: { name: "A" }) { tag { name } errors { code message path } }
    c: createTag(input: { name: "c" }) { tag { name } errors { code } }
  }`,
  'inputs that cannot be': `mutation {
    createTag(input: { name: "" }) { tag { name } errors { code message path } }
  }`,
  'what may not be done': `mutation {
    createTag(input: { name: "a" }) { tag { name } errors { code } }
    createRole(input: { name: "r" }) { role { name } errors { code message path } }
  }`,
  'some kept and some not': `mutation {
    createTags(inputs: [{ name: "a" }, { name: "" }, { name: "c" }], errorPolicy: CONTINUE) {
      affectedCount tags { name } errors { code path } }
  }`,
  'each by itself': `mutation @independent {
    a: createTag(input: { name: "a" }) { tag { name } errors { code } }
    b: createTag(input: { name: "" }) { tag { name } errors { code } }
  }`,
};

describeEachDatabase('payloads', (database) => {
  let compiled: TestApi;
  let reference: TestApi;
  beforeAll(async () => {
    compiled = await TestApi.start(database);
    reference = await TestApi.start(database, { env: { READER: 'reference' } });
  });
  afterAll(async () => {
    await compiled.stop();
    await reference.stop();
  });

  /** What is answered, and what is there afterwards; without keys, which go on counting. */
  const run = async (api: TestApi, document: string): Promise<readonly [string, unknown]> => {
    await database.orm.em.fork().nativeDelete(Tag, {});
    const { text, body } = await api.ask(document, { viewer });
    expect(body.errors).toBeUndefined();
    const rows = await database.orm.em.fork().find(Tag, {}, { orderBy: { id: 'asc' } });
    return [
      text.replaceAll(/"(tag|role)_\d+"/g, '"$1_?"').replace(/"requestId":"[^"]*"/, ''),
      rows.map(({ name, version }) => ({ name, version })),
    ];
  };

  it.each(Object.entries(DOCUMENTS))('are the same without graphql-js: %s', async (_, document) => {
    expect(await run(compiled, document)).toEqual(await run(reference, document));
  });

  it('are read by one statement a field', async () => {
    const create = (api: TestApi, name: string): Promise<Answer> =>
      api.ask(
        `mutation { createTag(input: { name: "${name}" }) {
          tag { name posts { nodes { title author { username } tags { nodes { name } } } } } errors { code } } }`,
        { viewer },
      );
    const { statements } = await create(compiled, 'counted');
    expect(statements.filter(({ sql }) => sql.includes('"written"'))).toHaveLength(1);
    const { statements: others } = await create(reference, 'counted too');
    expect(statements.length).toBeLessThan(others.length);
  });
});
