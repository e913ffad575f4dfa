import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';

const many = <T>(value: T): T[] => Array.from({ length: 12 }, () => value);
const names = Array.from({ length: 12 }, (_, index) => `v${String(index)}`);

/** Documents with twelve values that do not fit, by what they are. */
const DOCUMENTS: readonly (readonly [string, string, object])[] = [
  ['a list of ids', 'query($v: [ID!]!) { nodes(ids: $v) { id } }', { v: many({}) }],
  [
    'a filter',
    'query($v: TagWhere) { tags(where: $v) { totalCount } }',
    { v: { and: many({ id: 1 }) } },
  ],
  [
    'a filter of dates',
    'query($v: PostWhere) { posts(where: $v) { totalCount } }',
    { v: { and: many({ createdAt: { eq: 'x' } }) } },
  ],
  [
    'an order',
    'query($v: [PostOrder!]) { posts(orderBy: $v) { totalCount } }',
    { v: many({ id: 'UP' }) },
  ],
  [
    'items with two keys',
    'query($v: [PostOrder!]) { posts(orderBy: $v) { totalCount } }',
    { v: many({ id: 'ASC', title: 'ASC' }) },
  ],
  [
    'inputs of a mutation',
    'mutation($v: [TagCreateInput!]!) { createTags(inputs: $v) { errors { code } } }',
    { v: many({ name: 1 }) },
  ],
  [
    'a mutation that stands alone',
    `mutation(${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      signIn(login: "a", password: "b") {
        ${names.map((name) => `${name}: expiresAt @include(if: $${name})`).join(' ')}
      }
    }`,
    {},
  ],
  [
    'variables that are not there',
    `query(${names.map((name) => `$${name}: ID!`).join(' ')}) {
      ${names.map((name) => `${name}: tag(id: $${name}) { id }`).join(' ')}
    }`,
    {},
  ],
];

describe.each(['compiled', 'reference'])('values that do not fit (%s reader)', (reader) => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database, { env: { READER: reader } });
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  it.each(DOCUMENTS)('are told ten at most: %s', async (_name, query, variables) => {
    const { status, body } = await api.ask(query, { variables: { ...variables } });
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(10);
    expect(new Set(body.errors?.map(({ extensions }) => extensions?.['code']))).toEqual(
      new Set(['BAD_USER_INPUT']),
    );
    expect(body.errors?.at(-1)?.message).toMatch(/^Too many errors/);
  });

  it('are told ten at most where the document has them', async () => {
    const { status, body } = await api.ask(`{ nodes(ids: [${many('{}').join(', ')}]) { id } }`);
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(10);
  });

  it('are told all where they are few', async () => {
    const { body } = await api.ask('query($v: [ID!]!) { nodes(ids: $v) { id } }', {
      variables: { v: many({}).slice(0, 9) },
    });
    expect(body.errors).toHaveLength(9);
  });
});
