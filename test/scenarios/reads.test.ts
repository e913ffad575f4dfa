import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

describeEachDatabase('reads', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 5, posts: 3 });
  });
  afterAll(() => api.stop());

  it('answers the first example of the README', async () => {
    const { body, statements, text } = await api.ask(`{ posts(first: 3) { totalCount nodes { id title author { username profile { firstName } } tags { nodes { name } } } } }`);
    console.log(text, statements);
    expect(body.errors).toBeUndefined();
  });
  it('x', async () => {
    const { text, statements } = await api.ask(`{ users(orderBy: [{profile: {age: DESC}}], last: 2) { edges { cursor node { username email profile { age } a: posts(first: 1, orderBy: [{createdAt: DESC}]) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } aggregate { max { createdAt title } avg { version } sum { version } } nodes { title } } b: posts(last: 1) { nodes { title tags(where: {posts: {count: {gt: 2}}}) { nodes { name } } } } } } } node(id: "user_1") { id ... on User { username roles { nodes { name } } } } viewer { can(permission: "x") user { username } } userByEmail(email: "USER1@example.org") { id } userByUsername(username: "USER1") { id } }`, { viewer: { userId: 1 } });
    console.log(text, statements.map((s) => s.sql));
  });
});
