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

/** Has the first session that commits fail. @returns how many commits there were */
function failFirstCommit(em: SqlEntityManager): () => number {
  let commits = 0;
  const watch = (parent: SqlEntityManager): void => {
    const fork = parent.fork.bind(parent);
    parent.fork = (options) => {
      const forked = fork(options);
      const commit = forked.commit.bind(forked);
      forked.commit = () => {
        commits += 1;
        return commits === 1 ? Promise.reject(new TypeError('no commit')) : commit();
      };
      watch(forked);
      return forked;
    };
  };
  watch(em);
  return () => commits;
}
