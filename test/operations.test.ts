import { describeEachDatabase, type TestViewer } from 'relata/testing';
import { application } from '../src/app.js';

const AUTHOR: TestViewer = { userId: 1 };
const OTHER: TestViewer = { userId: 2 };
const EDITOR: TestViewer = { userId: 2, permissions: ['post:read', 'post:update'] };

describeEachDatabase('the life of a post', { application, emptied: true }, (app) => {
  beforeAll(async () => {
    const viewer = { userId: null, permissions: ['user:create'] };
    for (const name of ['mira', 'tomas']) {
      await app.data(
        `mutation { createUser(input: { username: "${name}", email: "${name}@example.com", password: "a good secret" }) { user { id } } }`,
        { viewer },
      );
    }
  });

  /** A new draft of the author. */
  const draft = async (): Promise<string> => {
    const { createPost } = await app.data<{ createPost: { post: { id: string } } }>(
      'mutation { createPost(input: { title: "A title", content: "Some text" }) { post { id } } }',
      { viewer: AUTHOR },
    );
    return createPost.post.id;
  };

  /** Status of the post and codes of what stood in the way. */
  const change = async (field: string, id: string, viewer: TestViewer): Promise<unknown> => {
    const data = await app.data<
      Record<string, { post: { status: string } | null; errors: { code: string }[] }>
    >(`mutation { ${field}(id: "${id}") { post { status } errors { code } } }`, { viewer });
    return [data[field]?.post?.status, ...(data[field]?.errors ?? []).map(({ code }) => code)];
  };

  it('goes from draft to published to archived', async () => {
    const id = await draft();
    expect(await change('publishPost', id, AUTHOR)).toEqual(['PUBLISHED']);
    expect(await change('archivePost', id, AUTHOR)).toEqual(['ARCHIVED']);
  });

  it('is in the hands of its author, and of editors', async () => {
    const id = await draft();
    expect(await change('publishPost', id, OTHER)).toEqual([undefined, 'NOT_FOUND']);
    expect(await change('publishPost', id, EDITOR)).toEqual(['PUBLISHED']);
    expect(await change('archivePost', id, OTHER)).toEqual([undefined, 'FORBIDDEN']);
  });

  it('does not go back', async () => {
    const id = await draft();
    expect(await change('archivePost', id, AUTHOR)).toEqual([undefined, 'VALIDATION']);
    expect(await change('publishPost', id, AUTHOR)).toEqual(['PUBLISHED']);
    expect(await change('publishPost', id, AUTHOR)).toEqual([undefined, 'VALIDATION']);
  });
});
