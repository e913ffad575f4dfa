import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, WriteStory } from '../../../support/writing.js';

const NEW_USER = { username: 'u', email: 'u@example.org', password: 'a long secret' };
const PROFILE = { firstName: 'F', gender: 'MALE' };
const BOTH = { connect: '2', create: NEW_USER };
const EXACTLY_ONE = 'Exactly one key must be specified for OneOf type';

interface Refused {
  /** Root fields with `$said` in them. */
  readonly field: string;
  readonly type: string;
  readonly said: object;
  /** Within the variable, where something is wrong; and what. */
  readonly place: string | null;
  readonly reason: string;
}

/** Inputs of which exactly one key may be said. */
const REFUSED: Readonly<Record<string, Refused>> = {
  'connect and create of an owner': {
    field: 'createProfile(input: { firstName: "F", gender: MALE, user: $said })',
    type: 'ProfileUserCreateInput!',
    said: BOTH,
    place: null,
    reason: `${EXACTLY_ONE} "ProfileUserCreateInput"`,
  },
  'neither of them': {
    field: 'createProfile(input: { firstName: "F", gender: MALE, user: $said })',
    type: 'ProfileUserCreateInput!',
    said: {},
    place: null,
    reason: `${EXACTLY_ONE} "ProfileUserCreateInput"`,
  },
  'null for one': {
    field: 'createProfile(input: $said)',
    type: 'ProfileCreateInput!',
    said: { ...PROFILE, user: { connect: null } },
    place: 'user.connect',
    reason: 'Field "connect" must be non-null',
  },
  'null beside one': {
    field: 'createProfile(input: $said)',
    type: 'ProfileCreateInput!',
    said: { ...PROFILE, user: { connect: '2', create: null } },
    place: 'user',
    reason: `${EXACTLY_ONE} "ProfileUserCreateInput"`,
  },
  'connect and create in an update': {
    field: 'updateUser(id: 1, input: $said)',
    type: 'UserUpdateInput!',
    said: { isActive: true, profile: { connect: '1', create: PROFILE } },
    place: 'profile',
    reason: `${EXACTLY_ONE} "UserProfileUpdateInput"`,
  },
  'connect and delete in an update of many': {
    field: 'updateUsers(where: {}, input: $said)',
    type: 'UserUpdateInput!',
    said: { profile: { connect: '1', delete: true } },
    place: 'profile',
    reason: `${EXACTLY_ONE} "UserProfileUpdateInput"`,
  },
  'connect and create in one row of many': {
    field: 'createUsers(errorPolicy: CONTINUE, inputs: $said)',
    type: '[UserCreateInput!]!',
    said: [NEW_USER, { ...NEW_USER, profile: { connect: '1', create: PROFILE } }],
    place: '1.profile',
    reason: `${EXACTLY_ONE} "UserProfileCreateInput"`,
  },
  'connect and create two levels down': {
    field: 'createProfile(input: $said)',
    type: 'ProfileCreateInput!',
    said: {
      ...PROFILE,
      user: { create: { ...NEW_USER, profile: { connect: '1', create: PROFILE } } },
    },
    place: 'user.create.profile',
    reason: `${EXACTLY_ONE} "UserProfileCreateInput"`,
  },
  'connect and create in the half of an upsert that is not needed': {
    field: 'upsertUser(by: { username: "user1" }, create: $said, update: { isActive: true })',
    type: 'UserCreateInput!',
    said: { ...NEW_USER, profile: { connect: '1', create: PROFILE } },
    place: 'profile',
    reason: `${EXACTLY_ONE} "UserProfileCreateInput"`,
  },
  'two fields that find': {
    field: `upsertUser(by: $said, create: ${printed(NEW_USER)}, update: { isActive: true })`,
    type: 'UserUnique!',
    said: { username: 'user1', email: 'user2@example.org' },
    place: null,
    reason: `${EXACTLY_ONE} "UserUnique"`,
  },
  'no field that finds': {
    field: 'updatePost(id: 1, input: { tags: { connectOrCreate: $said } })',
    type: '[TagConnectOrCreateInput!]',
    said: [{ where: {}, create: { name: 'x' } }],
    place: '0.where',
    reason: `${EXACTLY_ONE} "TagUnique"`,
  },
};

describeEachDatabase('an input of which one key must be said', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  it.each(Object.entries(REFUSED))(
    'is refused with its document, which says where: %s',
    async (_what, { field, type, said, place, reason }) => {
      const before = await story.contents();
      const tag = `before: createTag(input: { name: "not kept" }) { ${ERRORS} }`;
      const given = await story.ask(
        `mutation ($said: ${type}) { ${tag} it: ${field} { ${ERRORS} } }`,
        { variables: { said } },
      );
      expect(given.status).toBe(400);
      expect(given.body).toEqual({
        errors: [
          {
            message: expect.stringContaining(reason) as string,
            locations: [{ line: 1, column: 'mutation ('.length + 1 }],
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
      const message = given.body.errors?.[0]?.message ?? '';
      const at = place === null ? '' : ` at "said.${place}"`;
      expect(message.replace(/\[(\d+)\]/g, '.$1')).toContain(`${at}; `);

      const start = `mutation { ${tag} it: `;
      const document = `${start}${field.replace('$said', printed(said))} { ${ERRORS} } }`;
      const written = await story.ask(document);
      expect(written.status).toBe(400);
      expect(written.body).toEqual({
        errors: [
          {
            message: expect.stringMatching(
              /must specify exactly one key|must be non-null/,
            ) as string,
            locations: [{ line: 1, column: expect.any(Number) as number }],
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ],
      });
      // It points at the input, not at the document as a whole.
      const column = written.body.errors?.[0]?.locations?.[0]?.column ?? 0;
      expect(column).toBeGreaterThan(start.length);
      expect(document[column - 1]).toBe('{');
      expect(await story.contents()).toEqual(before);
    },
  );

  it('takes no variable that may be null, whatever it holds', async () => {
    const before = await story.contents();
    const { status, body } = await story.ask(
      `mutation ($id: ID) { createProfile(input: { firstName: "F", gender: MALE, user: { connect: $id } }) { ${ERRORS} } }`,
      { variables: { id: 2 } },
    );
    expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(await story.contents()).toEqual(before);
  });

  it('says so in introspection', async () => {
    const { body } = await story.ask(
      '{ one: __type(name: "ProfileUserCreateInput") { isOneOf } many: __type(name: "PostTagsCreateInput") { isOneOf } }',
    );
    expect(body.data).toEqual({ one: { isOneOf: true }, many: { isOneOf: false } });
  });
});

/** A value as GraphQL writes it. */
function printed(value: unknown): string {
  return JSON.stringify(value)
    .replace(/"(\w+)":/g, '$1: ')
    .replaceAll('"MALE"', 'MALE');
}
