import { describeEachDatabase } from '../../support/databases.js';
import { ADMIN, ERRORS, faultsOf, keyOf, WriteStory } from '../../support/writing.js';

const ALL = `profile: { create: { firstName: "Was", gender: OTHER, bio: "b" } }, roles: { connect: [1] },
  tags: { connect: [1, 2] }, posts: { create: [{ title: "left behind", content: "c" }] }`;
const EVERYTHING = `{ id username email isActive profile { id firstName bio version } roles { nodes { id } }
  tags { nodes { id } } posts { nodes { id title version } } }`;

describeEachDatabase('soft deletes', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  const erase = async (id: string) => {
    const { deleteUser } = await story.write(
      `mutation { deleteUser(id: "${id}") { deletedId ${ERRORS} } }`,
    );
    expect(deleteUser).toEqual({ deletedId: id, errors: [] });
  };

  it('hide a user everywhere, but for those who may see the deleted', async () => {
    const id = await story.newUser('hidden', ALL);
    await erase(id);
    const reads = `{ user(id: "${id}") { id } userByUsername(username: "hidden") { id }
      node(id: "${id}") { id } users(where: { username: { eq: "hidden" } }) { totalCount nodes { id } }
      tag(id: 1) { users(where: { username: { eq: "hidden" } }) { totalCount } } }`;
    const nothing = {
      user: null,
      userByUsername: null,
      node: null,
      users: { totalCount: 0, nodes: [] },
      tag: { users: { totalCount: 0 } },
    };
    for (const viewer of [ADMIN, null, { userId: keyOf(id) }]) {
      expect(await story.write(reads, { viewer })).toEqual(nothing);
    }
    const list = (deleted: string): string =>
      `{ users(deleted: ${deleted}, where: { id: { in: ["${id}", 1] } }) { nodes { username deletedAt } } }`;
    const [gone, here] = [{ username: 'hidden' }, { username: 'user1', deletedAt: null }];
    expect(await story.write(list('ONLY'))).toMatchObject({ users: { nodes: [gone] } });
    expect(await story.write(list('INCLUDE'))).toMatchObject({ users: { nodes: [here, gone] } });
    expect(await story.write(list('EXCLUDE'))).toEqual({ users: { nodes: [here] } });
    expect(await story.write(list('ONLY'), { viewer: null })).toEqual({ users: { nodes: [] } });
    expect(await story.write(list('INCLUDE'), { viewer: { userId: 2 } })).toEqual({
      users: { nodes: [here] },
    });
  });

  it('leave published posts visible without an author, and hide the profile', async () => {
    const id = await story.newUser('quiet', ALL);
    const posts = await story.sql(`select id from posts where author_id = ${String(keyOf(id))}`);
    const post = String(posts[0]?.['id']);
    await story.write(`mutation { publishPost(id: ${post}) { ${ERRORS} } }`);
    await erase(id);
    expect(
      await story.write(`{ post(id: ${post}) { title author { id } } }`, { viewer: null }),
    ).toEqual({
      post: { title: 'left behind', author: null },
    });
    expect(
      await story.write(
        `{ profiles(where: { firstName: { eq: "Was" } }) { nodes { user { username } } } }`,
      ),
    ).toEqual({ profiles: { nodes: [] } });
  });

  it('are undone whole', async () => {
    const id = await story.newUser('phoenix', ALL);
    const read = `{ user(id: "${id}") ${EVERYTHING} }`;
    const before = await story.write(read);
    await erase(id);
    const { restoreUser } = await story.write(
      `mutation { restoreUser(id: "${id}") { user ${EVERYTHING} ${ERRORS} } }`,
    );
    expect(restoreUser).toEqual({ ...before, errors: [] });
    expect(await story.write(read)).toEqual(before);
    const row = await story.sql(
      `select version, deleted_at from users where id = ${String(keyOf(id))}`,
    );
    expect(row).toEqual([{ version: 3, deleted_at: null }]);
  });

  it('keep the names taken', async () => {
    const id = await story.newUser('keeper');
    await erase(id);
    const { createUser } = await story.refused(
      `mutation { createUser(input: { username: "KEEPER", email: "Keeper@Example.org", password: "a long secret" }) {
        user { id } ${ERRORS} } }`,
    );
    expect(faultsOf(createUser)).toEqual([
      ['NOT_UNIQUE', 'input.username'],
      ['NOT_UNIQUE', 'input.email'],
    ]);
    const { updateUser } = await story.refused(
      `mutation { updateUser(id: 1, input: { username: "keeper" }) { user { id } ${ERRORS} } }`,
    );
    expect(faultsOf(updateUser)).toEqual([['NOT_UNIQUE', 'input.username']]);
    const { upsertUser } = await story.refused(
      `mutation { upsertUser(by: { username: "keeper" }, update: { isActive: false },
        create: { username: "keeper", email: "k2@example.org", password: "a long secret" }) { user { id } ${ERRORS} } }`,
    );
    expect(faultsOf(upsertUser)).toEqual([['NOT_UNIQUE', 'create.username']]);
  });

  it('let nobody write to the deleted', async () => {
    const id = await story.newUser('mute', ALL);
    await erase(id);
    const data = await story.refused(
      `mutation @independent { updateUser(id: "${id}", input: { isActive: false }) { ${ERRORS} }
        deleteUser(id: "${id}") { ${ERRORS} }
        createProfile(input: { firstName: "x", gender: MALE, user: { connect: "${id}" } }) { ${ERRORS} } }`,
    );
    expect(Object.values(data).map(faultsOf)).toEqual([
      [['NOT_FOUND', 'id']],
      [['NOT_FOUND', 'id']],
      [['NOT_FOUND', 'input.user.connect']],
    ]);
  });

  it('are restored only by those who see the deleted and may delete', async () => {
    const id = await story.newUser('waiting');
    await erase(id);
    const document = `mutation { restoreUser(id: "${id}") { user { id } ${ERRORS} } }`;
    const without = (permission: string) => ({
      userId: 2,
      permissions: ADMIN.permissions?.filter((each) => each !== permission) ?? [],
    });
    const before = await story.contents();
    const nobody = await story.ask(document, { viewer: null });
    expect([nobody.status, nobody.body.errors]).toMatchObject([
      401,
      [{ extensions: { code: 'UNAUTHENTICATED' } }],
    ]);
    expect(await story.contents()).toEqual(before);
    for (const viewer of [{ userId: keyOf(id) }, without('user:read-deleted')]) {
      const { restoreUser } = await story.refused(document, { viewer });
      expect(faultsOf(restoreUser)).toEqual([['NOT_FOUND', 'id']]);
    }
    const { restoreUser } = await story.refused(document, { viewer: without('user:delete') });
    expect(faultsOf(restoreUser)).toEqual([['FORBIDDEN', 'id']]);
    const living = await story.refused(
      'mutation { restoreUser(id: 1) { user { id } errors { code path message __typename } } }',
    );
    expect(faultsOf(living['restoreUser'])).toEqual([['NOT_FOUND', 'id']]);
  });

  it('are those of a bulk delete too', async () => {
    const ids = [await story.newUser('bulk1', ALL), await story.newUser('bulk2', ALL)];
    const { deleteUsers } = await story.write(
      `mutation { deleteUsers(where: { username: { startsWith: "bulk" } }) { deletedIds affectedCount ${ERRORS} } }`,
    );
    expect(deleteUsers).toEqual({ deletedIds: ids, affectedCount: 2, errors: [] });
    const kept = await story.sql(
      `select count(*) as n from posts where author_id in (${ids.map(keyOf).join()})`,
    );
    expect(Number(kept[0]?.['n'])).toBe(2);
  });
});
