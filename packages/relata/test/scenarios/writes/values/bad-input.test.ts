import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, WriteStory } from '../../../support/writing.js';

const LONG = 'x'.repeat(256);
/** Each is refused whole: `[code, path]` of every fault. */
const REFUSED: Readonly<Record<string, readonly [string, readonly (readonly [string, string])[]]>> =
  {
    'unknown ids in connect': [
      'createPost(input: { title: "t", content: "c", tags: { connect: ["tag_1", "tag_999", "998"] } })',
      [
        ['NOT_FOUND', 'input.tags.connect.1'],
        ['NOT_FOUND', 'input.tags.connect.2'],
      ],
    ],
    'ids of another type in connect, and no ids at all': [
      'createPost(input: { title: "t", content: "c", tags: { connect: ["user_1", "tag_0", "x", "tag_99999999999"] } })',
      [
        ['VALIDATION', 'input.tags.connect.0'],
        ['VALIDATION', 'input.tags.connect.1'],
        ['VALIDATION', 'input.tags.connect.2'],
        ['VALIDATION', 'input.tags.connect.3'],
      ],
    ],
    'unknown ids in set and disconnect': [
      'updatePost(id: 1, input: { tags: { set: [1, 999], disconnect: [997] } })',
      [
        ['NOT_FOUND', 'input.tags.set.1'],
        ['NOT_FOUND', 'input.tags.disconnect.0'],
      ],
    ],
    'rows that are both to stay and to go': [
      'updatePost(id: 1, input: { tags: { connect: [1, "tag_2"], disconnect: [2, "tag_1", 3] } })',
      [
        ['VALIDATION', 'input.tags.disconnect.0'],
        ['VALIDATION', 'input.tags.disconnect.1'],
      ],
    ],
    'rows that are both to be all and to go': [
      'updatePost(id: 1, input: { tags: { set: [1, 2], disconnect: [2] } })',
      [['VALIDATION', 'input.tags.disconnect.0']],
    ],
    'rows that are both to be taken and to be deleted': [
      'updateUser(id: 1, input: { posts: { connect: [3], delete: ["post_3"] } })',
      [['VALIDATION', 'input.posts.delete.0']],
    ],
    'rows that are both all that is left and to be deleted, in an upsert': [
      `upsertUser(by: { username: "user1" }, create: { username: "user1", email: "u@example.org", password: "a long secret" },
      update: { posts: { set: [1], deleteOthers: true, delete: [1] } })`,
      [['VALIDATION', 'update.posts.delete.0']],
    ],
    'a set that deletes, unsaid': [
      'updateUser(id: 1, input: { posts: { set: [1] } })',
      [['VALIDATION', 'input.posts.set']],
    ],
    'an unknown owner': [
      'createProfile(input: { firstName: "F", gender: MALE, user: { connect: 999 } })',
      [['NOT_FOUND', 'input.user.connect']],
    ],
    'an empty update': ['updatePost(id: 1, input: {})', [['VALIDATION', 'input']]],
    'an empty update of many': ['updatePosts(where: {}, input: {})', [['VALIDATION', 'input']]],
    'strings that are too long': [
      `createUser(input: { username: "${LONG}", email: "a@example.org", password: "${'p'.repeat(257)}",
      profile: { create: { firstName: "${LONG}", gender: MALE, lastName: "${LONG}" } } })`,
      [
        ['VALIDATION', 'input.username'],
        ['VALIDATION', 'input.password'],
        ['VALIDATION', 'input.profile.create.firstName'],
        ['VALIDATION', 'input.profile.create.lastName'],
      ],
    ],
    'an e-mail address that is none, and one too long': [
      `createUsers(inputs: [{ username: "a", email: "nonsense", password: "a long secret" },
      { username: "b", email: "${'b'.repeat(320)}@example.org", password: "a long secret" }])`,
      [
        ['VALIDATION', 'inputs.0.email'],
        ['VALIDATION', 'inputs.1.email'],
      ],
    ],
    'NUL, at every level': [
      String.raw`createPost(input: { title: "a\u0000b", content: "\u0000", tags: { create: [{ name: "\u0000" }] } })`,
      [
        ['VALIDATION', 'input.title'],
        ['VALIDATION', 'input.content'],
        ['VALIDATION', 'input.tags.create.0.name'],
      ],
    ],
    'NUL in lists and documents': [
      String.raw`updateProfile(id: 1, input: { interests: ["fine", "\u0000"], contacts: { a: ["\u0000"] } })`,
      [
        ['VALIDATION', 'input.interests'],
        ['VALIDATION', 'input.contacts'],
      ],
    ],
    'null where a value must be': [
      'updateUser(id: 1, input: { username: null, isActive: null, tags: null, profile: null })',
      [
        ['VALIDATION', 'input.username'],
        ['VALIDATION', 'input.isActive'],
        ['VALIDATION', 'input.profile'],
        ['VALIDATION', 'input.tags'],
      ],
    ],
    'a profile without an owner': [
      'createProfile(input: { firstName: "F", gender: MALE })',
      [['VALIDATION', 'input.user']],
    ],
    'names taken, at every level': [
      `createUser(input: { username: "USER1", email: "User2@example.org", password: "a long secret",
      tags: { create: [{ name: "TAG1" }, { name: "same" }, { name: "SAME" }] },
      posts: { create: [{ title: "t", content: "c", tags: { create: [{ name: "tag2" }, { name: "Same" }] } }] } })`,
      [
        ['NOT_UNIQUE', 'input.username'],
        ['NOT_UNIQUE', 'input.email'],
        ['NOT_UNIQUE', 'input.posts.create.0.tags.create.0.name'],
        ['NOT_UNIQUE', 'input.tags.create.0.name'],
        ['NOT_UNIQUE', 'input.tags.create.1.name'],
        ['NOT_UNIQUE', 'input.tags.create.2.name'],
      ],
    ],
    'a unique value in a bulk update': [
      'updateTags(where: {}, input: { name: "one for all" })',
      [
        ['NOT_UNIQUE', 'input.name'],
        ['NOT_UNIQUE', 'input.name'],
      ],
    ],
    'more rows than atMost': ['deleteTags(where: {}, atMost: 2)', [['VALIDATION', 'where']]],
    'text of blanks, a secret too short, an age there is not': [
      `createUser(input: { username: " ", email: "c@example.org", password: "short",
      profile: { create: { firstName: "", gender: MALE, age: -1 } } })`,
      [
        ['VALIDATION', 'input.username'],
        ['VALIDATION', 'input.password'],
        ['VALIDATION', 'input.profile.create.firstName'],
        ['VALIDATION', 'input.profile.create.age'],
      ],
    ],
  };

