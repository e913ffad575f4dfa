import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

const COUNT = 'posts { totalCount }';

/** Queries, and how many of their lists are counted, filtered or sorted again for a row met before. */
const QUERIES: readonly (readonly [string, number])[] = [
  [`{ posts(first: 3) { nodes { tags(first: 2) { nodes { ${COUNT} } } } } }`, 6],
  [`{ posts(first: 3) { edges { node { tags(first: 2) { edges { node { ${COUNT} } } } } } } }`, 6],
  ['{ posts(first: 3) { nodes { author { posts { aggregate { max { title } } } } } } }', 3],
  [
    '{ posts(first: 3) { nodes { author { posts(orderBy: [{ title: ASC }]) { nodes { id } } } } } }',
    3,
  ],
  [
    '{ posts(first: 3) { nodes { author { posts(where: { title: { contains: "1" } }) { nodes { id } } } } } }',
    3,
  ],
  [`{ posts(first: 3) { nodes { author { a: ${COUNT} b: ${COUNT} } } } }`, 6],
  [`{ posts(first: 3) { nodes { author { profile { user { ${COUNT} } } } } } }`, 3],
  [`{ nodes(ids: ["user_1", "user_1"]) { ... on User { ${COUNT} } } }`, 0],
  [
    '{ posts(first: 3) { nodes { tags(first: 2) { nodes { posts(first: 1) { nodes { id } } } } } } }',
    0,
  ],
  [`{ nodes(ids: ["post_1"]) { ... on Post { author { ${COUNT} } } } }`, 250],
  [`{ node(id: "post_1") { ... on Post { author { ${COUNT} } } } }`, 0],
  [`{ users(first: 3) { nodes { ${COUNT} } } }`, 0],
  ['{ users(first: 3) { nodes { posts { nodes { tags { totalCount } } } } } }', 0],
  ['{ user(id: "user_1") { tags { totalCount } profile { user { posts { totalCount } } } } }', 0],
];

describeEachDatabase('lists that one statement would read again', (database) => {
  let at: (most: number) => Promise<BothReaders>;
  const started = new Map<number, BothReaders>();
  beforeAll(async () => {
    at = async (most) => {
      const readers =
        started.get(most) ??
        (await BothReaders.start(database, { env: { LIMIT_REPEATED_READS: String(most) } }));
      started.set(most, readers);
      return readers;
    };
    await fillUsers((await at(0)).compiled.app.orm, { users: 3, posts: 3 });
  });
  afterAll(async () => {
    for (const readers of started.values()) {
      await readers.stop();
    }
  });

  it.each(QUERIES)('%s has %d', async (query, count) => {
    const data = await (await at(count)).data(query);
    if (count > 0) {
      const { compiled } = await at(count - 1);
      const before = { ...compiled.app.compiledReader?.counts };
      expect((await compiled.ask(query)).body).toEqual({ data });
      expect(compiled.app.compiledReader?.counts).toEqual({
        answered: before.answered,
        declined: Number(before.declined) + 1,
      });
    }
  });

  it('is worked out anew where a variable says the size of a page', async () => {
    const query = `query ($n: Int) { posts(first: $n) { nodes { author { ${COUNT} } } } }`;
    const { compiled } = await at(2);
    const answered = async (n: number): Promise<number> => {
      const { counts } = compiled.app.compiledReader ?? { counts: { answered: NaN } };
      const before = counts.answered;
      const { body } = await compiled.ask(query, { variables: { n } });
      expect(body.errors).toBeUndefined();
      return counts.answered - before;
    };
    expect([await answered(2), await answered(3), await answered(1)]).toEqual([1, 0, 1]);
  });
});
