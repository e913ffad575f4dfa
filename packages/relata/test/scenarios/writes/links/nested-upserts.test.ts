import { describeEachDatabase } from '../../../support/databases.js';
import { MODELS, NestedStory, ofPost, WRITER } from '../../../support/nested-story.js';

describeEachDatabase(
  'nested upserts',
  (database) => {
    let story: NestedStory;
    beforeAll(async () => {
      story = await NestedStory.start(database);
    });
    afterAll(() => story.api.stop());
    beforeEach(() => story.reset());

    const upsert = (ticket: string, changes = '{ body: "changed" }'): string =>
      `upsert: [{ by: { ticket: "${ticket}" }, create: { body: "new", ticket: "${ticket}" }, update: ${changes} }]`;

    it('change what the relation has, and create what nothing has', async () => {
      expect(await story.update(ofPost(upsert('ONE')))).toEqual({ errors: [] });
      expect((await story.remarks())[0]).toBe('101 changed one 1 2');
      expect(await story.version('posts', 1)).toBe(1);
      expect(await story.update(ofPost(upsert('fresh')))).toEqual({ errors: [] });
      expect((await story.remarks()).filter((row) => row.includes('fresh'))).toEqual([
        expect.stringMatching(/^\d+ new fresh 1 1$/),
      ]);
      expect(await story.version('posts', 1)).toBe(2);
    });

    it('only find where there is nothing to change, which takes no right to change', async () => {
      await story.sql('update posts set author_id = 2 where id = 1');
      const viewer = { ...WRITER, permissions: ['remark:read-note'] };
      expect(await story.update(ofPost(upsert('one', '{}')), { viewer })).toEqual({ errors: [] });
      expect((await story.remarks())[0]).toBe('101 one one 1 1');
      expect(await story.faults(ofPost(upsert('one')), viewer)).toEqual([
        ['FORBIDDEN', 'input.remarks.upsert.0.by'],
      ]);
    });

    it('do not take a row of another', async () => {
      expect(await story.faults(ofPost(upsert('three')))).toEqual([
        ['NOT_UNIQUE', 'input.remarks.upsert.0.create.ticket'],
      ]);
    });

    it('find once what is named twice', async () => {
      const [one, two] = [upsert('one'), upsert('one')].map((each) =>
        each.slice('upsert: ['.length, -1),
      );
      expect(await story.faults(ofPost(`upsert: [${String(one)}, ${String(two)}]`))).toEqual([
        ['VALIDATION', 'input.remarks.upsert.1.by'],
      ]);
    });

    it('change or create the one row of a to-one relation', async () => {
      const profile = `profile: { upsert: { create: { firstName: "New", gender: OTHER }, update: { firstName: "Old" } } }`;
      const first = async (): Promise<unknown> =>
        await story.sql('select first_name as name from profiles where user_id = 2');
      await story.update(`updateUser(id: 2, input: { ${profile} })`);
      expect([await first(), await story.version('users', 2)]).toEqual([[{ name: 'Old' }], 1]);
      await story.sql('delete from profiles where user_id = 2');
      await story.update(`updateUser(id: 2, input: { ${profile} })`);
      expect([await first(), await story.version('users', 2)]).toEqual([[{ name: 'New' }], 2]);
      const reviewer = `reviewer: { upsert: { create: { username: "made", email: "made@example.org", password: "a long secret" }, update: { username: "kept" } } }`;
      await story.update(`updateRemark(id: 101, input: { ${reviewer} })`);
      await story.update(`updateRemark(id: 101, input: { ${reviewer} })`);
      expect(
        await story.sql(
          'select username, remarks.version from users join remarks on users.id = reviewer_id',
        ),
      ).toEqual([{ username: 'kept', version: 2 }]);
    });

    it('link what they create through a table between', async () => {
      const tag = (name: string): string =>
        `updatePost(id: 1, input: { tags: { upsert: [{ by: { name: "${name}" }, create: { name: "${name}" }, update: { name: "${name} changed" } }] } })`;
      expect(await story.update(tag('TAG2'))).toEqual({ errors: [] });
      expect(await story.sql('select name from tags where id = 2')).toEqual([
        { name: 'TAG2 changed' },
      ]);
      // Tag 3 is there, but not of this post.
      expect(await story.faults(tag('tag3'))).toEqual([
        ['NOT_UNIQUE', 'input.tags.upsert.0.create.name'],
      ]);
      expect(await story.update(tag('made by upsert'))).toEqual({ errors: [] });
      expect(
        await story.sql(
          `select name from tags join post_tags on id = tag_id where post_id = 1 and name like 'made%'`,
        ),
      ).toEqual([{ name: 'made by upsert' }]);
      expect(await story.version('posts', 1)).toBe(2);
    });

    it('hang more on what they change and on what they create', async () => {
      const posts = (title: string): string =>
        `updateRemark(id: 101, input: { post: { upsert: { create: { title: "x", content: "x" }, update: { title: "${title}",
            tags: { upsert: [{ by: { name: "${title}" }, create: { name: "${title}" }, update: { name: "again" } }] } } } } })`;
      expect(await story.update(posts('hung'))).toEqual({ errors: [] });
      expect(await story.update(posts('hung'))).toEqual({ errors: [] });
      expect(
        await story.sql(
          `select name, tags.version from tags join post_tags on id = tag_id where post_id = 1 and name = 'again'`,
        ),
      ).toEqual([{ name: 'again', version: 2 }]);
    });
  },
  { models: MODELS },
);
