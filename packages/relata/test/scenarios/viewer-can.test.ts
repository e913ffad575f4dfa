import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

interface Can {
  readonly viewerCan: { readonly update: boolean; readonly delete: boolean };
}

const DOCUMENT = `{ posts(first: 2, orderBy: [{ author: { id: ASC } }]) { nodes { author { id viewerCan { update delete } } viewerCan { update delete } } }
  tags(first: 1) { nodes { viewerCan { update delete } } } }`;

interface Data {
  readonly posts: { readonly nodes: readonly (Can & { readonly author: Can })[] };
  readonly tags: { readonly nodes: readonly Can[] };
}

describeEachDatabase('what the viewer may do with a row', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 2, posts: 1 });
  });
  afterAll(() => api.stop());

  const cases = [
    ['nothing to somebody anonymous', { userId: null }, [false, false], false],
    ['what is one’s own', { userId: 1 }, [true, false], false],
    [
      'what a permission allows',
      { userId: 2, permissions: ['post:update', 'post:delete', 'tag:update', 'tag:delete'] },
      [true, true],
      true,
    ],
  ] as const;

  for (const [name, viewer, posts, tag] of cases) {
    it(`is told: ${name}`, async () => {
      const data = await api.data<Data>(DOCUMENT, { viewer });
      expect(data.posts.nodes.map(({ viewerCan }) => viewerCan)).toEqual(
        posts.map((can) => ({ update: can, delete: can })),
      );
      expect(data.tags.nodes[0]?.viewerCan).toEqual({ update: tag, delete: tag });
    });
  }

  it('costs no statement', async () => {
    const asked = await api.ask(DOCUMENT, { viewer: { userId: 1 } });
    const plain = await api.ask(DOCUMENT.replaceAll('viewerCan { update delete }', 'id'), {
      viewer: { userId: 1 },
    });
    expect(asked.statements).toHaveLength(plain.statements.length);
  });

  it('is what writing then allows', async () => {
    const { posts } = await api.data<{ posts: { nodes: readonly (Can & { id: string })[] } }>(
      '{ posts { nodes { id viewerCan { update delete } } } }',
      { viewer: { userId: 1 } },
    );
    for (const { id, viewerCan } of posts.nodes) {
      const { updatePost } = await api.data<{ updatePost: { errors: { code: string }[] } }>(
        `mutation { updatePost(id: "${id}", input: { content: "changed" }) { errors { code } } }`,
        { viewer: { userId: 1 } },
      );
      expect(updatePost.errors.map(({ code }) => code)).toEqual(
        viewerCan.update ? [] : ['FORBIDDEN'],
      );
    }
  });
});
