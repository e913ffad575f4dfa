import { describeEachDatabase } from '../../support/databases.js';
import { ADMIN, ERRORS, faultsOf, rowId, WriteStory } from '../../support/writing.js';

describeEachDatabase('the life of a post', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  async function draft(): Promise<string> {
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "t", content: "c" }) { post { id } ${ERRORS} } }`,
      { viewer: { userId: 2 } },
    );
    return rowId(createPost, 'post');
  }

  const act = (field: string, id: string): string =>
    `mutation { ${field}(id: "${id}") { post { status version isOut: publishedAt } ${ERRORS} } }`;

  it('goes from draft to published to archived, by its author', async () => {
    const id = await draft();
    const viewer = { userId: 2 };
    const { archivePost: early } = await story.refused(act('archivePost', id), { viewer });
    expect(early).toEqual({
      post: null,
      errors: [
        {
          __typename: 'ValidationError',
          code: 'VALIDATION',
          message: 'only a published post can be archived, this post is DRAFT',
          path: ['id'],
        },
      ],
    });
    const { publishPost } = await story.write(act('publishPost', id), { viewer });
    expect(publishPost).toEqual({
      post: { status: 'PUBLISHED', version: 2, isOut: expect.stringMatching(/^2/) as unknown },
      errors: [],
    });
    const { publishPost: again } = await story.refused(act('publishPost', id), { viewer });
    expect(faultsOf(again)).toEqual([['VALIDATION', 'id']]);
    const { archivePost } = await story.write(act('archivePost', id), { viewer });
    expect(archivePost).toMatchObject({ post: { status: 'ARCHIVED', version: 3 }, errors: [] });
    expect(archivePost?.['post']).toMatchObject({
      isOut: (publishPost?.['post'] as { readonly isOut: string }).isOut,
    });
  });

  it('is nobody else’s, unless permitted', async () => {
    const id = await draft();
    const before = await story.contents();
    const nobody = await story.ask(act('publishPost', id), { viewer: null });
    expect([nobody.status, nobody.body.errors]).toMatchObject([
      401,
      [{ extensions: { code: 'UNAUTHENTICATED' } }],
    ]);
    expect(await story.contents()).toEqual(before);
    const { publishPost: hidden } = await story.refused(act('publishPost', id), {
      viewer: { userId: 3 },
    });
    expect(faultsOf(hidden)).toEqual([['NOT_FOUND', 'id']]);
    const { publishPost: seen } = await story.refused(act('publishPost', id), {
      viewer: { userId: 3, permissions: ['post:read'] },
    });
    expect(faultsOf(seen)).toEqual([['FORBIDDEN', 'id']]);
    const { publishPost } = await story.write(act('publishPost', id), { viewer: ADMIN });
    expect(publishPost).toMatchObject({ post: { status: 'PUBLISHED' }, errors: [] });
    const { archivePost } = await story.refused(act('archivePost', id), { viewer: { userId: 3 } });
    expect(faultsOf(archivePost)).toEqual([['FORBIDDEN', 'id']]);
  });

  it.each(['publishPost', 'archivePost'])(
    'is changed by %s in the version it has',
    async (field) => {
      const id = await draft();
      if (field === 'archivePost') {
        await story.write(act('publishPost', id));
      }
      const version = field === 'archivePost' ? 2 : 1;
      const expecting = (expected: number): string =>
        `mutation { it: ${field}(id: "${id}", expectedVersion: ${String(expected)}) { post { version }
        errors { code path ... on ConflictError { fields current { ... on Post { version } } } } } }`;
      for (const other of [version - 1, version + 1]) {
        const { it: stale } = await story.refused(expecting(other));
        expect(stale).toEqual({
          post: null,
          errors: [
            { code: 'CONFLICT', path: ['expectedVersion'], fields: [], current: { version } },
          ],
        });
      }
      const { it: fresh } = await story.write(expecting(version));
      expect(fresh).toEqual({ post: { version: version + 1 }, errors: [] });
    },
  );

  it('is part of the document it is in', async () => {
    const id = await draft();
    const data = await story.refused(
      `mutation { publishPost(id: "${id}") { post { status } ${ERRORS} }
        updateTag(id: 999, input: { name: "x" }) { ${ERRORS} } }`,
    );
    expect(data['publishPost']).toMatchObject({ post: null, errors: [{ code: 'ROLLED_BACK' }] });
    const both = await story.write(
      `mutation { publishPost(id: "${id}") { post { status } ${ERRORS} } archivePost(id: "${id}") { post { status version } ${ERRORS} } }`,
    );
    expect(both).toEqual({
      publishPost: { post: { status: 'PUBLISHED' }, errors: [] },
      archivePost: { post: { status: 'ARCHIVED', version: 3 }, errors: [] },
    });
  });
});
