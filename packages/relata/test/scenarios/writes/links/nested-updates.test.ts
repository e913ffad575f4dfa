import { describeEachDatabase } from '../../../support/databases.js';
import { CRITIC, MODELS, NestedStory, ofPost, WRITER } from '../../../support/nested-story.js';
import { ERRORS, faultsOf } from '../../../support/writing.js';

const CONFLICT = `errors { code path ... on ConflictError { fields current { id } } }`;

describeEachDatabase(
  'nested updates',
  (database) => {
    let story: NestedStory;
    beforeAll(async () => {
      story = await NestedStory.start(database);
    });
    afterAll(() => story.api.stop());
    beforeEach(() => story.reset());

    it('change rows of a to-many relation, each its own way, and no version but theirs', async () => {
      const { errors } = await story.update(
        ofPost(
          `update: [{ id: 101, input: { body: "1" } }, { id: "remark_102", input: { ticket: "2" } }]`,
        ),
      );
      expect(errors).toEqual([]);
      expect(await story.remarks()).toEqual([
        '101 1 one 1 2',
        '102 two 2 1 2',
        '103 three three 2 1',
      ]);
      expect(await story.version('posts', 1)).toBe(1);
    });

    it('leave a row alone in which nothing changes', async () => {
      await story.update(ofPost(`update: [{ id: 101, input: { body: "one" } }]`));
      expect((await story.remarks())[0]).toBe('101 one one 1 1');
    });

    it('go as deep as rows hang on rows, and change each level', async () => {
      const { errors } = await story.update(
        `updateUser(id: 1, input: { username: "deep", posts: { update: [{ id: 1, expectedVersion: 1, input: {
          title: "deep", remarks: { update: [{ id: 101, expectedVersion: 1, input: { body: "deep" } }] },
          tags: { update: [{ id: 2, expectedVersion: 1, input: { name: "deep" } }], connect: [3] } } }] } })`,
      );
      expect(errors).toEqual([]);
      expect((await story.remarks())[0]).toBe('101 deep one 1 2');
      expect(await story.sql('select title, version from posts where id = 1')).toEqual([
        { title: 'deep', version: 2 },
      ]);
      expect(await story.sql('select name_key as name, version from tags where id = 2')).toEqual([
        { name: 'deep', version: 2 },
      ]);
      expect(
        await story.sql('select tag_id as tag from post_tags where post_id = 1 order by 1'),
      ).toEqual([1, 2, 3].map((tag) => ({ tag })));
    });

    it('change the one row of a to-one relation, from either side', async () => {
      await story.sql('update remarks set reviewer_id = 1 where id = 101');
      expect(
        await story.update(
          `updateRemark(id: 101, input: { reviewer: { update: { input: { username: "by remark" } } } })`,
        ),
      ).toEqual({ errors: [] });
      expect(await story.sql('select username, version from users where id = 1')).toEqual([
        { username: 'by remark', version: 2 },
      ]);
      expect(await story.version('posts', 1)).toBe(1);
      await story.update(
        `updateUser(id: 1, input: { profile: { update: { expectedVersion: 1, input: { lastName: "L" } } } })`,
      );
      expect(
        await story.sql('select last_name as name, version from profiles where user_id = 1'),
      ).toEqual([{ name: 'L', version: 2 }]);
    });

    it('find nothing but what the relation leads to', async () => {
      expect(await story.faults(ofPost('update: [{ id: 103, input: { body: "x" } }]'))).toEqual([
        ['NOT_FOUND', 'input.remarks.update.0.id'],
      ]);
      expect(
        await story.faults(
          `updatePost(id: 1, input: { tags: { update: [{ id: 1, input: { name: "x" } }, { id: 3, input: { name: "y" } }] } })`,
        ),
      ).toEqual([['NOT_FOUND', 'input.tags.update.1.id']]);
      expect(
        await story.faults(`updateUser(id: 1, input: { posts: { update: [{ id: 1, input: { remarks: { update: [
          { id: 101, input: { body: "x" } }, { id: 999, input: { body: "x" } }] } } }, { id: 3, input: { title: "x" } }] } })`),
      ).toEqual([
        ['NOT_FOUND', 'input.posts.update.1.id'],
        ['NOT_FOUND', 'input.posts.update.0.input.remarks.update.1.id'],
      ]);
      await story.sql('delete from profiles where user_id = 3');
      expect(
        await story.faults(
          `updateUser(id: 3, input: { profile: { update: { input: { lastName: "x" } } } })`,
        ),
      ).toEqual([['NOT_FOUND', 'input.profile.update']]);
    });

    it('tell hidden rows and rows of others alike', async () => {
      await story.sql(`update posts set status = 'DRAFT' where id = 1`);
      const asked = (id: number): string =>
        `updateTag(id: 1, input: { posts: { update: [{ id: ${String(id)}, input: { title: "x" } }] } })`;
      const schema = await story.api.data<{ t: { fields: readonly { name: string }[] } | null }>(
        `{ t: __type(name: "TagUpdateInput") { fields: inputFields { name } } }`,
      );
      // Tags have no way to their posts: a remark of a post that is hidden is as good as none.
      expect(schema.t?.fields.map(({ name }) => name)).not.toContain('posts');
      expect(asked(1)).toContain('posts');
      await story.sql('update remarks set author_id = 2, reviewer_id = 2 where id in (101, 103)');
      await story.sql('update posts set author_id = 1 where id in (1, 2)');
      const reviews = (id: number): string =>
        `updateUser(id: 2, input: { reviews: { update: [{ id: ${String(id)}, input: { body: "x" } }] } })`;
      const [hidden, missing] = [
        await story.update(reviews(101), { viewer: WRITER }),
        await story.update(reviews(999), { viewer: WRITER }),
      ];
      expect(hidden).toEqual(missing);
      expect(faultsOf(hidden)).toEqual([['NOT_FOUND', 'input.reviews.update.0.id']]);
      expect(faultsOf(await story.update(reviews(103), { viewer: WRITER }))).toEqual([]);
    });

    it('ask the policies of each level: of rows, and of fields', async () => {
      await story.sql('update remarks set reviewer_id = 2 where id = 102');
      await story.sql('update posts set author_id = 2 where id = 1');
      expect(
        await story.faults(
          ofPost(
            'update: [{ id: 102, input: { body: "mine" } }, { id: 101, input: { body: "x" } }]',
          ),
          WRITER,
        ),
      ).toEqual([['FORBIDDEN', 'input.remarks.update.1.id']]);
      expect(
        await story.faults(ofPost('update: [{ id: 102, input: { score: 3 } }]'), WRITER),
      ).toEqual([['FORBIDDEN', 'input.remarks.update.0.input.score']]);
      expect(
        await story.faults(
          `updateRemark(id: 102, input: { reviewer: { update: { input: { isActive: false, roles: { connect: [1] } } } } })`,
          WRITER,
        ),
      ).toEqual([
        ['FORBIDDEN', 'input.reviewer.update.input.isActive'],
        ['FORBIDDEN', 'input.reviewer.update.input.roles'],
      ]);
      expect(
        await story.faults(
          `updatePost(id: 1, input: { tags: { update: [{ id: 1, input: { name: "x" } }] } })`,
          WRITER,
        ),
      ).toEqual([['FORBIDDEN', 'input.tags.update.0.id']]);
      // The relation may be closed where its rows are open, and its rows where it is open.
      expect(
        await story.faults(`updateUser(id: 2, input: { roles: { update: [] } })`, WRITER),
      ).toEqual([['FORBIDDEN', 'input.roles']]);
    });

    it('do not tell who may not set it that a value is taken', async () => {
      await story.sql('update posts set author_id = 2 where id = 1');
      expect(
        await story.faults(ofPost('update: [{ id: 101, input: { ticket: "three" } }]'), WRITER),
      ).toEqual([['FORBIDDEN', 'input.remarks.update.0.id']]);
      expect(
        await story.faults(ofPost('update: [{ id: 102, input: { ticket: "Three" } }]'), WRITER),
      ).toEqual([['NOT_UNIQUE', 'input.remarks.update.0.input.ticket']]);
      expect(
        await story.faults(
          ofPost(
            'update: [{ id: 101, input: { ticket: "x" } }, { id: 102, input: { ticket: "X" } }]',
          ),
        ),
      ).toEqual([['NOT_UNIQUE', 'input.remarks.update.1.input.ticket']]);
    });

    it('write what is set unseen, as if it were another value', async () => {
      await story.sql(`update posts set author_id = 2 where id = 1`);
      await story.sql(`update remarks set note = 'secret' where id = 101`);
      const blind = { ...WRITER, permissions: ['remark:update'] };
      await story.update(ofPost('update: [{ id: 101, input: { note: "secret" } }]'), {
        viewer: blind,
      });
      expect((await story.remarks())[0]).toBe('101 one one 1 2');
    });

    it('fail where a row has another version, however deep, and tell what it is now', async () => {
      const stale = `updateUser(id: 1, input: { posts: { update: [{ id: 1, input: { title: "new", remarks: { update: [
        { id: 101, expectedVersion: 1, input: { body: "x" } }, { id: 102, expectedVersion: 7, input: { body: "x", ticket: "two" } }] } } }] } })`;
      const { errors } = await story.update(stale, { told: CONFLICT });
      expect(errors).toEqual([
        {
          code: 'CONFLICT',
          path: 'input.posts.update.0.input.remarks.update.1.expectedVersion'.split('.'),
          fields: ['body'],
          current: { id: 'remark_102' },
        },
      ]);
      expect((await story.remarks())[0]).toBe('101 one one 1 1');
      expect(await story.version('posts', 1)).toBe(1);
      await story.sql('update remarks set reviewer_id = 1 where id = 101');
      const one = `updateRemark(id: 101, input: { reviewer: { update: { expectedVersion: 2, input: { isActive: false } } } })`;
      expect(await story.faults(one)).toEqual([
        ['CONFLICT', 'input.reviewer.update.expectedVersion'],
      ]);
    });

    it('name a row once', async () => {
      await story.sql('update remarks set reviewer_id = 2 where id = 102');
      expect(
        await story.faults(
          ofPost('update: [{ id: 101, input: { body: "a" } }, { id: 101, input: { body: "b" } }]'),
        ),
      ).toEqual([['VALIDATION', 'input.remarks.update.1.id']]);
      expect(
        await story.faults(
          ofPost(
            'update: [{ id: 101, input: { body: "a" } }], upsert: [{ by: { ticket: "ONE" }, create: { body: "x", ticket: "one" }, update: { body: "b" } }]',
          ),
        ),
      ).toEqual([['VALIDATION', 'input.remarks.upsert.0.by']]);
      // Round and back to where it began.
      expect(
        await story.faults(`updatePost(id: 1, input: { remarks: { update: [{ id: 102, input: { reviewer: { update: { input: {
          reviews: { update: [{ id: 102, input: { body: "x" } }] } } } } } }] } })`),
      ).toEqual([
        ['VALIDATION', 'input.remarks.update.0.input.reviewer.update.input.reviews.update.0.id'],
      ]);
    });

    it('do not change what they take away', async () => {
      const changed = 'update: [{ id: 1, input: { name: "x" } }]';
      expect(
        await story.faults(
          `updatePost(id: 1, input: { tags: { ${changed}, disconnect: ["tag_1"] } })`,
        ),
      ).toEqual([['VALIDATION', 'input.tags.disconnect.0']]);
      expect(
        await story.faults(`updatePost(id: 1, input: { tags: { ${changed}, set: [2] } })`),
      ).toEqual([['VALIDATION', 'input.tags.update.0']]);
      expect(
        await story.faults(
          `updateUser(id: 1, input: { posts: { update: [{ id: 1, input: { title: "x" } }], delete: [1] } })`,
        ),
      ).toEqual([['VALIDATION', 'input.posts.delete.0']]);
      expect(
        await story.faults(
          `updateUser(id: 1, input: { posts: { update: [{ id: 1, input: { title: "x" } }], set: [2], deleteOthers: true } })`,
        ),
      ).toEqual([['VALIDATION', 'input.posts.update.0']]);
      // It goes with a row that goes.
      await story.sql('update remarks set author_id = 1');
      expect(
        await story.faults(
          `updateUser(id: 1, input: { posts: { delete: [1] }, remarks: { update: [{ id: 101, input: { body: "x" } }] } })`,
        ),
      ).toEqual([['VALIDATION', 'input.remarks.update.0']]);
      await story.sql('update remarks set reviewer_id = 1');
      expect(
        await story.faults(
          `updateUser(id: 1, input: { reviews: { update: [{ id: 101, input: { body: "x" } }], set: [] } })`,
        ),
      ).toEqual([['VALIDATION', 'input.reviews.update.0']]);
      // What stays may change.
      expect(
        await story.update(`updatePost(id: 1, input: { tags: { ${changed}, set: [1] } })`),
      ).toEqual({
        errors: [],
      });
      expect(
        await story.update(
          `updateUser(id: 1, input: { reviews: { update: [{ id: 101, input: { body: "x" } }], disconnect: [102, 103] } })`,
        ),
      ).toEqual({ errors: [] });
      expect(await story.sql('select id, reviewer_id as who from remarks order by id')).toEqual([
        { id: 101, who: 1 },
        { id: 102, who: null },
        { id: 103, who: null },
      ]);
    });

    it('leave the way to the parent to it', async () => {
      expect(
        await story.faults(ofPost('update: [{ id: 101, input: { post: { connect: 2 } } }]')),
      ).toEqual([['VALIDATION', 'input.remarks.update.0.input.post']]);
    });

    it('nest as deep as anything may', async () => {
      await story.sql('update remarks set reviewer_id = 2');
      const ofUser = (post: number, remark: string): string =>
        `{ posts: { update: [{ id: ${String(post)}, input: { remarks: { update: [{ id: 101, input: ${remark} }] } } }] } }`;
      const within = ofUser(
        1,
        `{ reviewer: { update: { input: ${ofUser(3, '{ body: "x" }')} } } }`,
      );
      const place = 'input.posts.update.0.input.remarks';
      expect(await story.faults(`updateUser(id: 1, input: ${within})`)).toEqual([
        ['VALIDATION', `${place}.update.0.input.reviewer.update.${place}`],
      ]);
    });

    it('say something, and to one row', async () => {
      expect(await story.faults(ofPost('update: [{ id: 101, input: {} }]'))).toEqual([
        ['VALIDATION', 'input.remarks.update.0.input'],
      ]);
      expect(
        await story.faults(
          `updatePosts(where: { id: { in: [1, 2] } }, input: { remarks: { update: [{ id: 101, input: { body: "x" } }] } })`,
        ),
      ).toEqual([['VALIDATION', 'input.remarks']]);
      expect(
        await story.update(
          `updatePosts(where: { id: { in: [1] } }, input: { remarks: { update: [{ id: 101, input: { body: "x" } }] } })`,
        ),
      ).toEqual({ errors: [] });
    });

    it('validate values, and tell where', async () => {
      expect(
        await story.faults(
          `updateUser(id: 1, input: { profile: { update: { input: { age: 900 } } }, posts: { update: [{ id: 1, input: { title: " " } }] } })`,
        ),
      ).toEqual([
        ['VALIDATION', 'input.profile.update.input.age'],
        ['VALIDATION', 'input.posts.update.0.input.title'],
      ]);
    });

    it('are told by a dry run, and keep nothing', async () => {
      const before = await story.remarks();
      const { body } = await story.api.ask(
        `mutation { ${ofPost('update: [{ id: 101, input: { body: "dry" } }]')} { ${ERRORS} } }`,
        { viewer: CRITIC, headers: { 'x-dry-run': 'true' } },
      );
      expect(body.extensions?.['changes']).toEqual([
        {
          operation: 'UPDATE',
          type: 'Remark',
          id: 'remark_101',
          fields: expect.objectContaining({ body: { before: 'one', after: 'dry' } }) as unknown,
        },
      ]);
      expect(await story.remarks()).toEqual(before);
    });
  },
  { models: MODELS },
);