describeEachDatabase('bad input', (database) => {
  let story: WriteStory;
  beforeAll(async () => {
    story = await WriteStory.start(database);
  });
  afterAll(() => story.stop());

  for (const [what, [field, faults]] of Object.entries(REFUSED)) {
    it(`of ${what} is told in the payload, all of it, and changes nothing`, async () => {
      const { it: payload } = await story.refused(`mutation { it: ${field} { ${ERRORS} } }`);
      const told = [...faultsOf(payload)].sort();
      expect(told).toEqual(faults.map((fault) => [...fault]).sort());
      for (const { message, path } of payload?.errors ?? []) {
        // Where it is wrong says the path alone.
        expect([path.join('.'), message]).not.toEqual([
          expect.anything(),
          expect.stringMatching(/^[\w.]+: /),
        ]);
        expect(message).not.toMatch(/select|insert|constraint|undefined|null value/);
      }
    });
  }

  it('of a row that is hidden is as if it were missing', async () => {
    await story.write(`mutation { deleteUser(id: 3) { ${ERRORS} } }`);
    const { createPost } = await story.write(
      `mutation { createPost(input: { title: "draft", content: "c" }) { post { id } ${ERRORS} } }`,
    );
    const post = (createPost?.['post'] as { readonly id: string }).id;
    const document = (id: string): string =>
      `mutation { updateUser(id: 2, input: { posts: { connect: ["${id}"] } }) { ${ERRORS} } }`;
    const viewer = { userId: 2 };
    const hidden = await story.refused(document(post), { viewer });
    const missing = await story.refused(document('post_999'), { viewer });
    expect(hidden).toEqual(missing);
    const owner = await story.refused(
      `mutation { createProfile(input: { firstName: "F", gender: MALE, user: { connect: 3 } }) { ${ERRORS} } }`,
    );
    expect(faultsOf(owner['createProfile'])).toEqual([['NOT_FOUND', 'input.user.connect']]);
  });
});
