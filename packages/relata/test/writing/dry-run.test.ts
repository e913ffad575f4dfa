import type { FormattedExecutionResult } from 'graphql';
import { type Answer, TestApi, type TestViewer } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';
import { ADMIN, CHEAP_PASSWORDS } from '../support/viewers.js';

interface Change {
  readonly operation: string;
  readonly type: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

const TABLES = [
  'users',
  'profiles',
  'posts',
  'tags',
  'rbac_roles',
  'post_tags',
  'user_tags',
  'user_roles',
  'idempotency_keys',
];

describeEachDatabase('X-Dry-Run', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database, { env: CHEAP_PASSWORDS });
    await fillUsers(api.app.orm, { users: 4, posts: 2 });
  });
  afterAll(() => api.stop());

  const rehearse = async (document: string, viewer: TestViewer = ADMIN): Promise<Answer> => {
    const before = await everything();
    const answer = await api.ask(document, { viewer, headers: { 'x-dry-run': 'true' } });
    expect(await everything()).toEqual(before);
    return answer;
  };
  const everything = async (): Promise<unknown> => {
    const em = api.app.orm.em.fork();
    const rows: unknown[] = [];
    for (const table of TABLES) {
      rows.push(await em.execute(`select * from ${table} order by 1, 2`));
    }
    return JSON.stringify(rows);
  };
  const changesOf = ({ body }: { body: FormattedExecutionResult }): readonly Change[] =>
    body.extensions?.['changes'] as readonly Change[];

  it('answers with generated values and lists what was created', async () => {
    const answer = await rehearse(
      'mutation { createPost(input: { title: "New", content: "Text" }) { post { id title status createdAt version author { username } } errors { code } } }',
    );
    const { post } = (
      answer.body.data as unknown as { createPost: { post: Record<string, unknown> } }
    ).createPost;
    expect(post).toMatchObject({
      title: 'New',
      status: 'DRAFT',
      version: 1,
      author: { username: 'user1' },
    });
    expect(changesOf(answer)).toEqual([
      {
        operation: 'CREATE',
        type: 'Post',
        id: post['id'],
        fields: {
          createdAt: { before: null, after: post['createdAt'] },
          updatedAt: { before: null, after: post['createdAt'] },
          version: { before: null, after: 1 },
          title: { before: null, after: 'New' },
          content: { before: null, after: 'Text' },
          status: { before: null, after: 'DRAFT' },
          publishedAt: { before: null, after: null },
          author: { before: null, after: 'user_1' },
        },
      },
    ]);
  });

  it('lists nothing of rows that were tried and dropped', async () => {
    const answer = await rehearse(
      `mutation { createUsers(errorPolicy: CONTINUE, inputs: [
        { username: "dropped", email: "d@example.org", password: "a secret phrase", isActive: false },
        { username: "kept", email: "k@example.org", password: "a secret phrase", tags: { create: [{ name: "kept" }] } }
      ]) { users { id tags { nodes { id } } } errors { code path } } }`,
      { userId: 1, permissions: ['user:create'] },
    );
    const { users, errors } = (
      answer.body.data as unknown as {
        createUsers: {
          users: readonly ({ id: string; tags: { nodes: { id: string }[] } } | null)[];
          errors: unknown;
        };
      }
    ).createUsers;
    expect(errors).toEqual([{ code: 'FORBIDDEN', path: ['inputs', '0', 'isActive'] }]);
    expect(changesOf(answer).map(({ operation, id }) => [operation, id])).toEqual([
      ['CREATE', users[1]?.id],
      ['CREATE', users[1]?.tags.nodes[0]?.id],
    ]);
  });

  it('lists before and after of what was updated, and only that', async () => {
    const answer = await rehearse(
      'mutation { updatePost(id: 1, input: { title: "Changed" }) { post { title version updatedAt } errors { code } } }',
    );
    const [change, ...others] = changesOf(answer);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ operation: 'UPDATE', type: 'Post', id: 'post_1' });
    expect(change?.fields['title']).toEqual({ before: 'Post 1 of user1', after: 'Changed' });
    expect(change?.fields['version']).toEqual({ before: 1, after: 2 });
    expect(Object.keys(change?.fields ?? {}).sort()).toEqual(['title', 'updatedAt', 'version']);
  });

  it('lists every row of a nested write', async () => {
    const answer = await rehearse(`mutation { createUser(input: {
      username: "neo", email: "neo@example.org", password: "a secret phrase",
      profile: { create: { firstName: "Neo", gender: MALE, interests: ["chess"], contacts: { web: "x" } } },
      tags: { connect: [1], create: [{ name: "matrix" }] },
      posts: { create: [{ title: "One", content: "1" }, { title: "Two", content: "2" }] }
    }) { user { id } errors { code message path } } }`);
    expect(answer.body.errors).toBeUndefined();
    const changes = changesOf(answer);
    expect(changes.map(({ operation, type }) => `${operation} ${type}`).sort()).toEqual([
      'CREATE Post',
      'CREATE Post',
      'CREATE Profile',
      'CREATE Tag',
      'CREATE User',
    ]);
    expect(answer.text).not.toMatch(/argon2|secret phrase|passwordHash|_key|Key"/);
    const user = changes.find(({ type }) => type === 'User');
    const profile = changes.find(({ type }) => type === 'Profile');
    expect(profile?.fields).toMatchObject({
      user: { before: null, after: user?.id },
      interests: { before: null, after: ['chess'] },
      contacts: { before: null, after: { web: 'x' } },
      profession: { before: null, after: 'DEVELOPER' },
    });
    expect(changes.find(({ type }) => type === 'Tag')?.fields['name']).toEqual({
      before: null,
      after: 'matrix',
    });
  });

  it('lists every row of a bulk write', async () => {
    const updated = await rehearse(
      'mutation { updatePosts(where: { author: { id: { in: [2, 3] } } }, input: { content: "Same" }) { affectedCount } }',
    );
    expect(changesOf(updated).map(({ id }) => id)).toEqual([
      'post_3',
      'post_4',
      'post_5',
      'post_6',
    ]);
    const deleted = await rehearse(
      'mutation { deleteTags(where: { id: { in: [1, 2] } }) { affectedCount deletedIds } }',
    );
    const gone = changesOf(deleted).filter(({ operation }) => operation === 'DELETE');
    expect(gone.map(({ id }) => id).sort()).toEqual(['tag_1', 'tag_2']);
    expect(changesOf(deleted)[0]?.fields['name']).toEqual({ before: 'tag1', after: null });
  });

  it('lists links with the row they were changed from', async () => {
    const connected = await rehearse(
      'mutation { updatePost(id: 1, input: { tags: { set: ["tag_1"], create: [{ name: "brand-new" }] } }) { post { tags { nodes { id } } } errors { code } } }',
    );
    const { updatePost } = connected.body.data as unknown as {
      updatePost: { post: { tags: { nodes: { id: string }[] } } };
    };
    const now = updatePost.post.tags.nodes.map(({ id }) => id);
    expect(now).toHaveLength(2);
    const link = changesOf(connected).find(({ type }) => type === 'Post');
    expect(link).toMatchObject({ operation: 'UPDATE', id: 'post_1' });
    expect(link?.fields['tags']).toEqual({ before: ['tag_1', 'tag_3', 'tag_4'], after: now });

    const created = await rehearse(
      'mutation { createPost(input: { title: "Linked", content: "x", tags: { connect: [2, 1] } }) { errors { code } } }',
    );
    expect(changesOf(created).map(({ operation, type }) => [operation, type])).toEqual([
      ['CREATE', 'Post'],
    ]);
    expect(changesOf(created)[0]?.fields['tags']).toEqual({
      before: [],
      after: ['tag_1', 'tag_2'],
    });

    const same = await rehearse(
      'mutation { updatePost(id: 1, input: { tags: { connect: [1] } }) { errors { code } } }',
    );
    expect(changesOf(same)).toEqual([]);
  });

  it('lists the changes of every field of the document, in order', async () => {
    const answer = await rehearse(`mutation {
      a: createTag(input: { name: "one" }) { tag { id } }
      b: updateTag(id: 1, input: { name: "two" }) { tag { name } }
      c: updateTag(id: 1, input: { name: "three" }) { tag { name version } }
      d: deletePost(id: 1) { deletedId }
      e: archivePost(id: 2) { post { status } }
    }`);
    expect(
      changesOf(answer).map(({ operation, type, fields }) => [
        operation,
        type,
        fields['name'] ?? fields['status']?.after,
      ]),
    ).toEqual([
      ['CREATE', 'Tag', { before: null, after: 'one' }],
      ['UPDATE', 'Tag', { before: 'tag1', after: 'two' }],
      ['UPDATE', 'Tag', { before: 'two', after: 'three' }],
      ['DELETE', 'Post', null],
      ['UPDATE', 'Post', 'ARCHIVED'],
    ]);
    expect(answer.body.data).toMatchObject({ c: { tag: { name: 'three', version: 3 } } });
  });

  it('shows no field the viewer may not read', async () => {
    const viewer = { userId: 2, permissions: ['user:update'] };
    const answer = await rehearse(
      'mutation { updateUser(id: 1, input: { email: "new@example.org", username: "renamed" }) { user { username email } errors { code } } }',
      viewer,
    );
    expect(answer.body.data).toEqual({
      updateUser: { user: { username: 'renamed', email: null }, errors: [] },
    });
    expect(Object.keys(changesOf(answer)[0]?.fields ?? {}).sort()).toEqual([
      'updatedAt',
      'username',
      'version',
    ]);
    expect(answer.text).not.toContain('@example.org');
  });

  it('shows values of every kind as an answer has them', async () => {
    const update = (values: string): string =>
      `mutation { updateProfile(id: 3, input: { ${values} }) { profile { id } errors { code message } } }`;
    const first =
      'interests: ["chess", "a,b"], contacts: { b: [1, null], a: "x" }, gender: MALE, age: 40';
    await api.data(update(first), { viewer: { userId: 3 } });
    const answer = await rehearse(
      update('interests: [], contacts: { a: 1 }, gender: FEMALE, age: null, bio: "Long"'),
      { userId: 3 },
    );
    expect(changesOf(answer)).toMatchObject([
      {
        fields: {
          interests: { before: ['chess', 'a,b'], after: [] },
          contacts: { before: { a: 'x', b: [1, null] }, after: { a: 1 } },
          gender: { before: 'MALE', after: 'FEMALE' },
          age: { before: 40, after: null },
          bio: { before: null, after: 'Long' },
          updatedAt: {
            before: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
            after: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
          },
        },
      },
    ]);
  });

  it('shows a masked field of a row that goes to whoever may read it, and to nobody else', async () => {
    const remove = 'mutation { deleteProfile(id: 3) { deletedId errors { code message } } }';
    const own = await rehearse(remove, { userId: 3 });
    expect(changesOf(own)[0]?.fields).toMatchObject({
      contacts: { before: { a: 'x', b: [1, null] }, after: null },
      user: { before: 'user_3', after: null },
    });
    const other = await rehearse(remove, { userId: 2, permissions: ['user:delete'] });
    expect(changesOf(other).map(({ fields }) => fields['contacts'])).toEqual([undefined]);
  });

  it('shows no row the viewer may not read', async () => {
    await api.data(
      'mutation { createUser(input: { username: "hidden", email: "hidden@example.org", password: "a secret phrase", posts: { create: [{ title: "Unseen draft", content: "x" }] } }) { errors { code } } }',
      { viewer: ADMIN },
    );
    const viewer = { userId: 2, permissions: ['post:delete', 'post:update', 'user:update'] };
    const found = await api.data<{
      userByUsername: { id: string; posts: { nodes: { id: string }[] } };
    }>('{ userByUsername(username: "hidden") { id posts { nodes { id } } } }', { viewer: ADMIN });
    const { id } = found.userByUsername;
    const answer = await rehearse(
      `mutation { updateUser(id: "${id}", input: { username: "shown", posts: { set: [], deleteOthers: true } }) { user { username } errors { code message } } }`,
      viewer,
    );
    expect(answer.text).not.toContain('Unseen draft');
    expect(changesOf(answer).map(({ type }) => type)).toEqual(['User']);
  });

  it('answers the errors of a document that fails, and lists nothing', async () => {
    const answer = await rehearse(`mutation {
      a: createTag(input: { name: "one" }) { tag { id } errors { code } }
      b: createTag(input: { name: "TAG2" }) { tag { id } errors { code path } }
      c: createTag(input: { name: "three" }) { tag { id } errors { code } }
    }`);
    expect(answer.body).toEqual({
      data: {
        a: { tag: null, errors: [{ code: 'ROLLED_BACK' }] },
        b: { tag: null, errors: [{ code: 'NOT_UNIQUE', path: ['input', 'name'] }] },
        c: { tag: null, errors: [{ code: 'ROLLED_BACK' }] },
      },
    });
  });

  it('leaves the key of a row free, and what it rehearsed possible', async () => {
    const document =
      'mutation { createTag(input: { name: "twice" }) { tag { name } errors { code } } }';
    await rehearse(document);
    await rehearse(document);
    const { body } = await api.ask(document, { viewer: ADMIN });
    expect(body.data).toEqual({ createTag: { tag: { name: 'twice' }, errors: [] } });
    expect(body.extensions).toBeUndefined();
  });

  it('is true or false, and does not go with @independent', async () => {
    const ask = (value: string, document: string): Promise<Answer> =>
      api.ask(document, { viewer: ADMIN, headers: { 'x-dry-run': value } });
    const document = 'mutation { createTag(input: { name: "kept" }) { errors { code } } }';
    for (const answer of [
      await ask('yes', document),
      await ask('', document),
      await ask('true', document.replace('mutation', 'mutation @independent')),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    }
    expect((await ask('false', document)).body.extensions).toBeUndefined();
    const { tagByName } = await api.data<{ tagByName: unknown }>(
      '{ tagByName(name: "kept") { name } }',
    );
    expect(tagByName).toEqual({ name: 'kept' });
  });
});
