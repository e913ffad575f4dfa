import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, type Payloads, WriteStory } from '../../../support/writing.js';

const [MAX, MORE] = [250, 251];
const numbers = Array.from({ length: MORE }, (_, index) => String(index + 1));
const IDS = `[${numbers.join()}]`;

interface TooLong {
  /** A root field with `$list` in it. */
  readonly field: string;
  readonly type: string;
  /** The list. */
  readonly list: readonly unknown[];
  readonly path: string;
}

const user = (name: string): string =>
  `username: "${name}", email: "${name}@example.org", password: "a long secret"`;
const posts = Array<object>(MORE).fill({ title: 't', content: 'c' });
const tags = numbers.map((number) => ({ name: `long ${number}` }));

/** Where an input takes a list, and what is told of one that is too long. */
const INPUTS: Readonly<Record<string, TooLong>> = {
  'rows to create': {
    field: 'createPosts(inputs: $list)',
    type: '[PostCreateInput!]!',
    list: posts,
    path: 'inputs',
  },
  'rows of which some may fail': {
    field: 'createPosts(errorPolicy: CONTINUE, inputs: $list)',
    type: '[PostCreateInput!]!',
    list: posts,
    path: 'inputs',
  },
  'rows to connect': {
    field: 'createPost(input: { title: "t", content: "c", tags: { connect: $list } })',
    type: '[ID!]',
    list: numbers,
    path: 'input.tags.connect',
  },
  'rows to create within a row': {
    field: 'updatePost(id: 1, input: { tags: { create: $list } })',
    type: '[TagCreateInput!]',
    list: tags,
    path: 'input.tags.create',
  },
  'rows to connect or create, two levels down': {
    field: `createUsers(inputs: [{ ${user('deep')}, posts: { create: [
      { title: "t", content: "c", tags: { connectOrCreate: $list } }] } }])`,
    type: '[TagConnectOrCreateInput!]',
    list: tags.map((tag) => ({ where: tag, create: tag })),
    path: 'inputs.0.posts.create.0.tags.connectOrCreate',
  },
  'rows to set': {
    field: 'updatePost(id: 1, input: { tags: { set: $list } })',
    type: '[ID!]',
    list: numbers,
    path: 'input.tags.set',
  },
  'rows to take out of many': {
    field: 'updatePosts(where: {}, input: { tags: { disconnect: $list } })',
    type: '[ID!]',
    list: numbers,
    path: 'input.tags.disconnect',
  },
  'rows to delete': {
    field: 'updateUser(id: 1, input: { posts: { delete: $list } })',
    type: '[ID!]',
    list: numbers,
    path: 'input.posts.delete',
  },
  'rows of a row that may be there': {
    field: `upsertUser(by: { username: "user1" }, create: { ${user('user1')}, tags: { connect: $list } },
      update: { isActive: true })`,
    type: '[ID!]',
    list: numbers,
    path: 'create.tags.connect',
  },
  'rows of a row that may not be there': {
    field: `upsertUser(by: { username: "new" }, create: { ${user('new')} }, update: { tags: { set: $list } })`,
    type: '[ID!]',
    list: numbers,
    path: 'update.tags.set',
  },
  texts: {
    field: 'updateProfile(id: 1, input: { interests: $list })',
    type: '[String!]',
    list: numbers,
    path: 'input.interests',
  },
  'a list in a document': {
    field: 'updateProfile(id: 1, input: { contacts: { phones: [[], $list] } })',
    type: 'JSON',
    list: numbers,
    path: 'input.contacts',
  },
};

