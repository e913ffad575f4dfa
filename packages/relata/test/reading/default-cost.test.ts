import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';

const PASS = [
  '{ users { nodes { posts { nodes { tags { nodes { name } } } } } } }',
  '{ users { nodes { id username posts { nodes { id title tags { nodes { id name } } } } } } }',
  '{users{nodes{id username createdAt posts{nodes{id title createdAt tags{nodes{id name createdAt}}}}}}}',
  '{users{nodes{id posts(orderBy:[{title:ASC}]){nodes{id title tags(orderBy:[{name:ASC}]){nodes{id name}}}}}}}',
  '{ users { nodes { posts { totalCount nodes { tags { totalCount nodes { name } } } } } } }',
];
/** Of each row of a third list, something that no page of it bounds. */
const IN_EACH = ['totalCount', 'aggregate { count }', 'aggregate { max { title } }'];
const REFUSED = [
  ...IN_EACH.map((field) => inEach(`posts { ${field} }`)),
  inEach('posts(first: 1, orderBy: [{ title: ASC }]) { nodes { id } }'),
  inEach('posts(first: 1, where: { title: { eq: "a" } }) { nodes { id } }'),
  '{ users { nodes { posts { nodes { tags { nodes { posts { nodes { id } } } } } } } } }',
  '{users{nodes{posts{nodes{author{posts{nodes{author{posts{nodes{author{posts{nodes{id}}}}}}}}}}}}}}',
];

function inEach(field: string): string {
  return `{ users { nodes { posts { nodes { tags { nodes { ${field} } } } } } } }`;
}

/** What reads more than its page, and how much more than the same without that. */
const PRICES: readonly (readonly [string, string, number])[] = [
  ['posts { totalCount __typename }', 'posts { pageInfo { __typename } __typename }', 20],
  ['posts { aggregate { count } totalCount }', 'posts { totalCount }', 2],
  ['posts { aggregate { max { title } } }', 'posts { nodes { __typename } }', 22],
  ['posts { aggregate { __typename } }', 'posts { nodes { __typename } }', 0],
  ['posts(where: {}) { nodes { id } }', 'posts { nodes { id } }', 0],
  ['posts(where: { id: { isNull: false } }) { nodes { id } }', 'posts { nodes { id } }', 20],
  ['posts(where: null, orderBy: null) { nodes { id } }', 'posts { nodes { id } }', 0],
  ['posts(orderBy: [{ id: DESC }]) { nodes { id } }', 'posts { nodes { id } }', 20],
  ['posts(orderBy: [{ id: DESC }]) { nodes { id } totalCount }', 'posts { nodes { id } }', 21],
  [
    'users(first: 3) { nodes { posts { totalCount } } }',
    'users(first: 3) { nodes { posts { nodes { __typename } } } }',
    60,
  ],
];

describeEachDatabase('the cost that is allowed by default', (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(database);
  });
  afterAll(() => readers.stop());

  it.each(PRICES)('has %s for %s and more: %d', async (dear, cheap, difference) => {
    expect((await costOf(dear)) - (await costOf(cheap))).toBe(difference);
  });

  async function costOf(field: string): Promise<number> {
    const { body } = await readers.ask(`{ ${field} }`, { headers: { 'x-plan': 'cost' } });
    return Number(body.extensions?.['cost']);
  }

  it.each(PASS)('is enough for %s', async (query) => {
    expect(await readers.data(query)).toEqual({ users: { nodes: [] } });
  });

  it.each(REFUSED)('is not for %s', async (query) => {
    const { body, status } = await readers.ask(query);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ extensions: { code: 'COST_EXCEEDED' } }]);
  });
});
