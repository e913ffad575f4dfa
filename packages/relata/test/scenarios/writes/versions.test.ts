import { describeEachDatabase } from '../../support/databases.js';
import { ERRORS, keyOf, rowId, WriteStory } from '../../support/writing.js';

describeEachDatabase('updates', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  async function newPost(): Promise<string> {
    const data = await story.write(
      `mutation { createPost(input: { title: "t", content: "c" }) { post { id } ${ERRORS} } }`,
    );
    return rowId(data['createPost'], 'post');
  }

  it('leave what is not mentioned, and clear what is null', async () => {
    const user = await story.newUser(
      'patched',
      `profile: { create: { firstName: "F", lastName: "L", age: 5, gender: MALE, profession: WRITER,
        interests: ["a"], contacts: { a: 1 }, bio: "b", avatar: "AAEC" } }`,
    );
    const [row] = await story.sql(`select id from profiles where user_id = ${String(keyOf(user))}`);
    const FIELDS = 'firstName lastName age gender profession interests contacts bio avatar version';
    const update = async (input: string) =>
      (
        await story.write(
          `mutation { updateProfile(id: ${String(row?.['id'])}, input: { ${input} }) { profile { ${FIELDS} } ${ERRORS} } }`,
        )
      )['updateProfile'];
    const whole = {
      firstName: 'F',
      lastName: 'L',
      age: 6,
      gender: 'MALE',
      profession: 'WRITER',
      interests: ['a'],
      contacts: { a: 1 },
      bio: 'b',
      avatar: 'AAEC',
      version: 2,
    };
    expect(await update('age: 6')).toEqual({ profile: whole, errors: [] });
    const cleared = await update(
      'lastName: null, age: null, interests: null, contacts: null, bio: null, avatar: null',
    );
    const none = {
      lastName: null,
      age: null,
      interests: null,
      contacts: null,
      bio: null,
      avatar: null,
    };
    expect(cleared).toEqual({ profile: { ...whole, ...none, version: 3 }, errors: [] });
    const [stored] = await story.sql(
      `select last_name, age, interests, contacts, bio, avatar from profiles where id = ${String(row?.['id'])}`,
    );
    expect(Object.values(stored ?? {})).toEqual(Array(6).fill(null));
    expect(await update('interests: [], contacts: [{ b: null }]')).toMatchObject({
      profile: { interests: [], contacts: [{ b: null }], version: 4 },
    });
    expect(await update('contacts: { b: { c: 1 } }')).toMatchObject({
      profile: { contacts: { b: { c: 1 } } },
    });
    expect(await update('contacts: { b: { d: 1 } }')).toMatchObject({
      profile: { contacts: { b: { d: 1 } }, interests: [] },
    });
    const refused = await update('firstName: null, gender: null');
    expect(refused?.errors.map(({ path }) => path.join('.'))).toEqual([
      'input.firstName',
      'input.gender',
    ]);
  });

  it('give a profile the profession of the application, and of the database to raw SQL', async () => {
    const [a, b] = [await story.newUser('dev'), await story.newUser('raw')];
    const data = await story.write(
      `mutation { createProfile(input: { firstName: "D", gender: MALE, user: { connect: "${a}" } }) {
        profile { profession } ${ERRORS} } }`,
    );
    expect(data['createProfile']).toEqual({ profile: { profession: 'DEVELOPER' }, errors: [] });
    await story.sql(
      `insert into profiles (first_name, gender, user_id) values ('R', 'MALE', ${String(keyOf(b))})`,
    );
    expect(await story.write(`{ user(id: "${b}") { profile { profession version } } }`)).toEqual({
      user: { profile: { profession: 'UNEMPLOYED', version: 1 } },
    });
    const [row] = await story.sql(`select id from profiles where user_id = ${String(keyOf(b))}`);
    const update = await story.write(
      `mutation { updateProfile(id: ${String(row?.['id'])}, input: { age: 3 }) { profile { profession } ${ERRORS} } }`,
    );
    expect(update['updateProfile']).toEqual({ profile: { profession: 'UNEMPLOYED' }, errors: [] });
  });

  it('raise the version by one each, and the time of the change', async () => {
    const id = await newPost();
    const document = (title: string): string =>
      `mutation { updatePost(id: "${id}", input: { title: "${title}" }) { post { version createdAt updatedAt } ${ERRORS} } }`;
    const [first, second] = [await story.write(document('1')), await story.write(document('2'))];
    expect(first['updatePost']).toMatchObject({ post: { version: 2 } });
    expect(second['updatePost']).toMatchObject({ post: { version: 3 } });
    const { createdAt, updatedAt } = second['updatePost']?.['post'] as Record<string, string>;
    expect(Date.parse(updatedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(createdAt ?? ''));
    // Nothing differs, so nothing is written.
    expect((await story.write(document('2')))['updatePost']).toMatchObject({
      post: { version: 3 },
    });
  });

  it('with the version their editor knew go through once', async () => {
    const id = await newPost();
    const document = `mutation { updatePost(id: "${id}", expectedVersion: 1, input: { title: "mine", content: "c" }) {
      post { version } errors { __typename code message path
        ... on ConflictError { fields current { __typename id ... on Post { title content version } } } } } }`;
    const first = await story.write(document);
    expect(first['updatePost']).toEqual({ post: { version: 2 }, errors: [] });
    await story.write(
      `mutation { updatePost(id: "${id}", input: { title: "theirs" }) { ${ERRORS} } }`,
    );
    const second = await story.refused(document);
    expect(second['updatePost']).toEqual({
      post: null,
      errors: [
        {
          __typename: 'ConflictError',
          code: 'CONFLICT',
          message: 'the Post was changed by somebody else',
          path: ['expectedVersion'],
          fields: ['title'],
          current: { __typename: 'Post', id, title: 'theirs', content: 'c', version: 3 },
        },
      ],
    });
  });

  it('that come too late name the fields in which the row is not what they want', async () => {
    await story.write(
      `mutation { updateUser(id: 2, input: { tags: { set: [1] } }) { ${ERRORS} } updateProfile(id: 2, input: { interests: ["a", "b"], avatar: "AAEC", age: 7,
        contacts: { a: 1, b: { c: 1, d: [1, 2] } } }) { ${ERRORS} } }`,
    );
    const [tag] = await story.sql('select name from tags where id = 1');
    const name = String(tag?.['name']);
    const find = (where: string): string =>
      `connectOrCreate: [{ where: { name: "${where}" }, create: { name: "${where}" } }]`;
    const cases: readonly (readonly [field: string, input: string, fields: readonly string[]])[] = [
      ['updateProfile', 'age: 7, interests: ["a", "b"], avatar: "AAEC"', []],
      [
        'updateProfile',
        'interests: ["b", "a"], avatar: "AAED", age: 8',
        ['age', 'avatar', 'interests'],
      ],
      ['updateProfile', 'contacts: { b: { d: [1, 2], c: 1 }, a: 1 }', []],
      ['updateProfile', 'contacts: { b: { d: [2, 1], c: 1 }, a: 1 }', ['contacts']],
      ['updateProfile', 'contacts: null, bio: null', ['contacts']],
      ['updateProfile', 'user: { connect: "user_2" }', []],
      ['updateProfile', 'user: { connect: "user_3" }', ['user']],
      ['updateUser', 'profile: { connect: "profile_2" }', []],
      ['updateUser', 'profile: { connect: "profile_3" }', ['profile']],
      ['updateUser', 'profile: { delete: true }', ['profile']],
      ['updateUser', 'tags: { connect: ["tag_1"] }', []],
      ['updateUser', 'tags: { connect: ["tag_1", "tag_2"] }', ['tags']],
      ['updateUser', 'tags: { disconnect: ["tag_2"] }', []],
      ['updateUser', 'tags: { disconnect: ["tag_1"] }', ['tags']],
      ['updateUser', 'tags: { set: ["tag_1"] }', []],
      ['updateUser', 'tags: { set: [] }', ['tags']],
      ['updateUser', 'tags: { create: [{ name: "late" }] }', ['tags']],
      ['updateUser', `tags: { ${find(name)} }`, []],
      ['updateUser', `tags: { ${find('nowhere')} }`, ['tags']],
    ];
    for (const [field, input, fields] of cases) {
      const data = await story.refused(
        `mutation { ${field}(id: 2, expectedVersion: 99, input: { ${input} }) { errors { code ... on ConflictError { fields } } } }`,
      );
      const [error] = (data[field]?.errors ?? []) as unknown as { fields: readonly string[] }[];
      expect([input, [...(error?.fields ?? ['none'])].sort()]).toEqual([input, fields]);
    }
  });

  it('and deletes with a stale version change nothing', async () => {
    const id = await newPost();
    const user = await story.newUser('stale');
    const conflict = 'errors { code ... on ConflictError { fields current { id } } }';
    for (const [field, target] of [
      ['deletePost', id],
      ['deleteUser', user],
    ] as const) {
      const data = await story.refused(
        `mutation { ${field}(id: "${target}", expectedVersion: 9) { deletedId ${conflict} } }`,
      );
      expect(data[field]).toEqual({
        deletedId: null,
        errors: [{ code: 'CONFLICT', fields: [], current: { id: target } }],
      });
    }
    const { deletePost } = await story.write(
      `mutation { deletePost(id: "${id}", expectedVersion: 1) { deletedId ${ERRORS} } }`,
    );
    expect(deletePost).toEqual({ deletedId: id, errors: [] });
  });

  it('of links alone check the version and raise it', async () => {
    const id = await newPost();
    const link = (version: number): string =>
      `mutation { updatePost(id: "${id}", expectedVersion: ${String(version)}, input: { tags: { connect: [1] } }) {
        post { version tags { nodes { id } } } errors { code } } }`;
    expect((await story.refused(link(2)))['updatePost']).toEqual({
      post: null,
      errors: [{ code: 'CONFLICT' }],
    });
    expect((await story.write(link(1)))['updatePost']).toEqual({
      post: { version: 2, tags: { nodes: [{ id: 'tag_1' }] } },
      errors: [],
    });
  });

  it('keep both of two concurrent changes to different columns of a row', async () => {
    const id = await newPost();
    for (let round = 1; round <= 10; round += 1) {
      await Promise.all(
        ['title', 'content'].map((column) =>
          story.api.data(
            `mutation { updatePost(id: "${id}", input: { ${column}: "${column} ${String(round)}" }) { errors { code } } }`,
            { viewer: { userId: 1 } },
          ),
        ),
      );
      const [row] = await story.sql(
        `select title, content, version from posts where id = ${String(keyOf(id))}`,
      );
      expect(row).toEqual({
        title: `title ${String(round)}`,
        content: `content ${String(round)}`,
        version: 1 + 2 * round,
      });
    }
  });
});
