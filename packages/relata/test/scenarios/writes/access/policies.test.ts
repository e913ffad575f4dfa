import { describeEachDatabase } from '../../../support/databases.js';
import { ADMIN, ERRORS, faultsOf, keyOf, rowId, WriteStory } from '../../../support/writing.js';

const FORBIDDEN = ['FORBIDDEN', 'id'] as const;

/** A write of each kind, and what comes of it for another user, and for one who may. */
const WRITES: readonly (readonly [string, readonly [string, string] | null, string])[] = [
  ['createPost(input: { title: "t", content: "c" })', null, 'post:create'],
  ['updatePost(id: 1, input: { title: "t" })', FORBIDDEN, 'post:update'],
  ['deletePost(id: 2)', FORBIDDEN, 'post:delete'],
  ['updateUser(id: 3, input: { username: "u3" })', FORBIDDEN, 'user:update'],
  ['deleteUser(id: 3)', FORBIDDEN, 'user:delete'],
  ['updateProfile(id: 1, input: { age: 9 })', FORBIDDEN, 'user:update'],
  ['deleteProfile(id: 1)', FORBIDDEN, 'user:delete'],
  ['createTag(input: { name: "by anybody" })', null, 'tag:update'],
  ['updateTag(id: 1, input: { name: "t" })', FORBIDDEN, 'tag:update'],
  ['deleteTag(id: 1)', FORBIDDEN, 'tag:delete'],
  ['createRole(input: { name: "r" })', ['FORBIDDEN', 'input'], 'role:create'],
  ['updateRole(id: 2, input: { name: "r2" })', FORBIDDEN, 'role:update'],
  ['deleteRole(id: 2)', FORBIDDEN, 'role:delete'],
  ['createPermission(input: { name: "p" })', ['FORBIDDEN', 'input'], 'role:create'],
  ['updatePermission(id: 2, input: { name: "p2" })', FORBIDDEN, 'role:update'],
  ['deletePermission(id: 2)', FORBIDDEN, 'role:delete'],
];

