import { describeEachDatabase } from '../../support/databases.js';
import { ERRORS, faultsOf, WriteStory } from '../../support/writing.js';

describeEachDatabase('bulk writes', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  const createTags = (names: readonly string[], policy: string): string =>
    `mutation { createTags(errorPolicy: ${policy}, inputs: [${names.map((name) => `{ name: "${name}" }`).join()}]) {
      tags { name } affectedCount ${ERRORS} } }`;

  it('answer in the order of their inputs', async () => {
    const names = ['z', 'a', 'm', 'b', 'y'].map((name) => `order ${name}`);
    const { createTags: created } = await story.write(createTags(names, 'ALL_OR_NOTHING'));
    expect(created).toEqual({
      tags: names.map((name) => ({ name })),
      affectedCount: 5,
      errors: [],
    });
  });

  it('write nothing when one row is wrong, and say all that is', async () => {
    const long = 'x'.repeat(256);
    const { createTags: created } = await story.refused(
      createTags(['fine', 'TAG1', long, 'same', 'Same'], 'ALL_OR_NOTHING'),
    );
    expect(created).toMatchObject({ tags: [], affectedCount: 0 });
    expect(faultsOf(created)).toEqual([['VALIDATION', 'inputs.2.name']]);
    const second = await story.refused(
      createTags(['fine', 'TAG1', 'same', 'Same'], 'ALL_OR_NOTHING'),
    );
    expect(faultsOf(second['createTags'])).toEqual([
      ['NOT_UNIQUE', 'inputs.1.name'],
      ['NOT_UNIQUE', 'inputs.3.name'],
    ]);
  });

  it('go on without the wrong rows when told so', async () => {
    const long = 'x'.repeat(256);
    const { createTags: created } = await story.write(
      createTags(['go1', 'TAG1', long, 'go2', 'GO2', 'go3'], 'CONTINUE'),
    );
    expect(created).toMatchObject({
      tags: [{ name: 'go1' }, null, null, { name: 'go2' }, null, { name: 'go3' }],
      affectedCount: 3,
    });
    expect(faultsOf(created)).toEqual([
      ['VALIDATION', 'inputs.2.name'],
      ['NOT_UNIQUE', 'inputs.1.name'],
      ['NOT_UNIQUE', 'inputs.4.name'],
    ]);
  });

  it('go on without a row that its viewer may not create, and keep the others', async () => {
    const [a, b] = [await story.newUser('mine'), await story.newUser('theirs')];
    const viewer = { userId: Number(a.split('_')[1]) };
    const inputs = [b, a].map(
      (user) =>
        `{ firstName: "${user === a ? 'own' : 'not'}", gender: OTHER, user: { connect: "${user}" } }`,
    );
    const document = (policy: string): string =>
      `mutation { createProfiles(errorPolicy: ${policy}, inputs: [${inputs.join()}]) {
        profiles { firstName } affectedCount ${ERRORS} } }`;
    const refused = await story.refused(document('ALL_OR_NOTHING'), { viewer });
    expect(faultsOf(refused['createProfiles'])).toEqual([['FORBIDDEN', 'inputs.0']]);
    const { createProfiles } = await story.write(document('CONTINUE'), { viewer });
    expect(createProfiles).toMatchObject({
      profiles: [null, { firstName: 'own' }],
      affectedCount: 1,
    });
    expect(faultsOf(createProfiles)).toEqual([['FORBIDDEN', 'inputs.0']]);
  });

  it('go on past a relation with room for one that is taken', async () => {
    const user = await story.newUser('contested');
    const input = (name: string): string =>
      `{ firstName: "${name}", gender: OTHER, user: { connect: "${user}" } }`;
    const { createProfiles } = await story.write(
      `mutation { createProfiles(errorPolicy: CONTINUE, inputs: [${input('first')}, ${input('second')}]) {
        profiles { firstName } affectedCount ${ERRORS} } }`,
    );
    expect(createProfiles).toMatchObject({
      profiles: [{ firstName: 'first' }, null],
      affectedCount: 1,
    });
    expect(faultsOf(createProfiles)).toEqual([['NOT_UNIQUE', 'inputs.1.user']]);
  });

  it.each([
    [
      'an e-mail address that is none',
      ['{ username: "go on", email: "none" }', '{ username: "GO ON", email: "go-on@example.org" }'],
      ['VALIDATION', 'inputs.0.email'],
    ],
    [
      'another value that is taken',
      [
        '{ username: "user1", email: "go-by@example.org" }',
        '{ username: "go by", email: "GO-BY@example.org" }',
      ],
      ['NOT_UNIQUE', 'inputs.0.username'],
    ],
    [
      'a row that is not there',
      [
        '{ username: "go past", email: "go-past@example.org", tags: { connect: [999] } }',
        '{ username: "go past", email: "go-past@example.org" }',
      ],
      ['NOT_FOUND', 'inputs.0.tags.connect.0'],
    ],
    [
      'a field that only the written row tells may not be set',
      [
        '{ username: "go far", email: "go-far@example.org", isActive: false }',
        '{ username: "go far", email: "go-far@example.org" }',
      ],
      ['FORBIDDEN', 'inputs.0.isActive'],
    ],
    [
      'its name, though it would have created a tag',
      [
        '{ username: " ", email: "go-1@example.org", tags: { connectOrCreate: [{ where: { name: "go tag" }, create: { name: "go tag" } }] } }',
        '{ username: "go tag", email: "go-2@example.org", tags: { create: [{ name: "GO TAG" }] } }',
      ],
      ['VALIDATION', 'inputs.0.username'],
    ],
  ])('keep no unique value for a row that is dropped for %s', async (_what, rows, fault) => {
    const inputs = rows.map((row) => row.replace(/}$/, ', password: "a long secret" }'));
    const viewer = { userId: 1, permissions: ['user:create'] };
    const { createUsers } = await story.write(
      `mutation { createUsers(errorPolicy: CONTINUE, inputs: [${inputs.join()}]) {
        users { username } affectedCount ${ERRORS} } }`,
      { viewer },
    );
    expect(faultsOf(createUsers)).toEqual([fault]);
    expect(createUsers).toMatchObject({
      users: [null, { username: expect.stringMatching(/^go/i) as string }],
      affectedCount: 1,
    });
  });

  it('give a value to the first of those that go on', async () => {
    const long = 'x'.repeat(256);
    const { createPosts } = await story.write(
      `mutation { createPosts(errorPolicy: CONTINUE, inputs: [
        { title: "${long}", content: "c", tags: { create: [{ name: "wanted by three" }] } },
        { title: "second", content: "c", tags: { create: [{ name: "wanted by three" }] } },
        { title: "third", content: "c", tags: { create: [{ name: "wanted by three" }] } }
      ]) { posts { title tags { nodes { name } } } affectedCount ${ERRORS} } }`,
    );
    expect(createPosts).toMatchObject({
      posts: [null, { title: 'second', tags: { nodes: [{ name: 'wanted by three' }] } }, null],
      affectedCount: 1,
    });
    expect(faultsOf(createPosts)).toEqual([
      ['VALIDATION', 'inputs.0.title'],
      ['NOT_UNIQUE', 'inputs.2.tags.create.0.name'],
    ]);
  });

  it('are a failure of their document when they keep nothing', async () => {
    const data = await story.refused(
      `mutation { a: createTag(input: { name: "lonely" }) { tag { id } ${ERRORS} }
        b: createTags(errorPolicy: CONTINUE, inputs: [{ name: "tag1" }]) { tags { id } affectedCount ${ERRORS} } }`,
    );
    expect(faultsOf(data['a'])).toEqual([['ROLLED_BACK', '']]);
    expect(faultsOf(data['b'])).toEqual([['NOT_UNIQUE', 'inputs.0.name']]);
  });

  it('change no row when more match than they may', async () => {
    for (const [field, input] of [
      ['updatePosts', ', input: { content: "x" }'],
      ['deletePosts', ''],
    ] as const) {
      const bulk = (atMost: number): string =>
        `mutation { ${field}(where: { title: { startsWith: "Post" } }, atMost: ${String(atMost)}${input}) { affectedCount ${ERRORS} } }`;
      const refused = await story.refused(bulk(5));
      expect(refused[field]).toEqual({
        affectedCount: 0,
        errors: [
          {
            __typename: 'ValidationError',
            code: 'VALIDATION',
            message: 'matches more than 5 rows',
            path: ['where'],
          },
        ],
      });
      if (field === 'updatePosts') {
        expect((await story.write(bulk(6)))[field]).toEqual({ affectedCount: 6, errors: [] });
      }
    }
    for (const atMost of [0, -1, 1001]) {
      const { body, status } = await story.ask(
        `mutation { deletePosts(where: {}, atMost: ${String(atMost)}) { affectedCount } }`,
      );
      expect({ status, code: body.errors?.[0]?.extensions?.['code'] }).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
      });
    }
  });

  it('change no row when one that is visible may not be changed', async () => {
    for (const [field, input, what] of [
      ['updatePosts', ', input: { content: "mine" }', 'update'],
      ['deletePosts', '', 'delete'],
    ] as const) {
      const data = await story.refused(
        `mutation { ${field}(where: { title: { startsWith: "Post 1" } }${input}) { affectedCount ${ERRORS} } }`,
        { viewer: { userId: 2 } },
      );
      expect(data[field]).toEqual({
        affectedCount: 0,
        errors: [
          {
            __typename: 'ForbiddenError',
            code: 'FORBIDDEN',
            message: `you may not ${what} this Post`,
            path: ['where'],
          },
        ],
      });
    }
    const own = await story.write(
      `mutation { updatePosts(where: { author: { id: { eq: 2 } } }, input: { content: "mine" }) { affectedCount ${ERRORS} } }`,
      { viewer: { userId: 2 } },
    );
    expect(own['updatePosts']).toEqual({ affectedCount: 2, errors: [] });
  });

  it('that match nothing do nothing, and rows the viewer does not see do not match', async () => {
    const none = 'where: { title: { eq: "nothing has this title" } }';
    const data = await story.refused(
      `mutation { updatePosts(${none}, input: { content: "x" }) { posts { id } affectedCount ${ERRORS} }
        deletePosts(${none}) { deletedIds affectedCount ${ERRORS} } }`,
    );
    expect(data).toEqual({
      updatePosts: { posts: [], affectedCount: 0, errors: [] },
      deletePosts: { deletedIds: [], affectedCount: 0, errors: [] },
    });
    await story.write(
      `mutation { createPost(input: { title: "secret draft", content: "c" }) { ${ERRORS} } }`,
    );
    const hidden = await story.refused(
      `mutation { deletePosts(where: { title: { eq: "secret draft" } }) { affectedCount ${ERRORS} } }`,
      { viewer: { userId: 2 } },
    );
    expect(hidden['deletePosts']).toEqual({ affectedCount: 0, errors: [] });
  });

  it('give a unique value to one row only', async () => {
    const { updateTags } = await story.refused(
      `mutation { updateTags(where: { name: { in: ["tag2", "tag3"] } }, input: { name: "both" }) { affectedCount ${ERRORS} } }`,
    );
    expect(faultsOf(updateTags)).toEqual([['NOT_UNIQUE', 'input.name']]);
  });

  it('take 250 inputs and no more, however they are said', async () => {
    const inputs = (count: number): string => Array(count).fill('$input').join(' ');
    const document = (count: number): string =>
      `mutation ($input: PostCreateInput!) { createPosts(inputs: [${inputs(count)}]) { affectedCount ${ERRORS} } }`;
    const variables = { input: { title: 't', content: 'c' } };
    const refused = [
      await story.refused(document(251), { variables }),
      await story.refused(
        `mutation ($inputs: [PostCreateInput!]!) { createPosts(inputs: $inputs) { affectedCount ${ERRORS} } }`,
        { variables: { inputs: Array(251).fill(variables.input) } },
      ),
    ];
    for (const { createPosts } of refused) {
      expect(createPosts?.['affectedCount']).toBe(0);
      expect(faultsOf(createPosts)).toEqual([['VALIDATION', 'inputs']]);
    }
    const { createPosts } = await story.write(document(250), { variables });
    expect(createPosts).toEqual({ affectedCount: 250, errors: [] });
  });
});
