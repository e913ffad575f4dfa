import type { Change } from '../../src/writing/dry-run/change.js';
import { TestApi, type TestViewer } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

describeEachDatabase('X-Dry-Run, of links,', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 4, posts: 2 });
  });
  afterAll(() => api.stop());

  /** The change set of a document. */
  const changesOf = async (
    document: string,
    viewer: TestViewer = ADMIN,
  ): Promise<readonly Change[]> => {
    const { body } = await api.ask(document, { viewer, headers: { 'x-dry-run': 'true' } });
    return body.extensions?.['changes'] as readonly Change[];
  };

  it('tells changes of links step by step, as those of columns', async () => {
    const changes = await changesOf(`mutation {
      a: updatePost(id: 1, input: { tags: { disconnect: [1] } }) { errors { code } }
      b: updatePost(id: 1, input: { tags: { connect: [1] } }) { errors { code } }
      c: updatePost(id: 1, input: { tags: { connect: [1] } }) { errors { code } }
      d: updatePost(id: 1, input: { title: "Last", tags: { set: [] } }) { errors { code } }
    }`);
    const [all, some] = [
      ['tag_1', 'tag_3', 'tag_4'],
      ['tag_3', 'tag_4'],
    ];
    expect(changes.map(({ fields }) => [fields['version'], fields['tags']])).toEqual([
      [
        { before: 1, after: 2 },
        { before: all, after: some },
      ],
      [
        { before: 2, after: 3 },
        { before: some, after: all },
      ],
      [
        { before: 3, after: 4 },
        { before: all, after: [] },
      ],
    ]);
  });

  it('tells what a row that goes takes along, and who loses it', async () => {
    const post = await changesOf('mutation { deletePost(id: 1) { deletedId } }');
    expect(post).toMatchObject([
      {
        operation: 'DELETE',
        id: 'post_1',
        fields: { tags: { before: ['tag_1', 'tag_3', 'tag_4'], after: [] } },
      },
    ]);
    const tag = await changesOf('mutation { deleteTag(id: 1) { deletedId } }');
    const [gone, ...others] = tag;
    expect([gone?.operation, gone?.id]).toEqual(['DELETE', 'tag_1']);
    expect(others.find(({ id }) => id === 'post_1')).toEqual({
      operation: 'UPDATE',
      type: 'Post',
      id: 'post_1',
      fields: { tags: { before: ['tag_1', 'tag_3', 'tag_4'], after: ['tag_3', 'tag_4'] } },
    });
    expect(others.every(({ fields }) => 'tags' in fields)).toBe(true);
    const both = await changesOf(
      'mutation { a: deleteTag(id: 1) { deletedId } b: deletePost(id: 1) { deletedId } }',
    );
    expect(both.filter(({ id }) => id === 'post_1')).toMatchObject([
      { fields: { tags: { before: ['tag_1', 'tag_3', 'tag_4'], after: ['tag_3', 'tag_4'] } } },
      { operation: 'DELETE', fields: { tags: { before: ['tag_3', 'tag_4'], after: [] } } },
    ]);
  });

  it('tells links that a later field takes apart from what an earlier one changed of the row', async () => {
    const changes = await changesOf(`mutation {
      a: updatePost(id: 1, input: { title: "Another" }) { errors { code } }
      b: deleteTag(id: 1) { errors { code } }
    }`);
    const told = changes.filter(({ id }) => id === 'post_1').map(({ fields }) => fields);
    expect(told).toEqual([
      expect.not.objectContaining({ tags: expect.anything() as unknown }),
      { tags: { before: ['tag_1', 'tag_3', 'tag_4'], after: ['tag_3', 'tag_4'] } },
    ]);
  });

  it('tells nobody of links of a row that is hidden from them', async () => {
    await api.data(
      'mutation { createPost(input: { title: "hidden draft", content: "c", tags: { create: [{ name: "of a draft" }] } }) { errors { code } } }',
      { viewer: ADMIN },
    );
    const changes = await changesOf(
      'mutation { deleteTags(where: { name: { eq: "of a draft" } }) { deletedIds errors { code } } }',
      { userId: 3, permissions: ['tag:delete'] },
    );
    expect(changes.map(({ operation, type }) => `${operation} ${type}`)).toEqual(['DELETE Tag']);
  });
});
