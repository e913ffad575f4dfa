import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, keyOf, rowId, WriteStory } from '../../../support/writing.js';

const CONFLICT =
  'errors { code path ... on ConflictError { fields current { ... on Post { version } ... on User { version } } } }';
const POST = '{ version updatedAt tags { nodes { id } } }';

/** Changes of links, and whether the post with tags 1 and 2, and nothing else, is another then. */
const TAGS: readonly (readonly [input: string, isOther: boolean])[] = [
  ['connect: [3]', true],
  ['connect: [1]', false],
  ['disconnect: [2]', true],
  ['disconnect: [3]', false],
  ['set: [1, 3]', true],
  ['set: [2, 1]', false],
  ['set: []', true],
  ['create: [{ name: "$n" }]', true],
  ['connectOrCreate: [{ where: { name: "$n" }, create: { name: "$n" } }]', true],
  ['connectOrCreate: [{ where: { name: "TAG2" }, create: { name: "TAG2" } }]', false],
  ['connectOrCreate: [{ where: { name: "tag3" }, create: { name: "tag3" } }]', true],
  [
    'disconnect: [1], connectOrCreate: [{ where: { name: "tag1" }, create: { name: "tag1" } }]',
    false,
  ],
  ['', false],
];

describeEachDatabase('the version of a row and its links', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  let made = 0;
  const name = (input: string): string => {
    made += 1;
    return input.replaceAll('$n', `new ${String(made)}`);
  };

  async function newPost(): Promise<string> {
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "t", content: "c", tags: { connect: [1, 2] } }) { post { id version } ${ERRORS} } }`,
    );
    expect(createPost).toMatchObject({ post: { version: 1 } });
    return rowId(createPost, 'post');
  }

  const tagVersions = async (): Promise<unknown> =>
    await story.sql('select id, version from tags where id <= 3 order by id');

  it.each(TAGS)(
    'is raised once where a link changes, and only then: %s',
    async (input, isOther) => {
      const [id, before] = [await newPost(), await tagVersions()];
      const { updatePost } = await story.write(
        `mutation { updatePost(id: "${id}", expectedVersion: 1, input: { tags: { ${name(input)} } }) { post ${POST} ${ERRORS} } }`,
      );
      expect(updatePost).toMatchObject({ post: { version: isOther ? 2 : 1 }, errors: [] });
      expect(await tagVersions()).toEqual(before);
    },
  );

  it('is raised once where columns change as well', async () => {
    const id = await newPost();
    const { updatePost } = await story.write(
      `mutation { updatePost(id: "${id}", input: { title: "other", tags: { set: [3], create: [{ name: "${name('$n')}" }] } }) { post { version } ${ERRORS} } }`,
    );
    expect(updatePost).toEqual({ post: { version: 2 }, errors: [] });
  });

  it('is raised with the time of the change', async () => {
    const id = await newPost();
    const old = database.dialect === 'sqlite' ? '0' : `'2000-01-01'`;
    await story.sql(
      `update posts set created_at = ${old}, updated_at = ${old} where id = ${String(keyOf(id))}`,
    );
    await story.write(
      `mutation { updatePost(id: "${id}", input: { tags: { set: [] } }) { ${ERRORS} } }`,
    );
    const [row] = await story.sql(
      `select created_at, updated_at from posts where id = ${String(keyOf(id))}`,
    );
    expect(row?.['updated_at']).not.toEqual(row?.['created_at']);
  });

  it('is raised of those rows of many whose links change', async () => {
    const ids = [await newPost(), await newPost(), await newPost()];
    const [first, second] = ids;
    await story.write(
      `mutation { updatePost(id: "${first ?? ''}", input: { tags: { connect: [3] } }) { ${ERRORS} } }`,
    );
    const { updatePosts } = await story.write(
      `mutation { updatePosts(where: { id: { in: [${ids.map((id) => `"${id}"`).join()}] } }, input: { tags: { connect: [3] } }) { posts { version } ${ERRORS} } }`,
    );
    expect(updatePosts).toEqual({
      posts: [{ version: 2 }, { version: 2 }, { version: 2 }],
      errors: [],
    });
    const { deletePost } = await story.write(
      `mutation { deletePost(id: "${second ?? ''}", expectedVersion: 2) { deletedId ${ERRORS} } }`,
    );
    expect(deletePost).toEqual({ deletedId: second, errors: [] });
  });

  it('is raised by an upsert that changes links', async () => {
    const id = await story.newUser(name('$n').replace(' ', ''), 'tags: { connect: [1] }');
    const { username } = (
      await story.api.data<{ user: { username: string } }>(`{ user(id: "${id}") { username } }`)
    ).user;
    const upsert = (tag: number): string =>
      `mutation { upsertUser(by: { username: "${username}" }, create: { username: "no", email: "no@example.org", password: "a long secret" },
        update: { tags: { connect: [${String(tag)}] } }) { user { version } ${ERRORS} } }`;
    expect((await story.write(upsert(1)))['upsertUser']).toEqual({
      user: { version: 1 },
      errors: [],
    });
    expect((await story.write(upsert(2)))['upsertUser']).toEqual({
      user: { version: 2 },
      errors: [],
    });
  });

  describe('of a user, by the rows that hold its key', () => {
    const OWNER = `profile: { create: { firstName: "P", gender: OTHER } },
      posts: { create: [{ title: "a", content: "c" }, { title: "b", content: "c" }] }`;
    interface Owned {
      readonly user: {
        readonly profile: { readonly id: string };
        readonly posts: {
          readonly nodes: readonly { readonly id: string; readonly version: number }[];
        };
      };
    }
    /** Inputs, and whether the user is another then; `$a` and `$p` are its own, `$x` is not. */
    const HELD: readonly (readonly [input: string, isOther: boolean])[] = [
      ['posts: { create: [{ title: "c", content: "c" }] }', true],
      ['posts: { connect: ["$a"] }', false],
      ['posts: { connect: ["$x"] }', true],
      ['posts: { delete: ["$a"] }', true],
      ['posts: { set: ["$a", "$b"], deleteOthers: true }', false],
      ['posts: { set: ["$a"], deleteOthers: true }', true],
      ['profile: { connect: "$p" }', false],
      ['profile: { delete: true }', true],
      ['profile: { delete: false }', false],
      ['profile: { create: { firstName: "New", gender: OTHER } }', true],
    ];

    it.each(HELD)('is raised where they change, and only then: %s', async (input, isOther) => {
      const id = await story.newUser(name('$n').replace(' ', ''), OWNER);
      const { user } = await story.api.data<Owned>(
        `{ user(id: "${id}") { profile { id } posts { nodes { id version } } } }`,
        { viewer: { userId: keyOf(id) } },
      );
      const [a, b] = user.posts.nodes;
      const said = input
        .replace('$a', a?.id ?? '')
        .replace('$b', b?.id ?? '')
        .replace('$p', user.profile.id)
        .replace('$x', await newPost());
      const { updateUser } = await story.write(
        `mutation { updateUser(id: "${id}", expectedVersion: 1, input: { ${said} }) { user { version } ${ERRORS} } }`,
      );
      expect(updateUser).toEqual({ user: { version: isOther ? 2 : 1 }, errors: [] });
    });
  });

  it.each([
    ['set: [1]', 'set: [1]', []],
    ['set: [1]', 'set: [2]', ['tags']],
    ['connect: [3]', 'connect: [3]', []],
    ['connect: [3]', 'disconnect: [3]', ['tags']],
    ['disconnect: [1]', 'connect: [1]', ['tags']],
    ['disconnect: [1]', 'set: [2]', []],
    ['set: [3]', 'create: [{ name: "$n" }]', ['tags']],
    ['set: [3]', 'connectOrCreate: [{ where: { name: "tag3" }, create: { name: "tag3" } }]', []],
    ['set: [3]', 'connectOrCreate: [{ where: { name: "$n" }, create: { name: "$n" } }]', ['tags']],
  ])(
    'tells the second of two editors of tags what is another now: %s, then %s',
    async (first, second, fields) => {
      const id = await newPost();
      const edit = (input: string, title = ''): string =>
        `mutation { updatePost(id: "${id}", expectedVersion: 1, input: { ${title} tags: { ${name(input)} } }) { post { version } ${CONFLICT} } }`;
      expect((await story.write(edit(first)))['updatePost']).toEqual({
        post: { version: 2 },
        errors: [],
      });
      const conflict = { code: 'CONFLICT', path: ['expectedVersion'], current: { version: 2 } };
      expect((await story.refused(edit(second)))['updatePost']).toEqual({
        post: null,
        errors: [{ ...conflict, fields }],
      });
      expect(
        (await story.refused(edit(second, 'title: "mine", content: "c",')))['updatePost'],
      ).toEqual({
        post: null,
        errors: [{ ...conflict, fields: ['title', ...fields] }],
      });
    },
  );

  it('tells an editor of what a user has what is another now', async () => {
    const id = await story.newUser(
      name('$n').replace(' ', ''),
      'profile: { create: { firstName: "P", gender: OTHER } }',
    );
    const edit = (input: string): string =>
      `mutation { updateUser(id: "${id}", expectedVersion: 1, input: { ${input} }) { user { version } ${CONFLICT} } }`;
    await story.write(
      edit('profile: { delete: true }, posts: { create: [{ title: "a", content: "c" }] }'),
    );
    const fields = async (input: string): Promise<unknown> =>
      (
        (await story.refused(edit(input)))['updateUser']?.errors[0] as unknown as {
          fields: unknown;
        }
      ).fields;
    expect(await fields('profile: { delete: true }')).toEqual([]);
    expect(await fields('profile: { create: { firstName: "Q", gender: OTHER } }')).toEqual([
      'profile',
    ]);
    expect(await fields('posts: { set: [], deleteOthers: true }, isActive: true')).toEqual([
      'posts',
    ]);
  });

  it.each(['publishPost', 'archivePost'])('is asked for by %s', async (field) => {
    const id = await newPost();
    if (field === 'archivePost') {
      await story.write(`mutation { publishPost(id: "${id}", expectedVersion: 1) { ${ERRORS} } }`);
    }
    const version = field === 'archivePost' ? 2 : 1;
    const call = (expected: string): string =>
      `mutation { ${field}(id: "${id}", expectedVersion: ${expected}) { post { version } ${CONFLICT} } }`;
    expect((await story.refused(call('7')))[field]).toEqual({
      post: null,
      errors: [{ code: 'CONFLICT', path: ['expectedVersion'], fields: [], current: { version } }],
    });
    expect((await story.write(call(String(version))))[field]).toEqual({
      post: { version: version + 1 },
      errors: [],
    });
    expect(faultsOf((await story.refused(call('null')))[field])).toEqual([['VALIDATION', 'id']]);
  });

  describe('of a row that an upsert only finds', () => {
    const plain = { userId: 2 };
    const find = (of: string): string =>
      `mutation { upsertTag(by: { name: "${of}" }, create: { name: "${of}" }, update: {}) { tag { id name version } ${ERRORS} } }`;

    it('stays, for whoever may not update it too', async () => {
      const { upsertTag } = await story.refused(find('TAG1'), { viewer: plain });
      expect(upsertTag).toEqual({ tag: { id: 'tag_1', name: 'tag1', version: 1 }, errors: [] });
    });

    it('is 1 where it is made', async () => {
      const of = name('$n');
      const { upsertTag } = await story.write(find(of), { viewer: plain });
      expect(upsertTag).toMatchObject({ tag: { name: of, version: 1 }, errors: [] });
    });

    it('cannot be had without an update that says something, but in an upsert', async () => {
      const { updateTag } = await story.refused(
        `mutation { updateTag(id: 1, input: {}) { ${ERRORS} } }`,
      );
      expect(faultsOf(updateTag)).toEqual([['VALIDATION', 'input']]);
    });
  });
});