describeEachDatabase('write policies', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  for (const [field, other, permission] of WRITES) {
    const name = field.slice(0, field.indexOf('('));
    const document = `mutation { ${name}: ${field} { ${ERRORS} } }`;

    it(`keep strangers from ${name}, and let those who may`, async () => {
      if (other !== null) {
        const stranger = await story.refused(document, { viewer: { userId: 2 } });
        expect(faultsOf(stranger[name])).toEqual([other]);
      }
      const permitted = await story.write(document, {
        viewer: { userId: 2, permissions: [permission] },
      });
      expect(permitted[name]?.errors).toEqual([]);
    });
  }

  it('let owners change what is theirs', async () => {
    const id = await story.newUser(
      'owner',
      'profile: { create: { firstName: "O", gender: OTHER } }, posts: { create: [{ title: "t", content: "c" }] }',
    );
    const viewer = { userId: keyOf(id) };
    const { user } = await story.api.data<{
      user: { profile: { id: string }; posts: { nodes: { id: string }[] } };
    }>(`{ user(id: "${id}") { profile { id } posts { nodes { id } } } }`, { viewer });
    const data = await story.write(
      `mutation { updateUser(id: "${id}", input: { username: "own", tags: { set: [2] } }) { user { username email } ${ERRORS} }
        updateProfile(id: "${user.profile.id}", input: { age: 9 }) { profile { age } ${ERRORS} }
        updatePost(id: "${user.posts.nodes[0]?.id ?? ''}", input: { title: "u" }) { post { title } ${ERRORS} }
        createPost(input: { title: "v", content: "c" }) { post { author { id } } ${ERRORS} }
        deleteUser(id: "${id}") { deletedId ${ERRORS} } }`,
      { viewer },
    );
    expect(data).toEqual({
      updateUser: { user: { username: 'own', email: 'owner@example.org' }, errors: [] },
      updateProfile: { profile: { age: 9 }, errors: [] },
      updatePost: { post: { title: 'u' }, errors: [] },
      createPost: { post: { author: { id } }, errors: [] },
      deleteUser: { deletedId: id, errors: [] },
    });
  });

  it('say of a hidden row what they say of one that is not there', async () => {
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "draft", content: "c" }) { post { id } ${ERRORS} } }`,
    );
    const id = rowId(createPost, 'post');
    for (const [viewer, code] of [
      [{ userId: 3 }, 'NOT_FOUND'],
      [{ userId: 3, permissions: ['post:read'] }, 'FORBIDDEN'],
    ] as const) {
      for (const field of [
        `updatePost(id: "${id}", expectedVersion: 7, input: { title: "x" })`,
        `deletePost(id: "${id}")`,
      ]) {
        const { it: payload } = await story.refused(`mutation { it: ${field} { ${ERRORS} } }`, {
          viewer,
        });
        expect(faultsOf(payload)).toEqual([[code, 'id']]);
      }
    }
  });

  it('keep roles and isActive from users themselves', async () => {
    const id = await story.newUser('climber', 'roles: { connect: [1] }');
    const self = { userId: keyOf(id) };
    const update = (input: string): string =>
      `mutation { updateUser(id: "${id}", input: { ${input} }) { user { isActive } ${ERRORS} } }`;
    for (const roles of [
      'connect: [2]',
      'disconnect: [1]',
      'set: []',
      'create: [{ name: "mine" }]',
    ]) {
      const { updateUser } = await story.refused(update(`username: "c", roles: { ${roles} }`), {
        viewer: self,
      });
      expect(faultsOf(updateUser)).toContainEqual(['FORBIDDEN', 'input.roles']);
    }
    const { updateUser } = await story.refused(update('isActive: false, roles: { set: [] }'), {
      viewer: self,
    });
    expect(faultsOf(updateUser)).toEqual([
      ['FORBIDDEN', 'input.isActive'],
      ['FORBIDDEN', 'input.roles'],
    ]);
    const active = await story.write(update('isActive: false'), {
      viewer: { userId: 2, permissions: ['user:update'] },
    });
    expect(active['updateUser']).toEqual({ user: { isActive: false }, errors: [] });
    const roles = await story.write(update('roles: { set: [1, 3] }'), {
      viewer: { ...self, permissions: ['role:update'] },
    });
    expect(roles['updateUser']?.errors).toEqual([]);
  });

  it('hold for what is created within another row', async () => {
    const create = (input: string): string =>
      `mutation { createUser(input: { username: "n", email: "n@example.org", password: "a long secret", ${input} }) { ${ERRORS} } }`;
    const may = (...permissions: string[]) => ({ userId: 2, permissions });
    for (const [input, permission, path] of [
      ['posts: { create: [{ title: "t", content: "c" }] }', 'post:create', 'input.posts.create.0'],
      [
        'profile: { create: { firstName: "F", gender: OTHER } }',
        'user:update',
        'input.profile.create',
      ],
      ['roles: { connect: [1] }', 'role:update', 'input.roles'],
      ['isActive: false', 'user:update', 'input.isActive'],
    ] as const) {
      const { createUser } = await story.refused(create(input), { viewer: may('user:create') });
      expect(faultsOf(createUser)).toEqual([['FORBIDDEN', path]]);
      const good = create(input).replaceAll('"n', `"may${path.replaceAll('.', '')}`);
      const allowed = await story.write(good, { viewer: may('user:create', permission) });
      expect(allowed['createUser']?.errors).toEqual([]);
    }
  });

  it('keep a profile from being given to somebody else', async () => {
    const [from, to] = [
      await story.newUser('profiled', 'profile: { create: { firstName: "P", gender: OTHER } }'),
      await story.newUser('unasked'),
    ];
    const [row] = await story.sql(`select id from profiles where user_id = ${String(keyOf(from))}`);
    const { updateProfile } = await story.refused(
      `mutation { updateProfile(id: ${String(row?.['id'])}, input: { user: { connect: "${to}" } }) { ${ERRORS} } }`,
      { viewer: { userId: keyOf(from) } },
    );
    expect(faultsOf(updateProfile)).toEqual([['FORBIDDEN', 'input.user']]);
  });

  it('check what leaves with a row, or is taken from one', async () => {
    const id = await story.newUser('host', 'posts: { create: [{ title: "t", content: "c" }] }');
    const [row] = await story.sql(`select id from posts where author_id = ${String(keyOf(id))}`);
    const viewer = { userId: 2, permissions: ['user:update', 'post:read'] };
    const { updateUser } = await story.refused(
      `mutation { updateUser(id: "${id}", input: { posts: { set: [], deleteOthers: true } }) { ${ERRORS} } }`,
      { viewer },
    );
    expect(faultsOf(updateUser)).toEqual([['FORBIDDEN', 'input.posts']]);
    const taken = await story.refused(
      `mutation { updateUser(id: 2, input: { posts: { connect: [${String(row?.['id'])}] } }) { ${ERRORS} } }`,
      { viewer },
    );
    expect(faultsOf(taken['updateUser'])).toEqual([['FORBIDDEN', 'input.posts.connect.0']]);
  });

  it('do not find users by an e-mail address the viewer may not read', async () => {
    await story.newUser('private');
    const { upsertUser } = await story.refused(
      `mutation { upsertUser(by: { email: "private@example.org" }, update: { username: "found" },
        create: { username: "new", email: "private@example.org", password: "a long secret" }) { user { id username } ${ERRORS} } }`,
      { viewer: { userId: 2, permissions: ['user:create', 'user:update'] } },
    );
    expect(upsertUser).toMatchObject({ user: null });
    expect(faultsOf(upsertUser)).toEqual([['NOT_UNIQUE', 'create.email']]);
    const seen = await story.write(
      `mutation { upsertUser(by: { email: "PRIVATE@example.org" }, update: { username: "found" },
        create: { username: "new", email: "private@example.org", password: "a long secret" }) { user { username } ${ERRORS} } }`,
    );
    expect(seen['upsertUser']).toEqual({ user: { username: 'found' }, errors: [] });
  });

  it('leave a payload null of a row its writer may not read', async () => {
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "t", content: "c" }) { post { title author { username } } ${ERRORS} } }`,
      { viewer: ADMIN },
    );
    expect(createPost).toEqual({ post: { title: 't', author: { username: 'user1' } }, errors: [] });
    const { createUser } = await story.write(
      `mutation { createUser(input: { username: "masked", email: "masked@example.org", password: "a long secret" }) {
        user { username email deletedAt } ${ERRORS} } }`,
      { viewer: { userId: 2, permissions: ['user:create'] } },
    );
    expect(createUser).toEqual({
      user: { username: 'masked', email: null, deletedAt: null },
      errors: [],
    });
  });
});
