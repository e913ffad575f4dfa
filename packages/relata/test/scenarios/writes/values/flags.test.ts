import { models } from '../../../blog/models/index.js';
import { TestApi } from '../../../support/api.js';
import { Remark } from '../../../support/models/remark.js';
import { describeEachDatabase, type TestDatabase } from '../../../support/databases.js';
import { CHEAP_PASSWORDS } from '../../../support/viewers.js';
import { ADMIN, ERRORS, faultsOf, keyOf, WriteStory } from '../../../support/writing.js';

const MODELS = [...models, Remark] as const;
const PROFILE = 'profile: { create: { firstName: "Old", gender: OTHER } }';

/** Root fields that say a flag of a user's relation to its profile, and what they select. */
const FORMS: Readonly<Record<string, (user: string, input: string) => string>> = {
  'an update': (user, input) => `updateUser(id: "${user}", input: { ${input} }) { user { version`,
  'an update of many': (user, input) =>
    `updateUsers(where: { id: { eq: ${String(keyOf(user))} } }, input: { ${input} }) { users { version`,
  'an upsert': (user, input) =>
    `upsertUser(by: { email: "flag${user}@example.org" }, create: { username: "unused", email: "unused@example.org", password: "a long secret" }, update: { ${input} }) { user { version`,
};

describeEachDatabase(
  'a flag that is not set',
  (database) => {
    let story: WriteStory;
    let api: TestApi;
    beforeAll(async () => {
      story = await WriteStory.start(database);
      api = await TestApi.start(database, { env: CHEAP_PASSWORDS, models: MODELS });
    });
    afterAll(async () => {
      await api.stop();
      await story.stop();
    });

    let made = 0;
    const newUser = async (): Promise<string> => {
      made += 1;
      const user = await story.newUser(`flagged${String(made)}`, PROFILE);
      await story.sql(
        `update users set email = 'flag${user}@example.org', email_key = 'flag${user}@example.org' where id = ${String(keyOf(user))}`,
      );
      return user;
    };

    describe.each(Object.entries(FORMS))('in %s', (_form, field) => {
      it.each([
        ['literal', 'mutation', 'false'],
        ['variable', 'mutation ($flag: Boolean!)', '$flag'],
      ])('does nothing, and the rest is done: %s', async (_how, head, flag) => {
        const user = await newUser();
        const ask = async (input: string) =>
          await story.write(
            `${head} { it: ${field(user, input)} profile { firstName } isActive } ${ERRORS} } }`,
            { variables: head === 'mutation' ? {} : { flag: false } },
          );
        const kept = { version: 1, profile: { firstName: 'Old' }, isActive: true };
        const [alone] = Object.values((await ask(`profile: { delete: ${flag} }`))['it'] ?? {});
        expect([alone].flat()).toEqual([kept]);
        const [beside] = Object.values(
          (await ask(`profile: { delete: ${flag} }, isActive: false`))['it'] ?? {},
        );
        expect([beside].flat()).toEqual([{ ...kept, version: 2, isActive: false }]);
      });
    });

    it('is refused with its document where it is null, as every key of such an input', async () => {
      const user = await newUser();
      const before = await story.contents();
      const literal = await story.ask(
        `mutation { updateUser(id: "${user}", input: { profile: { delete: null } }) { ${ERRORS} } }`,
      );
      const variable = await story.ask(
        `mutation ($input: UserUpdateInput!) { updateUser(id: "${user}", input: $input) { ${ERRORS} } }`,
        { variables: { input: { profile: { delete: null } } } },
      );
      expect([literal.status, variable.status]).toEqual([400, 400]);
      expect(await story.contents()).toEqual(before);
    });

    it.each([
      ['false', 'mutation'],
      ['null', 'mutation'],
      ['$absent', 'mutation ($absent: Boolean)'],
    ])('deletes no other row with set: %s', async (flag, head) => {
      const user = await newUser();
      const change = (input: string): string =>
        `updateUser(id: "${user}", input: { posts: { ${input} } }) { user { posts { nodes { title } } } ${ERRORS} }`;
      await story.write(`mutation { ${change('create: [{ title: "kept", content: "c" }]')} }`);
      const { updateUser } = await story.refused(
        `${head} { ${change(`set: [], deleteOthers: ${flag}`)} }`,
      );
      expect(faultsOf(updateUser)).toEqual([['VALIDATION', 'input.posts.set']]);
      const without = await story.write(
        `mutation { ${change('set: null, deleteOthers: true, delete: null')} }`,
      );
      expect(without['updateUser']).toEqual({
        user: { posts: { nodes: [{ title: 'kept' }] } },
        errors: [],
      });
    });

    it('leaves a row that may be without another with it', async () => {
      await insertRemark(database);
      const viewer = { ...ADMIN, permissions: [...(ADMIN.permissions ?? []), 'remark:update'] };
      const change = async (input: string): Promise<unknown> =>
        await api.data(
          `mutation { updateRemark(id: 1, input: { ${input} }) { remark { body version reviewer { id } } ${ERRORS} } }`,
          { viewer },
        );
      const remark = { body: 'b', version: 1, reviewer: { id: 'user_2' } };
      expect(await change('reviewer: { disconnect: false }')).toEqual({
        updateRemark: { remark, errors: [] },
      });
      expect(await change('body: "c", reviewer: { disconnect: false }')).toEqual({
        updateRemark: { remark: { ...remark, body: 'c', version: 2 }, errors: [] },
      });
      expect(await change('reviewer: { disconnect: true }')).toEqual({
        updateRemark: { remark: { body: 'c', version: 3, reviewer: null }, errors: [] },
      });
    });
  },
  { models: MODELS },
);

async function insertRemark({ orm }: TestDatabase): Promise<void> {
  await orm.em.fork().execute(
    `insert into ${orm.getMetadata().get(Remark).tableName} (id, body, ticket, ticket_key, post_id, author_id, reviewer_id)
     values (1, 'b', 't', 't', 1, 1, 2)`,
  );
}
