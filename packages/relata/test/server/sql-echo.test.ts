import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

describeEachDatabase('SQL_ECHO', (database) => {
  const write = process.stderr.write.bind(process.stderr);
  let shown = '';
  let api: TestApi;
  beforeAll(async () => {
    process.stderr.write = (text) => {
      shown += String(text);
      return true;
    };
    api = await TestApi.start(database, { env: { SQL_ECHO: 'true', READER: 'reference' } });
    await fillUsers(api.app.orm, { users: 2, posts: 1 });
  });
  afterAll(async () => {
    process.stderr.write = write;
    await api.stop();
  });

  it('shows what an operation asks of the database under its name and the id of the request', async () => {
    shown = '';
    const { headers } = await api.ask(
      'query Feed { posts(first: 2) { nodes { title author { username } } } }',
    );
    const id = headers.get('x-request-id') ?? '';
    const [before, heading, ...rest] = shown.split('\n');
    expect([before, heading]).toEqual(['', `-- query Feed, request ${id}`]);
    expect(rest.filter((line) => line.startsWith('from '))).toHaveLength(2);
    expect(rest.filter((line) => /^-- \d+\.\d ms; 2 rows; values /.test(line))).toHaveLength(2);
    expect(shown.split(id)).toHaveLength(2);

    shown = '';
    await api.ask('{ users(first: 1) { nodes { id } } }');
    expect(shown).toMatch(/^\n-- query, request [-\w]+\nselect /);
  });
});
