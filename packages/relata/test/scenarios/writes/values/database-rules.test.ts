import { describeEachDatabase, type TestDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, WriteStory } from '../../../support/writing.js';

/**
 * Rules of this file's databases that the models say nothing of, so that no check before the
 * statement can find them broken.
 */
async function addRules({ orm, dialect }: TestDatabase): Promise<void> {
  const em = orm.em.fork();
  await em.execute('create table labels (tag_id integer not null references tags (id))');
  if (dialect === 'postgresql') {
    await em.execute(`
      alter table profiles drop constraint profiles_profession_check;
      alter table profiles
        add constraint profiles_profession_check check (profession in ('DEVELOPER', 'STUDENT')),
        add check (first_name <> 'Forbidden'),
        add check (length(bio) < 10),
        add constraint short_enough check (length(last_name) < 10),
        alter column last_name set default 'L',
        alter column last_name set not null;
      create function doom() returns trigger language plpgsql as
        $$ begin delete from users where id = new.user_id; return new; end $$;
      create trigger doomed before insert on profiles for each row
        when (new.first_name = 'Doomed') execute function doom();`);
    return;
  }
  // SQLite takes no rule for a table that is there: it is made again, with its indexes.
  const made: readonly { readonly sql: string }[] = await em.execute(
    `select sql from sqlite_schema where tbl_name = 'profiles' and sql is not null order by type desc`,
  );
  const rules = [
    [/('DEVELOPER'), [^)]*('STUDENT'), 'UNEMPLOYED'/, '$1, $2'],
    [/`first_name` text/, `$& check (first_name <> 'Forbidden')`],
    [/`bio` text/, '$& check (length(bio) < 10)'],
    [
      /`last_name` text null/,
      "`last_name` text not null default 'L' constraint short_enough check (length(last_name) < 10)",
    ],
  ] as const;
  await em.execute('drop table profiles');
  for (const { sql } of made) {
    await em.execute(rules.reduce((text, [from, to]) => text.replace(from, to), sql));
  }
  await em.execute(`create trigger doomed before insert on profiles when new.first_name = 'Doomed'
    begin delete from users where id = new.user_id; end`);
}

/** Each is refused whole, by the database alone: `[code, path, message]` of its fault. */
const REFUSED: Readonly<Record<string, readonly [string, readonly [string, string, string]]>> = {
  'a value no CHECK allows': [
    'createProfile(input: { firstName: "Forbidden", gender: MALE, user: { connect: $free } })',
    ['VALIDATION', 'input.firstName', 'violates a database constraint'],
  ],
  'a member of an enum the table has not': [
    'createProfile(input: { firstName: "F", gender: MALE, profession: WRITER, user: { connect: $free } })',
    ['VALIDATION', 'input.profession', 'violates a database constraint'],
  ],
  'a CHECK of what is made of a value': [
    'createProfile(input: { firstName: "F", gender: MALE, bio: "much too long", user: { connect: $free } })',
    ['VALIDATION', 'input.bio', 'violates a database constraint'],
  ],
  'a CHECK whose name says nothing': [
    'createProfile(input: { firstName: "F", gender: MALE, lastName: "much too long", user: { connect: $free } })',
    ['VALIDATION', 'input', 'violates a database constraint'],
  ],
  'a CHECK of an update': [
    'updateProfile(id: 1, input: { age: 1, profession: MANAGER })',
    ['VALIDATION', 'input.profession', 'violates a database constraint'],
  ],
  'a CHECK of an update of many': [
    'updateProfiles(where: {}, input: { firstName: "Forbidden" })',
    ['VALIDATION', 'input.firstName', 'violates a database constraint'],
  ],
  'a CHECK of a row within a row': [
    `createUser(input: { username: "u", email: "u@example.org", password: "a long secret",
      profile: { create: { firstName: "Forbidden", gender: MALE } } })`,
    ['VALIDATION', 'input.profile.create.firstName', 'violates a database constraint'],
  ],
  'a CHECK of one of several rows': [
    `createUsers(inputs: [{ username: "u", email: "u@example.org", password: "a long secret", profile: { create:
      { firstName: "Allowed", gender: MALE } } }, { username: "v", email: "v@example.org", password: "a long secret",
      profile: { create: { firstName: "Forbidden", gender: MALE } } }])`,
    ['VALIDATION', 'inputs', 'violates a database constraint'],
  ],
  'a value that must be there': [
    'createProfile(input: { firstName: "F", gender: MALE, lastName: null, user: { connect: $free } })',
    ['VALIDATION', 'input.lastName', 'violates a database constraint'],
  ],
  'a value that must be there in an update': [
    'updateProfiles(where: {}, input: { lastName: null })',
    ['VALIDATION', 'input.lastName', 'violates a database constraint'],
  ],
  'a value that must be there in one of several rows': [
    `createUsers(inputs: [{ username: "u", email: "u@example.org", password: "a long secret", profile: { create:
      { firstName: "A", lastName: "Z", gender: MALE } } }, { username: "v", email: "v@example.org",
      password: "a long secret", profile: { create: { firstName: "B", lastName: null, gender: MALE } } }])`,
    ['VALIDATION', 'inputs.1.profile.create.lastName', 'violates a database constraint'],
  ],
  'a row that goes while it is connected': [
    'createProfile(input: { firstName: "Doomed", gender: MALE, user: { connect: $free } })',
    ['NOT_FOUND', 'input.user.connect', 'there is no such User'],
  ],
  'a row that is still used': [
    'deleteTag(id: 1)',
    ['VALIDATION', 'id', 'is still used by another row'],
  ],
  'rows of which one is still used': [
    'deleteTags(where: {})',
    ['VALIDATION', 'where', 'is still used by another row'],
  ],
  'an upsert that breaks a rule': [
    `upsertUser(by: { username: "user1" }, create: { username: "user1", email: "n@example.org", password: "a long secret" },
      update: { profile: { create: { firstName: "Forbidden", gender: OTHER } } })`,
    ['VALIDATION', 'update.profile.create.firstName', 'violates a database constraint'],
  ],
};

