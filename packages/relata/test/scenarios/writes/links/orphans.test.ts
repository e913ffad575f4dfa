import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, keyOf, WriteStory } from '../../../support/writing.js';

const THREE_POSTS = `posts: { create: [{ title: "a", content: "c", tags: { connect: [1] } },
  { title: "b", content: "c" }, { title: "c", content: "c" }] }`;
const PROFILE = 'profile: { create: { firstName: "Old", gender: OTHER } }';

interface Owned {
  readonly user: {
    readonly profile: { readonly id: string } | null;
    readonly posts: { readonly nodes: readonly { readonly id: string }[] };
  };
}

describeEachDatabase('orphans and cascades', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  async function owned(user: string): Promise<{ posts: string[]; profile: string | undefined }> {
    const { user: found } = await story.api.data<Owned>(
      `{ user(id: "${user}") { profile { id } posts(orderBy: [{ title: ASC }]) { nodes { id } } } }`,
      { viewer: { userId: null, permissions: ['post:read'] } },
    );
    return { posts: found.posts.nodes.map(({ id }) => id), profile: found.profile?.id };
  }

  const change = async (user: string, input: string) =>
    await story.write(
      `mutation { updateUser(id: "${user}", input: { ${input} }) {
        user { version profile { firstName version } posts(orderBy: [{ title: ASC }]) { nodes { title } } } ${ERRORS} } }`,
    );

  it('a post deleted from its author is gone, with its links to tags', async () => {
    const user = await story.newUser('author1', THREE_POSTS);
    const { posts } = await owned(user);
    const [first = '', second = ''] = posts;
    expect(
      await story.sql(`select * from post_tags where post_id = ${String(keyOf(first))}`),
    ).toHaveLength(1);
    const { updateUser } = await change(user, `posts: { delete: ["${first}", "${second}"] }`);
    expect(updateUser).toEqual({
      user: { version: 2, profile: null, posts: { nodes: [{ title: 'c' }] } },
      errors: [],
    });
    expect(await story.sql(`select id from posts where id = ${String(keyOf(first))}`)).toEqual([]);
    expect(
      await story.sql(`select * from post_tags where post_id = ${String(keyOf(first))}`),
    ).toEqual([]);
  });

  it('a post of somebody else is not deleted', async () => {
    const user = await story.newUser('author2', THREE_POSTS);
    const { updateUser } = await story.refused(
      `mutation { updateUser(id: "${user}", input: { posts: { delete: ["post_3", "post_999"] } }) { ${ERRORS} } }`,
    );
    expect(faultsOf(updateUser)).toEqual([['NOT_FOUND', 'input.posts.delete.1']]);
    const again = await story.refused(
      `mutation { updateUser(id: "${user}", input: { posts: { delete: ["post_3"] } }) { ${ERRORS} } }`,
    );
    expect(faultsOf(again['updateUser'])).toEqual([['NOT_FOUND', 'input.posts.delete.0']]);
  });

  it('set deletes the other posts, when told so', async () => {
    const user = await story.newUser('author3', THREE_POSTS);
    const { posts } = await owned(user);
    const refused = await story.refused(
      `mutation { updateUser(id: "${user}", input: { posts: { set: ["${posts[1] ?? ''}"] } }) { ${ERRORS} } }`,
    );
    expect(faultsOf(refused['updateUser'])).toEqual([['VALIDATION', 'input.posts.set']]);
    const { updateUser } = await change(
      user,
      `posts: { set: ["${posts[1] ?? ''}"], deleteOthers: true, create: [{ title: "new", content: "c" }] }`,
    );
    expect(updateUser).toEqual({
      user: { version: 2, profile: null, posts: { nodes: [{ title: 'b' }, { title: 'new' }] } },
      errors: [],
    });
    expect((await owned(user)).posts[0]).toBe(posts[1]);
    const emptied = await change(user, 'posts: { set: [], deleteOthers: true }');
    expect(emptied['updateUser']).toMatchObject({ user: { posts: { nodes: [] } } });
  });

  it('a new profile takes the place of the old one, which is deleted', async () => {
    const user = await story.newUser('profiled1', PROFILE);
    const { profile } = await owned(user);
    const { updateUser } = await change(
      user,
      'profile: { create: { firstName: "New", gender: MALE } }',
    );
    expect(updateUser).toMatchObject({
      user: { profile: { firstName: 'New', version: 1 } },
      errors: [],
    });
    expect((await owned(user)).profile).not.toBe(profile);
    expect(
      await story.sql(`select id from profiles where id = ${String(keyOf(profile ?? ''))}`),
    ).toEqual([]);
  });

  it('a profile is deleted from its user, and the user stays', async () => {
    const user = await story.newUser('profiled2', PROFILE);
    const { updateUser } = await change(user, 'profile: { delete: true }');
    expect(updateUser).toEqual({
      user: { version: 2, profile: null, posts: { nodes: [] } },
      errors: [],
    });
    const again = await change(user, 'profile: { delete: true }');
    expect(again['updateUser']).toMatchObject({ errors: [] });
  });

  it('a connected profile leaves its user, and takes the place of the old one', async () => {
    const [from, to] = [await story.newUser('from', PROFILE), await story.newUser('to', PROFILE)];
    const { profile } = await owned(from);
    const { updateUser } = await change(to, `profile: { connect: "${profile ?? ''}" }`);
    expect(updateUser).toMatchObject({ user: { profile: { version: 2 } }, errors: [] });
    expect((await owned(to)).profile).toBe(profile);
    expect((await owned(from)).profile).toBeUndefined();
    // What is connected already stays.
    const again = await change(to, `profile: { connect: "${profile ?? ''}" }`);
    expect(again['updateUser']).toMatchObject({ user: { profile: { version: 2 } }, errors: [] });
  });

  it('a tag, role or permission that goes leaves everything it was linked to', async () => {
    const before = await story.sql('select id, version from users order by id');
    const data = await story.write(
      `mutation { deleteTag(id: 3) { deletedId ${ERRORS} } deleteRole(id: 3) { deletedId ${ERRORS} }
        deletePermission(id: 3) { deletedId ${ERRORS} } }`,
    );
    expect(data).toEqual({
      deleteTag: { deletedId: 'tag_3', errors: [] },
      deleteRole: { deletedId: 'role_3', errors: [] },
      deletePermission: { deletedId: 'permission_3', errors: [] },
    });
    for (const [table, column] of Object.entries(LINKS)) {
      expect(await story.sql(`select * from ${table} where ${column} = 3`)).toEqual([]);
    }
    expect(await story.sql('select id, version from users order by id')).toEqual(before);
  });
});

const LINKS = {
  user_tags: 'tag_id',
  post_tags: 'tag_id',
  user_roles: 'role_id',
  rbac_role_permission: 'permission_id',
};
