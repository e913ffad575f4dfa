import { BothReaders } from '../support/both-readers.js';
import { describeEachDatabase } from '../support/databases.js';

const PASS = [
  '{ users { nodes { posts { nodes { tags { nodes { name } } } } } } }',
  '{ users { nodes { id username posts { nodes { id title tags { nodes { id name } } } } } } }',
];
const REFUSED = [
  '{ users { nodes { posts { nodes { tags { nodes { posts { nodes { id } } } } } } } } }',
  '{users{nodes{posts{nodes{author{posts{nodes{author{posts{nodes{author{posts{nodes{id}}}}}}}}}}}}}}',
];

describeEachDatabase('the cost that is allowed by default', (database) => {
  let readers: BothReaders;
  beforeAll(async () => {
    readers = await BothReaders.start(database);
  });
  afterAll(() => readers.stop());

  it.each(PASS)('is enough for %s', async (query) => {
    expect(await readers.data(query)).toEqual({ users: { nodes: [] } });
  });

  it.each(REFUSED)('is not for %s', async (query) => {
    const { body, status } = await readers.ask(query);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ extensions: { code: 'COST_EXCEEDED' } }]);
  });
});
