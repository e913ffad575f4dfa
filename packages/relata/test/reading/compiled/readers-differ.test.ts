import { Post } from '../../blog/models/index.js';
import { withSession } from '../../../src/request/session.js';
import { TestApi } from '../../support/api.js';
import { describeEachDatabase } from '../../support/databases.js';
import { fillUsers } from '../../support/fixtures.js';

/** Documents that the two readers once answered differently. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'the cursor of a page without rows, beside whether there are more':
    '{ users(first: 0) { pageInfo { hasNextPage startCursor endCursor } } }',
  'the same from the end':
    '{ users(last: 0) { pageInfo { hasPreviousPage startCursor endCursor } } }',
  'the type of what the viewer may do, and nothing else':
    '{ users { nodes { viewerCan { __typename } } } }',
  'nothing of what the viewer may do':
    '{ users { nodes { viewerCan { update @skip(if: true) } } } }',
};

describeEachDatabase('both readers', (database) => {
  let compiled: TestApi;
  let reference: TestApi;
  beforeAll(async () => {
    compiled = await TestApi.start(database, { env: { READER: 'compiled' } });
    reference = await TestApi.start(database, { env: { READER: 'reference' } });
    await fillUsers(compiled.app.orm, { users: 3, posts: 2 });
  });
  afterAll(async () => {
    await compiled.stop();
    await reference.stop();
  });

  it.each(Object.entries(DOCUMENTS))('answer alike: %s', async (_, document) => {
    const [answer, expected] = [await compiled.ask(document), await reference.ask(document)];
    expect(expected.body.errors).toBeUndefined();
    expect(answer.text).toBe(expected.text);
    expect(compiled.app.compiledReader?.counts.answered).toBeGreaterThan(0);
  });

  it('answer alike: who has one permission that is named like two', async () => {
    const document = '{ posts { totalCount } }';
    await withSession(compiled.app, async (em) => {
      await em.nativeUpdate(Post, { id: 1 }, { status: 'DRAFT' });
    });
    const answers = [];
    for (const permissions of [['a', 'post:read'], ['a,post:read']]) {
      answers.push(
        (await compiled.ask(document, { viewer: { userId: 3, permissions } })).body.data,
      );
    }
    expect(answers).toEqual([{ posts: { totalCount: 6 } }, { posts: { totalCount: 5 } }]);
  });
});
