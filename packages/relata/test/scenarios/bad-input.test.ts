import { TestApi } from '../support/api.js';
import { describeEachDatabase } from '../support/databases.js';
import { fillUsers } from '../support/fixtures.js';

/** What a client gets for a document that cannot be answered. */
interface Refusal {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly code: string;
  /** Names the argument and the reason. */
  readonly message: RegExp;
}

const BAD: Readonly<Record<string, Refusal>> = {
  'an id of another type': {
    document: '{ post(id: "user_7") { id } }',
    code: 'BAD_USER_INPUT',
    message: /id: expected a Post id, got user_7/,
  },
  'a malformed id': {
    document: '{ post(id: "post-7") { id } }',
    code: 'BAD_USER_INPUT',
    message: /id: expected a Post id, got post-7/,
  },
  'an id out of range': {
    document: '{ post(id: "post_2147483648") { id } }',
    code: 'BAD_USER_INPUT',
    message: /id: post_2147483648 is out of range/,
  },
  'an id of zero': {
    document: '{ post(id: 0) { id } }',
    code: 'BAD_USER_INPUT',
    message: /expected a Post id, got 0/,
  },
  'an empty id': {
    document: '{ post(id: "") { id } }',
    code: 'BAD_USER_INPUT',
    message: /expected a Post id/,
  },
  'a node of no type': {
    document: '{ node(id: "thing_1") { id } }',
    code: 'BAD_USER_INPUT',
    message: /node: id: expected an id like user_42, got thing_1/,
  },
  'a bad id among nodes': {
    document: '{ nodes(ids: ["post_1", "x"]) { id } }',
    code: 'BAD_USER_INPUT',
    message: /ids\.1: expected an id like user_42, got x/,
  },
  'an id of another type in a filter': {
    document: '{ posts(where: { author: { id: { in: ["user_1", "post_1"] } } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.author\.id\.in: expected a User id, got post_1/,
  },
  'a cursor that is garbage': {
    document: '{ posts(after: "garbage") { nodes { id } } }',
    code: 'INVALID_CURSOR',
    message: /after: not a cursor of this server/,
  },
  'an empty cursor': {
    document: '{ posts(before: "") { nodes { id } } }',
    code: 'INVALID_CURSOR',
    message: /before: not a cursor/,
  },
  'first and last together': {
    document: '{ posts(first: 1, last: 1) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /first: cannot be used together with last/,
  },
  'a negative first': {
    document: '{ posts(first: -1) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /first: must not be negative, got -1/,
  },
  'a last over the limit': {
    document: '{ users { nodes { posts(last: 101) { nodes { id } } } } }',
    code: 'BAD_USER_INPUT',
    message: /posts: last: must be at most 100, got 101/,
  },
  'an offset with a cursor': {
    document: '{ posts(offset: 1, after: "x") { nodes { id } } }',
    code: 'INVALID_CURSOR',
    message: /after/,
  },
  'an offset over the limit': {
    document: '{ posts(offset: 10001) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /offset: must be from 0 to 10000, got 10001/,
  },
  'a null operand': {
    document: '{ posts(where: { title: { eq: null } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.title\.eq: must not be null, use isNull/,
  },
  'a null filter of a column': {
    document: '{ posts(where: { title: null }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.title: must not be null/,
  },
  'a null isNull': {
    document: '{ posts(where: { title: { isNull: null } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.title\.isNull: must not be null/,
  },
  'a null path of a document': {
    document: '{ profiles(where: { contacts: { path: null, eq: "x" } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.contacts\.path/,
  },
  'a null isNull of a relation': {
    document: '{ posts(where: { author: { isNull: null } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.author\.isNull: must not be null/,
  },
  'isNull of no relation': {
    document: '{ posts(where: { isNull: true }) { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Field "isNull" is not defined by type "PostWhere"/,
  },
  'an empty relation filter': {
    document: '{ posts(where: { author: {} }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.author: an empty relation filter says nothing/,
  },
  'an empty filter of a list': {
    document: '{ users(where: { posts: {} }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.posts: an empty relation filter/,
  },
  'an unknown enum value': {
    document: '{ posts(where: { status: { eq: SECRET } }) { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Value "SECRET" does not exist in "PostStatus" enum/,
  },
  'two keys in one item of an order': {
    document: '{ posts(orderBy: [{ id: ASC, title: ASC }]) { nodes { id } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /PostOrder/,
  },
  'NUL in a filter': {
    document:
      'query ($text: String!) { posts(where: { title: { contains: $text } }) { nodes { id } } }',
    variables: { text: 'a\0b' },
    code: 'BAD_USER_INPUT',
    message: /where\.title\.contains: must not contain NUL/,
  },
  'a lone surrogate in a filter': {
    document: 'query ($text: String!) { posts(where: { title: { eq: $text } }) { nodes { id } } }',
    variables: { text: 'a\uD800' },
    code: 'BAD_USER_INPUT',
    message: /where\.title\.eq: must be well-formed Unicode/,
  },
  'NUL in a lookup': {
    document: 'query ($name: String!) { userByUsername(username: $name) { id } }',
    variables: { name: '\0' },
    code: 'BAD_USER_INPUT',
    message: /username: must not contain NUL/,
  },
  'a text of 64 kB for a short column': {
    document: 'query ($text: String!) { posts(where: { title: { eq: $text } }) { nodes { id } } }',
    variables: { text: 'x'.repeat(65_536) },
    code: 'BAD_USER_INPUT',
    message: /where\.title\.eq: must have at most 255 characters, has 65536/,
  },
  'a search term of 64 kB': {
    document:
      'query ($text: String!) { posts(where: { content: { contains: $text } }) { nodes { id } } }',
    variables: { text: '%'.repeat(65_536) },
    code: 'BAD_USER_INPUT',
    message: /where\.content\.contains: must have at most 256 characters/,
  },
  'a date past the last year': {
    document: '{ posts(where: { createdAt: { gt: "0000-01-01T00:00:00Z" } }) { nodes { id } } }',
    code: 'BAD_USER_INPUT',
    message: /where\.createdAt\.gt: must be in the years 0001 to 9999/,
  },
  'a list of too many': {
    document: 'query ($ids: [ID!]!) { posts(where: { id: { in: $ids } }) { nodes { id } } }',
    variables: { ids: Array.from({ length: 251 }, (_, index) => String(index + 1)) },
    code: 'BAD_USER_INPUT',
    message: /250/,
  },
  'a filter too deep': {
    document: `{ posts(where: ${'{ not: '.repeat(7)}{}${' }'.repeat(7)}) { nodes { id } } }`,
    code: 'BAD_USER_INPUT',
    message: /filters nest at most 6 levels/,
  },
  'a document too deep': {
    document: `{ users { nodes ${'{ posts { nodes { author '.repeat(6)}{ id }${' } } }'.repeat(6)} } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /10/,
  },
  'a document too long': {
    document: `{ posts { nodes { id } } } #${'x'.repeat(32_000)}`,
    code: 'GRAPHQL_PARSE_FAILED',
    message: /32000/,
  },
  'a document too costly': {
    document:
      'query ($n: Int) { users(first: $n) { nodes { posts(first: $n) { nodes { id title content status } } } } }',
    variables: { n: 100 },
    code: 'COST_EXCEEDED',
    message: /costs 40202, the limit is 30000/,
  },
};

