import type { SqlEntityManager } from '@mikro-orm/sql';
import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

describeEachDatabase('a commit that fails after its last statement', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 1, posts: 0 });
  });
  afterAll(() => api.stop());

  it('is told, and the document is not executed again', async () => {
    const commits = failFirstCommit(api.app.orm.em);
    const { body } = await api.ask(
      'mutation { createPost(input: { title: "once", content: "c" }) { post { title } errors { code } } }',
      { viewer: ADMIN },
    );
    expect(body.errors).toHaveLength(1);
    expect(commits()).toBe(1);
  });
});

/** Has the first commit fail. @returns how many commits there were */
function failFirstCommit(em: SqlEntityManager): () => number {
  const connection = em.getConnection('write');
  const commit = connection.commit.bind(connection);
  let commits = 0;
  connection.commit = (...parts) => {
    commits += 1;
    return commits === 1 ? Promise.reject(new TypeError('no commit')) : commit(...parts);
  };
  return () => commits;
}
