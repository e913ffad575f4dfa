import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

/** Filters that say nothing, as a form makes them whose fields are empty: all rows match. */
const EMPTY: readonly unknown[] = [
  null,
  {},
  { and: [] },
  { and: [{}, {}] },
  { or: [{}] },
  { title: {} },
  { title: { mode: 'INSENSITIVE' } },
  { title: { mode: null } },
  { and: [{ title: {} }, { createdAt: {} }, { not: { or: [] } }] },
];

/** Other ways to say what is meant when an option is left out. */
const AS_IF_LEFT_OUT: Readonly<Record<string, string>> = {
  'where: null': '',
  'orderBy: null': '',
  'orderBy: []': '',
  'first: null': '',
  'last: null': '',
  'after: null, before: null': '',
  'offset: null': '',
  'deleted: null': '',
  'where: { username: { contains: "SER1", mode: null } }':
    'where: { username: { contains: "SER1" } }',
  'where: { username: { contains: "ser1", mode: null } }':
    'where: { username: { contains: "ser1" } }',
};

describeEachDatabase('what a filter says that leaves things out', (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(database);
    await fillUsers(readers.compiled.app.orm, { users: 2, posts: 2 });
  });
  afterAll(() => readers.stop());

  it.each(EMPTY)('%j is all rows', async (where) => {
    const document = 'query ($where: PostWhere) { posts(where: $where) { totalCount } }';
    expect(await readers.data(document, { variables: { where } })).toEqual({
      posts: { totalCount: 4 },
    });
  });

  it.each(Object.entries(AS_IF_LEFT_OUT))('%s is %j', async (said, meant) => {
    const rows =
      '{ totalCount nodes { username posts { nodes { title } } } pageInfo { endCursor } }';
    const list = (args: string): string => (args === '' ? 'users' : `users(${args})`);
    const asked = await readers.data<{ users: unknown }>(`{ ${list(said)} ${rows} }`);
    expect(asked).toEqual(await readers.data(`{ ${list(meant)} ${rows} }`));
  });

  it('a null mode of a variable is as if it were left out', async () => {
    const document = `query ($mode: TextMode) { users(where: { username: { eq: "USER1", mode: $mode } }) { totalCount } }`;
    for (const [mode, totalCount] of [
      [null, 0],
      [undefined, 0],
      ['SENSITIVE', 0],
      ['INSENSITIVE', 1],
    ] as const) {
      const data = await readers.data(document, { variables: { mode } });
      expect(data).toEqual({ users: { totalCount } });
    }
  });

  it('an empty or is no row, as in SQL', async () => {
    expect(await readers.data('{ posts(where: { or: [] }) { totalCount } }')).toEqual({
      posts: { totalCount: 0 },
    });
  });

  it('members whose variables have no value are left out', async () => {
    const document = `query ($title: String, $author: String, $ids: [ID!], $and: [PostWhere!], $not: PostWhere) {
      posts(where: {
        title: { contains: $title } author: { username: { eq: $author } } id: { in: $ids } and: $and not: $not
      }) { totalCount } }`;
    const count = async (variables: Readonly<Record<string, unknown>>): Promise<unknown> =>
      (await readers.data<{ posts: { totalCount: number } }>(document, { variables })).posts
        .totalCount;
    expect(await count({})).toBe(4);
    expect(await count({ title: '1' })).toBe(3);
    expect(await count({ title: '1', author: 'user2' })).toBe(1);
    expect(await count({ author: 'user2', ids: ['post_1', 'post_3'] })).toBe(1);
    expect(await count({ not: { title: { contains: '1' } } })).toBe(1);
    expect(await count({ and: [{ title: { startsWith: 'Post 2' } }] })).toBe(2);
  });
});