const messages = new Map<string, string>();

describeEachDatabase('bad input', (database) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start(database);
    await fillUsers(api.app.orm, { users: 3, posts: 2 });
  });
  afterAll(() => api.stop());
  // Whatever it was asked, the server lives on.
  afterEach(() => expect(api.data('{ posts(first: 1) { nodes { id } } }')).resolves.toBeTruthy());

  for (const [name, { document, variables, code, message }] of Object.entries(BAD)) {
    it(`is refused: ${name}`, async () => {
      const answer = await api.ask(document, variables && { variables });
      expect(answer.status).toBe(400);
      expect(answer.body.data ?? null).toBeNull();
      expect(answer.body.errors?.[0]?.extensions?.['code']).toBe(code);
      expect(answer.body.errors?.[0]?.message).toMatch(message);
      expect(answer.statements).toEqual([]);
      // The same on both databases.
      const known = messages.get(name) ?? answer.text;
      messages.set(name, known);
      expect(answer.text).toBe(known);
    });
  }

  it('is refused: a cursor that was changed, or used with another order or field', async () => {
    const { posts } = await api.data<{ posts: { edges: { cursor: string }[] } }>(
      '{ posts(first: 1, orderBy: [{ title: ASC }]) { edges { cursor } } }',
    );
    const cursor = posts.edges[0]?.cursor ?? '';
    const changed = `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`;
    const refusals = [
      `{ posts(orderBy: [{ title: ASC }], after: "${changed}") { nodes { id } } }`,
      `{ posts(orderBy: [{ title: DESC }], after: "${cursor}") { nodes { id } } }`,
      `{ posts(after: "${cursor}") { nodes { id } } }`,
      `{ users { nodes { posts(orderBy: [{ title: ASC }], before: "${cursor}") { nodes { id } } } } }`,
    ];
    for (const document of refusals) {
      const { status, body } = await api.ask(document);
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'INVALID_CURSOR']);
    }
    await expect(
      api.data(`{ posts(orderBy: [{ title: ASC }], after: "${cursor}") { nodes { id } } }`),
    ).resolves.toBeTruthy();
  });

  it('is not a text of 64 kB for a long column, nor % and _, which are characters', async () => {
    const { statements, body } = await api.ask(
      'query ($text: String!) { posts(where: { content: { eq: $text } }) { totalCount } }',
      { variables: { text: 'x'.repeat(65_536) } },
    );
    expect([body.data, statements.length]).toEqual([{ posts: { totalCount: 0 } }, 1]);
    await expect(
      api.data('{ posts(where: { title: { contains: "%" } }) { totalCount } }'),
    ).resolves.toEqual({ posts: { totalCount: 0 } });
  });

  it('is not null where an argument may be left out', async () => {
    await expect(
      api.data(
        '{ posts(where: null, orderBy: null, first: null, after: null, offset: null) { totalCount } }',
      ),
    ).resolves.toEqual({ posts: { totalCount: 6 } });
  });

  it('says nothing of columns that are not fields', async () => {
    for (const name of ['passwordHash', 'usernameKey', 'password']) {
      const { body } = await api.ask(
        `{ users(where: { ${name}: { isNull: false } }) { totalCount } }`,
      );
      expect(body.errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });
});