describeEachDatabase('a rule that only the database has', (database) => {
  let story: WriteStory;
  let free: string;
  beforeAll(async () => {
    await addRules(database);
    story = await WriteStory.start(database);
    free = await story.newUser('free');
    await story.sql('insert into labels (tag_id) values (1)');
  });
  afterAll(() => story.stop());

  it.each(Object.entries(REFUSED))(
    'is told like a rule of the models, without its SQL: %s',
    async (_what, [field, [code, path, reason]]) => {
      const document = field.replace('$free', JSON.stringify(free));
      const { it: payload } = await story.refused(
        `mutation { before: createTag(input: { name: "not kept" }) { ${ERRORS} } it: ${document} { ${ERRORS} } }`,
      );
      expect(payload?.errors).toEqual([
        {
          __typename: code === 'NOT_FOUND' ? 'NotFoundError' : 'ValidationError',
          code,
          message: reason,
          path: path.split('.'),
        },
      ]);
    },
  );

  it('drops the rows that break it where the others may go on', async () => {
    const user = (name: string, profile: string) =>
      `{ username: "${name}", email: "${name}@example.org", password: "a long secret",
        profile: { create: { gender: MALE, ${profile} } } }`;
    const { createUsers } = await story.write(
      `mutation { createUsers(errorPolicy: CONTINUE, inputs: [${[
        user('one', 'firstName: "One"'),
        user('two', 'firstName: "Forbidden"'),
        user('three', 'firstName: "Three"'),
        user('four', 'firstName: "Four", lastName: null'),
        user('five', 'firstName: "Five", profession: DESIGNER'),
      ].join()}]) { users { username profile { firstName } } affectedCount ${ERRORS} } }`,
    );
    expect(createUsers).toMatchObject({
      users: [
        { username: 'one', profile: { firstName: 'One' } },
        null,
        { username: 'three', profile: { firstName: 'Three' } },
        null,
        null,
      ],
      affectedCount: 2,
    });
    expect([...faultsOf(createUsers)].sort()).toEqual([
      ['VALIDATION', 'inputs.1.profile.create.firstName'],
      ['VALIDATION', 'inputs.3.profile.create.lastName'],
      ['VALIDATION', 'inputs.4.profile.create.profession'],
    ]);
  });
});
