import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, rowId, WriteStory } from '../../../support/writing.js';

describeEachDatabase('nested writes', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  it('create a user with a profile, roles, tags and posts at once', async () => {
    const data = await story.write(
      `mutation { createUser(input: { username: "whole", email: "whole@example.org",
        password: "a long secret",
        profile: { create: { firstName: "W", gender: FEMALE, interests: ["b", "a"], contacts: { z: 1, a: [true] } } },
        roles: { connect: ["role_1", "2"], connectOrCreate: [
          { where: { name: "role3" }, create: { name: "role3" } },
          { where: { name: "fresh" }, create: { name: "fresh", permissions: { connect: [1] } } }] },
        tags: { connect: ["tag_2"], create: [{ name: "whole tag" }] },
        posts: { create: [
          { title: "one", content: "x", tags: { connect: [1], create: [{ name: "of one" }],
            connectOrCreate: [{ where: { name: "SHARED" }, create: { name: "Shared" } }] } },
          { title: "two", content: "y",
            tags: { connectOrCreate: [{ where: { name: "shared" }, create: { name: "shared" } }] } }] }
      }) { user { version profile { firstName profession interests contacts version }
        roles(orderBy: [{ name: ASC }]) { nodes { name permissions { nodes { name } } } }
        tags(orderBy: [{ name: ASC }]) { nodes { name } }
        posts(orderBy: [{ title: ASC }]) { nodes { title status author { username }
          tags(orderBy: [{ name: ASC }]) { nodes { name version } } } } } ${ERRORS} } }`,
    );
    const tag = (name: string) => ({ name, version: 1 });
    expect(data['createUser']).toEqual({
      user: {
        version: 1,
        profile: {
          firstName: 'W',
          profession: 'DEVELOPER',
          interests: ['b', 'a'],
          contacts: { a: [true], z: 1 },
          version: 1,
        },
        roles: {
          nodes: [
            { name: 'fresh', permissions: { nodes: [{ name: 'thing:do1' }] } },
            ...['role1', 'role2', 'role3'].map((name) => ({
              name,
              permissions: expect.anything() as unknown,
            })),
          ],
        },
        tags: { nodes: [{ name: 'tag2' }, { name: 'whole tag' }] },
        posts: {
          nodes: [
            {
              title: 'one',
              status: 'DRAFT',
              author: { username: 'whole' },
              tags: { nodes: [tag('Shared'), tag('of one'), tag('tag1')] },
            },
            {
              title: 'two',
              status: 'DRAFT',
              author: { username: 'whole' },
              tags: { nodes: [tag('Shared')] },
            },
          ],
        },
      },
      errors: [],
    });
  });

  it('change the tags of a post by every word there is, each raising its version', async () => {
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "t", content: "c", tags: { connect: [1, 2] } }) { post { id } ${ERRORS} } }`,
    );
    const id = rowId(createPost, 'post');
    let version = 1;
    const change = async (tags: string, isOther = true): Promise<unknown> => {
      const { updatePost } = await story.write(
        `mutation { updatePost(id: "${id}", input: { tags: { ${tags} } }) {
          post { version tags(orderBy: [{ name: ASC }]) { nodes { name } } } ${ERRORS} } }`,
      );
      version += isOther ? 1 : 0;
      expect(updatePost).toMatchObject({ post: { version }, errors: [] });
      return (
        updatePost?.['post'] as {
          readonly tags: { readonly nodes: readonly { readonly name: string }[] };
        }
      ).tags.nodes
        .map(({ name }) => name)
        .join();
    };
    expect(await change('connect: [3], disconnect: ["tag_1"]')).toBe('tag2,tag3');
    expect(await change('connect: [3]', false)).toBe('tag2,tag3');
    expect(await change('create: [{ name: "tag4" }]')).toBe('tag2,tag3,tag4');
    expect(
      await change(
        'connectOrCreate: [{ where: { name: "TAG4" }, create: { name: "no" } }], disconnect: [2]',
      ),
    ).toBe('tag3,tag4');
    expect(await change('set: [1, 2]')).toBe('tag1,tag2');
    expect(await change('set: [2], create: [{ name: "tag5" }]')).toBe('tag2,tag5');
    expect(await change('disconnect: [3]', false)).toBe('tag2,tag5');
    expect(await change('set: []')).toBe('');
  });

  it('create, connect and take out at once, in new rows and in old ones', async () => {
    const tags = (by: string) => `create: [{ name: "${by} new" }], connect: [1, "tag_1"],
      connectOrCreate: [{ where: { name: "tag2" }, create: { name: "no" } }, { where: { name: "${by} or" }, create: { name: "${by} or" } }]`;
    const told = `{ post { tags(orderBy: [{ name: ASC }]) { nodes { name } } } ${ERRORS} }`;
    const { createPost, updatePost } = await story.write(
      `mutation { createPost(input: { title: "t", content: "c", tags: { ${tags('by a')} } }) ${told}
        updatePost(id: 1, input: { tags: { ${tags('by b')}, disconnect: [3] } }) ${told} }`,
    );
    const named = (by: string) => ({
      post: {
        tags: { nodes: [`${by} new`, `${by} or`, 'tag1', 'tag2'].map((name) => ({ name })) },
      },
      errors: [],
    });
    expect([createPost, updatePost]).toEqual([named('by a'), named('by b')]);
  });

  it('create the owner of a profile with it, and a profile for a user who has none', async () => {
    const { createProfile } = await story.write(
      `mutation { createProfile(input: { firstName: "P", gender: MALE, user: { create: { username: "owner",
        email: "owner@example.org", password: "a long secret" } } }) {
        profile { user { username profile { firstName } } } ${ERRORS} } }`,
    );
    expect(createProfile).toEqual({
      profile: { user: { username: 'owner', profile: { firstName: 'P' } } },
      errors: [],
    });
    const id = await story.newUser('bare');
    const data = await story.write(
      `mutation { createProfile(input: { firstName: "B", gender: MALE, user: { connect: "${id}" } }) {
        profile { user { id username } } ${ERRORS} } }`,
    );
    expect(data['createProfile']).toEqual({
      profile: { user: { id, username: 'bare' } },
      errors: [],
    });
  });

  it('refuse a profile for a user who has one, and name the relation', async () => {
    const id = await story.newUser(
      'twice',
      'profile: { create: { firstName: "1", gender: MALE } }',
    );
    const { createProfile } = await story.refused(
      `mutation { createProfile(input: { firstName: "2", gender: MALE, user: { connect: "${id}" } }) {
        profile { id } ${ERRORS} } }`,
    );
    expect(createProfile).toEqual({
      profile: null,
      errors: [
        {
          __typename: 'NotUniqueError',
          code: 'NOT_UNIQUE',
          message: 'this user is taken',
          path: ['input', 'user'],
        },
      ],
    });
  });

  it('connect a post of somebody else to a user, who is its author then', async () => {
    const [from, to] = [await story.newUser('giver', POST), await story.newUser('taker')];
    const { user } = await story.api.data<{ user: { posts: { nodes: { id: string }[] } } }>(
      `{ user(id: "${from}") { posts { nodes { id } } } }`,
      { viewer: { userId: 1, permissions: ['post:read'] } },
    );
    const post = user.posts.nodes[0]?.id ?? '';
    const { updateUser } = await story.write(
      `mutation { updateUser(id: "${to}", input: { posts: { connect: ["${post}"] } }) {
        user { version posts { nodes { id version author { username } } } } ${ERRORS} } }`,
    );
    expect(updateUser).toEqual({
      user: {
        version: 2,
        posts: { nodes: [{ id: post, version: 2, author: { username: 'taker' } }] },
      },
      errors: [],
    });
  });

  it('refuse another owner for what is created with its owner', async () => {
    const { createUser } = await story.refused(
      `mutation { createUser(input: { username: "odd", email: "odd@example.org", password: "a long secret",
        profile: { create: { firstName: "O", gender: MALE, user: { connect: 2 } } } }) { user { id } ${ERRORS} } }`,
    );
    expect(faultsOf(createUser)).toEqual([['VALIDATION', 'input.profile.create.user']]);
  });

  it('change several rows alike, and refuse what only one can have', async () => {
    const ids = [await story.newUser('alike1'), await story.newUser('alike2')];
    const where = `where: { id: { in: ["${ids.join('", "')}"] } }`;
    const { updateUsers } = await story.write(
      `mutation { updateUsers(${where}, input: { tags: { create: [{ name: "in common" }], connect: [1] } }) {
        users { tags(orderBy: [{ name: ASC }]) { nodes { name } } } ${ERRORS} } }`,
    );
    const tags = { nodes: [{ name: 'in common' }, { name: 'tag1' }] };
    expect(updateUsers).toEqual({ users: [{ tags }, { tags }], errors: [] });
    const refused = await story.refused(
      `mutation { updateUsers(${where}, input: { posts: { create: [{ title: "t", content: "c" }] } }) {
        affectedCount ${ERRORS} } }`,
    );
    expect(faultsOf(refused['updateUsers'])).toEqual([['VALIDATION', 'input.posts']]);
  });
});

describeEachDatabase('nested writes with a limit of 3 levels', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database, { LIMIT_WRITE_DEPTH: '3' });
  });
  afterAll(() => story.stop());

  it('take 3 levels and no more', async () => {
    const roles = 'roles: { create: [{ name: "r", permissions: { create: [{ name: "p" }] } }] }';
    const user = `username: "deep", email: "d@example.org", password: "a long secret", ${roles}`;
    const { createProfile } = await story.refused(
      `mutation { createProfile(input: { firstName: "P", gender: MALE, user: { create: { ${user} } } }) {
        profile { id } ${ERRORS} } }`,
    );
    expect(faultsOf(createProfile)).toEqual([
      ['VALIDATION', 'input.user.create.roles.create.0.permissions'],
    ]);
    const { createUser } = await story.write(
      `mutation { createUser(input: { ${user} }) {
        user { roles { nodes { permissions { nodes { name } } } } } ${ERRORS} } }`,
    );
    expect(createUser).toEqual({
      user: { roles: { nodes: [{ permissions: { nodes: [{ name: 'p' }] } }] } },
      errors: [],
    });
  });
});

const POST = 'posts: { create: [{ title: "given away", content: "c" }] }';
