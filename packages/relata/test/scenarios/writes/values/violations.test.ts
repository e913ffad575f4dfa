import { TestApi } from '../../../support/api.js';
import { describeEachDatabase } from '../../../support/databases.js';
import {
  ADMIN,
  CHEAP_PASSWORDS,
  ERRORS,
  faultsOf,
  keyOf,
  type Payloads,
  WriteStory,
} from '../../../support/writing.js';
import { userErrorOf } from '../../../../src/writing/violations/user-error-of.js';
import type { RowWrite } from '../../../../src/writing/input/write-plan.js';

const PARALLEL = 50;

describeEachDatabase('what only the database finds', (database) => {
  let story: WriteStory;
  let other: TestApi;
  beforeAll(async () => {
    story = await WriteStory.start(database);
    other = await TestApi.start(database, { env: CHEAP_PASSWORDS });
  });
  afterAll(async () => {
    await other.stop();
    await story.stop();
  });

  /** Sends documents at once, to two applications in turn. */
  async function race(documents: readonly string[]): Promise<readonly Payloads[]> {
    const apis = [story.api, other];
    return await Promise.all(
      documents.map((document, index) =>
        (apis[index % apis.length] ?? other).data<Payloads>(document, { viewer: ADMIN }),
      ),
    );
  }

  it('of 50 users with one name is one row, and 49 errors that say so', async () => {
    const answers = await race(
      Array.from(
        { length: PARALLEL },
        (
          _,
          index,
        ) => `mutation { createUser(input: { username: "${index % 2 === 0 ? 'wanted' : 'WANTED'}",
          email: "wanted${String(index)}@example.org", password: "a long secret",
          profile: { create: { firstName: "W", gender: OTHER } } }) { user { id } ${ERRORS} } }`,
      ),
    );
    const faults = answers.flatMap(({ createUser }) => createUser?.errors ?? []);
    expect(faults).toHaveLength(PARALLEL - 1);
    expect(new Set(faults.map((fault) => JSON.stringify(fault)))).toEqual(
      new Set([
        JSON.stringify({
          __typename: 'NotUniqueError',
          code: 'NOT_UNIQUE',
          message: 'this username is taken',
          path: ['input', 'username'],
        }),
      ]),
    );
    const rows = await story.sql(`select id from users where username_key = 'wanted'`);
    expect(rows).toHaveLength(1);
    const profiles = await story.sql(`select id from profiles where first_name = 'W'`);
    expect(profiles).toHaveLength(1);
  }, 120_000);

  it('of names wanted by rows within rows names the one that is taken', async () => {
    const answers = await race(
      Array.from(
        { length: 10 },
        (_, index) => `mutation { createPost(input: { title: "t${String(index)}", content: "c",
          tags: { create: [{ name: "free ${String(index)}" }, { name: "contested" }] } }) { post { id } ${ERRORS} } }`,
      ),
    );
    const lost = answers.flatMap(({ createPost }) => faultsOf(createPost));
    expect(lost).toEqual(Array(9).fill(['NOT_UNIQUE', 'input.tags.create.1.name']));
    expect(await story.sql(`select id from tags where name like 'free %'`)).toHaveLength(1);
  });

  it('of a user with two profiles is one profile', async () => {
    const id = await story.newUser('single');
    const answers = await race(
      Array(6).fill(
        `mutation { createProfile(input: { firstName: "P", gender: OTHER, user: { connect: "${id}" } }) { profile { id } ${ERRORS} } }`,
      ),
    );
    const lost = answers.flatMap(({ createProfile }) => faultsOf(createProfile));
    expect(lost).toEqual(Array(5).fill(['NOT_UNIQUE', 'input.user']));
    expect(
      await story.sql(`select id from profiles where user_id = ${String(keyOf(id))}`),
    ).toHaveLength(1);
  });

  it('of a row that goes while it is connected is as if it had been gone', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const { createTag } = await story.api.data<Payloads>(
        `mutation { createTag(input: { name: "going ${String(round)}" }) { tag { id } ${ERRORS} } }`,
        { viewer: ADMIN },
      );
      const { id } = createTag?.['tag'] as { readonly id: string };
      const link = `mutation { createPost(input: { title: "t", content: "c", tags: { connect: [1, "${id}"] } }) { post { id } ${ERRORS} } }`;
      const answers = await race([
        link,
        `mutation { deleteTag(id: "${id}") { deletedId ${ERRORS} } }`,
        link,
        link,
      ]);
      for (const { createPost } of answers) {
        expect([[], [['NOT_FOUND', 'input.tags.connect.1']]]).toContainEqual(faultsOf(createPost));
      }
      expect(
        await story.sql(`select * from post_tags where tag_id = ${String(keyOf(id))}`),
      ).toEqual([]);
    }
  });

  it.each([
    [
      'a value no CHECK allows',
      `insert into profiles (first_name, gender, user_id) values ('F', 'X', 1)`,
      ['VALIDATION', 'input.gender', 'violates a database constraint'],
    ],
    [
      'a value that must be there',
      `insert into profiles (first_name, gender, user_id) values (null, 'MALE', 1)`,
      ['VALIDATION', 'input.firstName', 'violates a database constraint'],
    ],
    [
      'a reference to nothing',
      `insert into profiles (first_name, gender, user_id) values ('F', 'MALE', 999)`,
      ['NOT_FOUND', 'input.user.connect', 'there is no such User'],
    ],
    [
      'a value that is taken',
      `insert into profiles (first_name, gender, user_id) values ('F', 'MALE', 1)`,
      ['NOT_UNIQUE', 'input.user', 'this user is taken'],
    ],
  ])('of %s names the field and no SQL', async (_what, statement, expected) => {
    const { catalog } = story.api.app.engine;
    const [profile, user] = [catalog.get('Profile'), catalog.get('User')];
    const [firstName, gender] = ['firstName', 'gender'].map((name) => profile?.columns.get(name));
    const relation = profile?.relations.get('user');
    if (!profile || !user || !firstName || !gender || !relation) {
      throw new TypeError('The models are not what this test takes them for');
    }
    const key = statement.includes('999') ? 999 : 1;
    const write: RowWrite = {
      model: profile,
      path: ['input'],
      sought: null,
      values: new Map([
        [firstName, 'F'],
        [gender, 'X'],
      ]),
      links: [
        {
          relation,
          path: ['input', 'user'],
          create: [],
          connect: [{ key, path: ['input', 'user', 'connect'] }],
          connectOrCreate: [],
          update: [],
          upsert: [],
          remove: [],
          removesOthers: false,
        },
      ],
    };
    const error: unknown = await story.sql(statement).catch((thrown: unknown) => thrown);
    const fault = userErrorOf(error, { path: ['input'], writes: [write] });
    expect([fault?.code, fault?.path.join('.'), fault?.message]).toEqual(expected);
  });
});
