import { describeEachDatabase } from '../../../support/databases.js';
import { CRITIC, MODELS, NestedStory, ofPost, WRITER } from '../../../support/nested-story.js';
import { ERRORS, faultsOf } from '../../../support/writing.js';

const AT_ONCE = 50;
const MAX_INT = 2_147_483_647;

describeEachDatabase(
  'values that change by what they are',
  (database) => {
    let story: NestedStory;
    beforeAll(async () => {
      story = await NestedStory.start(database);
    });
    afterAll(() => story.api.stop());
    beforeEach(async () => {
      await story.reset();
      await story.update(
        'updateProfiles(where: {}, input: { age: 20, interests: ["a", "b", "a"] })',
      );
      await story.sql('update profiles set version = 1');
      await story.sql('update remarks set score = null');
    });

    const told = `profile { age interests version } ${ERRORS}`;
    const edit = (input: string): string => `updateProfile(id: 1, input: { ${input} })`;
    const profile = (row: object): unknown => ({
      profile: { age: 20, interests: ['a', 'b', 'a'], version: 2, ...row },
      errors: [],
    });

    it('are added to, and taken off', async () => {
      expect(await story.update(edit('increment: { age: 5 }'), { told })).toEqual(
        profile({ age: 25 }),
      );
      expect(await story.update(edit('increment: { age: -20 }'), { told })).toEqual(
        profile({ age: 5, version: 3 }),
      );
      expect(await story.update(edit('increment: { age: 0 }'), { told })).toEqual(
        profile({ age: 5, version: 3 }),
      );
    });

    it('get items, and lose them', async () => {
      expect(
        await story.update(edit('lists: { interests: { add: ["c", "b"], remove: ["a"] } }'), {
          told,
        }),
      ).toEqual(profile({ interests: ['b', 'c', 'b'] }));
      expect(
        await story.update(edit('lists: { interests: { remove: ["x"] } }, age: 3'), { told }),
      ).toEqual(profile({ interests: ['b', 'c', 'b'], age: 3, version: 3 }));
      await story.update(edit('interests: null'));
      expect(await story.update(edit('lists: { interests: { remove: ["x"] } }'), { told })).toEqual(
        profile({ interests: null, age: 3, version: 4 }),
      );
      expect(await story.update(edit('lists: { interests: { add: ["x"] } }'), { told })).toEqual(
        profile({ interests: ['x'], age: 3, version: 5 }),
      );
    });

    it('are checked as they come out', async () => {
      expect(await story.faults(edit('increment: { age: 131 }'))).toEqual([
        ['VALIDATION', 'input.increment.age'],
      ]);
      expect(await story.faults(edit('increment: { age: -21 }'))).toEqual([
        ['VALIDATION', 'input.increment.age'],
      ]);
      expect(await story.faults(edit(`increment: { age: ${String(MAX_INT)} }`))).toEqual([
        ['VALIDATION', 'input.increment.age'],
      ]);
      const many = Array(1000).fill('"i"').join();
      expect(await story.faults(edit(`lists: { interests: { add: [${many}] } }`))).toEqual([
        ['VALIDATION', 'input.lists.interests'],
      ]);
      await story.update(edit('age: null'));
      expect(await story.faults(edit('increment: { age: 1 }'))).toEqual([
        ['VALIDATION', 'input.increment.age'],
      ]);
      expect(await story.faults(edit('increment: { age: 1 }, age: 7'))).toEqual([
        ['VALIDATION', 'input.increment.age'],
      ]);
      expect(
        await story.faults(edit('lists: { interests: { add: ["x"] } }, interests: []')),
      ).toEqual([['VALIDATION', 'input.lists.interests']]);
    });

    it('stop at what a CHECK of the database says', async () => {
      await story.update('updateRemark(id: 101, input: { score: 2 })');
      const over = `updateRemark(id: 101, input: { increment: { score: ${String(MAX_INT)} } })`;
      expect(await story.faults(over)).toEqual([['VALIDATION', 'input.increment.score']]);
    });

    it('change in bulk, each row by its own value, and within other rows', async () => {
      await story.sql('update profiles set age = id where id < 4');
      const ages = async (): Promise<unknown> =>
        (await story.sql('select age from profiles where id < 4 order by id')).map(
          ({ age }) => age,
        );
      await story.update('updateProfiles(where: {}, input: { increment: { age: 10 } })');
      expect(await ages()).toEqual([11, 12, 13]);
      await story.update(
        'updateProfiles(updates: [{ id: 1, input: { increment: { age: 1 } } }, { id: 3, input: { increment: { age: 3 } } }])',
      );
      expect(await ages()).toEqual([12, 12, 16]);
      await story.update(
        'updateUser(id: 2, input: { profile: { update: { input: { increment: { age: 5 } } } } })',
      );
      expect(await ages()).toEqual([12, 17, 16]);
      await story.update(
        `updateUser(id: 2, input: { profile: { upsert: { create: { firstName: "F", gender: OTHER }, update: { increment: { age: -7 } } } } })`,
      );
      expect(await ages()).toEqual([12, 10, 16]);
      expect(
        await story.faults('updateProfiles(where: {}, input: { increment: { age: 139 } })'),
      ).toEqual([['VALIDATION', 'input.increment.age']]);
    });

    it('are those of whoever may set and see them', async () => {
      await story.update('updateRemark(id: 101, input: { score: 5 })');
      const add = 'updateRemark(id: 101, input: { increment: { score: 1 } })';
      // Its author sees the score, and may not set it; others may set it, and do not see it.
      const author = { userId: 1, permissions: [] };
      expect(await story.faults(add, author)).toEqual([['FORBIDDEN', 'input.increment.score']]);
      const blind = { userId: 2, permissions: ['remark:update'] };
      for (const amount of [1, MAX_INT]) {
        expect(
          await story.faults(add.replace('score: 1', `score: ${String(amount)}`), blind),
        ).toEqual([['FORBIDDEN', 'input.increment.score']]);
      }
      expect(faultsOf(await story.update(add, { viewer: CRITIC }))).toEqual([]);
      await story.sql('update posts set author_id = 2 where id = 1');
      expect(
        await story.faults(
          ofPost('update: [{ id: 102, input: { increment: { score: 1 } } }]'),
          WRITER,
        ),
      ).toEqual([['FORBIDDEN', 'input.remarks.update.0.input.increment.score']]);
    });

    it(`lose nothing when ${String(AT_ONCE)} come at once`, async () => {
      const each = Array.from({ length: AT_ONCE }, (_, index) =>
        story.update(
          edit(`increment: { age: 1 }, lists: { interests: { add: ["i${String(index)}"] } }`),
        ),
      );
      for (const payload of await Promise.all(each)) {
        expect(payload.errors).toEqual([]);
      }
      const { profile: row } = (await story.update(edit('increment: { age: 0 }'), {
        told,
      })) as unknown as {
        profile: { age: number; interests: readonly string[]; version: number };
      };
      expect([row.age, row.version, new Set(row.interests).size]).toEqual([70, 51, AT_ONCE + 2]);
    }, 60_000);
  },
  { models: MODELS },
);