describeEachDatabase('an input with a list that is too long', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database, { LIMIT_DOCUMENT_TOKENS: '10000' });
  });
  afterAll(() => story.stop());

  function expectFault(payload: Payloads[string] | undefined, path: string): void {
    expect(payload?.errors).toEqual([
      {
        __typename: 'ValidationError',
        code: 'VALIDATION',
        message: `takes at most ${String(MAX)} items, got ${String(MORE)}`,
        path: path.split('.'),
      },
    ]);
  }

  it.each(Object.entries(INPUTS))(
    'is told in the payload, however it is said: %s',
    async (_what, { field, type, list, path }) => {
      const written = printed(list);
      const inDocument = field.replace('$list', written);
      for (const [document, variables] of [
        [`mutation { it: ${inDocument} { ${ERRORS} } }`, {}],
        [`mutation ($list: ${type}) { it: ${field} { ${ERRORS} } }`, { list }],
        [`mutation ($list: ${type} = ${written}) { it: ${field} { ${ERRORS} } }`, {}],
      ] as const) {
        const { it: payload } = await story.refused(document, { variables });
        expectFault(payload, path);
      }
    },
  );

  it('is told beside what else is wrong with it', async () => {
    const { createPosts } = await story.refused(
      `mutation { createPosts(inputs: [
        { title: "", content: "c", tags: { connect: ${IDS} } }, { title: "t", content: "\\u0000" }]) { ${ERRORS} } }`,
    );
    expect([...faultsOf(createPosts)].sort()).toEqual([
      ['VALIDATION', 'inputs.0.tags.connect'],
      ['VALIDATION', 'inputs.0.title'],
      ['VALIDATION', 'inputs.1.content'],
    ]);
  });

  it('is told where it is a part of one variable', async () => {
    const input = { title: 't', content: 'c', tags: { connect: numbers } };
    const { createPost } = await story.refused(
      `mutation ($input: PostCreateInput!) { createPost(input: $input) { ${ERRORS} } }`,
      { variables: { input } },
    );
    expectFault(createPost, 'input.tags.connect');
  });

  it('is told where it is said in a fragment, and by one of several operations', async () => {
    const document = `query Read($ids: [ID!]) { posts(where: { id: { in: $ids } }) { nodes { id } } }
      mutation Write($ids: [ID!]) { ...Writes }
      fragment Writes on Mutation { updatePost(id: 1, input: { tags: { set: $ids } }) { ${ERRORS} } }`;
    const variables = { ids: numbers };
    const { updatePost } = await story.refused(document, { variables, operationName: 'Write' });
    expectFault(updatePost, 'input.tags.set');
    const read = await story.ask(document, { variables, operationName: 'Read' });
    expect([read.status, read.body.errors?.[0]?.message]).toEqual([
      400,
      'variables.ids: must not have more than 250 items',
    ]);
  });

  it('leaves out its row alone where the others may go on', async () => {
    const { createPosts } = await story.write(
      `mutation { createPosts(errorPolicy: CONTINUE, inputs: [
        { title: "long", content: "c", tags: { connect: ${IDS} } }, { title: "short", content: "c" }])
        { posts { title } affectedCount ${ERRORS} } }`,
    );
    expect(createPosts).toMatchObject({ posts: [null, { title: 'short' }], affectedCount: 1 });
    expectFault(createPosts, 'inputs.0.tags.connect');
  });

  it('fails its document like any other fault', async () => {
    const data = await story.refused(
      `mutation { a: createTag(input: { name: "beside" }) { ${ERRORS} }
        b: updatePost(id: 1, input: { tags: { set: ${IDS} } }) { ${ERRORS} } }`,
    );
    expect(faultsOf(data['a'])).toEqual([['ROLLED_BACK', '']]);
    expect(faultsOf(data['b'])).toEqual([['VALIDATION', 'input.tags.set']]);
  });

  it.each([
    [
      'a filter says which rows',
      'updatePosts(where: { id: { in: $ids } }, input: { content: "x" })',
      '',
    ],
    ['a filter says which rows go', 'deletePosts(where: { id: { notIn: $ids } })', ''],
    [
      'it is a filter in a payload as well',
      'updatePost(id: 1, input: { tags: { set: $ids } })',
      'post { tags(where: { id: { in: $ids } }) { nodes { id } } }',
    ],
  ])('is refused before anything runs where %s', async (_what, field, selected) => {
    const before = await story.contents();
    const document = `${field} { ${selected} ${ERRORS} }`;
    const written = await story.ask(`mutation { ${document.replaceAll('$ids', IDS)} }`);
    expect(written.status).toBe(400);
    expect(written.body.errors?.[0]?.message).toBe(
      'The document has 251 items in a list, the limit is 250',
    );
    const given = await story.ask(`mutation ($ids: [ID!]) { ${document} }`, {
      variables: { ids: numbers },
    });
    expect(given.status).toBe(400);
    expect(given.body.errors?.[0]).toMatchObject({
      message: 'variables.ids: must not have more than 250 items',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await story.contents()).toEqual(before);
  });

  it('is one of more than 250, not of 250', async () => {
    const interests = printed(numbers.slice(1));
    const { updateProfile } = await story.write(
      `mutation { updateProfile(id: 1, input: { interests: ${interests}, contacts: ${interests} }) { ${ERRORS} } }`,
    );
    expect(updateProfile?.errors).toEqual([]);
  });
});

/** A value as GraphQL writes it. */
function printed(value: unknown): string {
  return JSON.stringify(value).replace(/"(\w+)":/g, '$1: ');
}
