import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

const WHO = '{ viewer { id user { id } } again: viewer { id } }';

describeEachDatabase('the viewer', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 3, posts: 1 });
  });
  afterAll(() => api.stop());

  it('has an id that stays, is its own, and is not that of the user', async () => {
    const ask = (userId: number, permissions: readonly string[] = []): Promise<unknown> =>
      api.data(WHO, { viewer: { userId, permissions } });
    const first = { viewer: { id: 'viewer_1', user: { id: 'user_1' } }, again: { id: 'viewer_1' } };
    expect(await ask(1)).toEqual(first);
    expect(await ask(1, ['post:read'])).toEqual(first);
    expect(await ask(3)).toEqual({
      viewer: { id: 'viewer_3', user: { id: 'user_3' } },
      again: { id: 'viewer_3' },
    });
  });

  it('is null for anybody else', async () => {
    expect(await api.data('{ viewer { id } }')).toEqual({ viewer: null });
  });

  it('is not a row: node refuses its id', async () => {
    const { body } = await api.ask('{ node(id: "viewer_1") { id } }', { viewer: { userId: 1 } });
    expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
  });
});
