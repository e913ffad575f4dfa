import { TestApi } from '../support/api.js';
import { TestDatabase } from '../support/databases.js';

const MORE = 251;
const ids = Array.from({ length: MORE }, (_, index) => String(index + 1));
const texts = (text: string): readonly string[] => Array<string>(MORE).fill(text);

/** Where a query takes a list: with `$list` in it, its type, and one that is too long. */
const QUERIES: Readonly<Record<string, readonly [string, string, readonly unknown[]]>> = {
  ids: ['{ nodes(ids: $list) { id } }', '[ID!]!', ids.map((id) => `post_${id}`)],
  'ids to filter by': ['{ posts(where: { id: { in: $list } }) { nodes { id } } }', '[ID!]', ids],
  'ids to filter out': [
    '{ posts(where: { id: { notIn: $list } }) { nodes { id } } }',
    '[ID!]',
    ids,
  ],
  'texts to filter by': [
    '{ users { nodes { posts(where: { title: { in: $list } }) { nodes { id } } } } }',
    '[String!]',
    texts('a'),
  ],
  'filters that must hold': [
    '{ posts(where: { and: $list }) { nodes { id } } }',
    '[PostWhere!]',
    Array(MORE).fill({}),
  ],
  'filters of which one must hold': [
    '{ posts(where: { not: { or: $list } }) { nodes { id } } }',
    '[PostWhere!]',
    Array(MORE).fill({}),
  ],
  'items of a list to filter by': [
    '{ profiles(where: { interests: { hasSome: $list } }) { nodes { id } } }',
    '[String!]',
    texts('a'),
  ],
  'keys of a document': [
    '{ profiles(where: { contacts: { path: $list, eq: 1 } }) { nodes { id } } }',
    '[String!]',
    texts('a'),
  ],
  'counts to filter by': [
    '{ users(where: { posts: { count: { in: $list } } }) { nodes { id } } }',
    '[Int!]',
    ids.map(Number),
  ],
  'things to order by': [
    '{ posts(orderBy: $list) { nodes { id } } }',
    '[PostOrder!]',
    Array(MORE).fill({ title: 'ASC' }),
  ],
};

describe('a query with a list that is too long', () => {
  const database = new TestDatabase('sqlite');
  let api: TestApi;
  beforeAll(async () => {
    await database.open();
    api = await TestApi.start(database);
  });
  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  it.each(Object.entries(QUERIES))(
    'is refused before it asks anything, however it is said: %s',
    async (_what, [document, type, list]) => {
      const written = JSON.stringify(list).replace(/"(\w+)":/g, '$1: ');
      const literal = document.replace('$list', written.replace(/"ASC"/g, 'ASC'));
      const said = await api.ask(literal);
      const given = await api.ask(`query ($list: ${type}) ${document}`, { variables: { list } });
      expect([said, given].map(({ status, statements }) => [status, statements])).toEqual([
        [400, []],
        [400, []],
      ]);
      expect(said.body.errors?.map(({ message }) => message)).toEqual([
        'The document has 251 items in a list, the limit is 250',
      ]);
      expect(given.body.errors).toEqual([
        {
          message: 'variables.list: must not have more than 250 items',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );
});
