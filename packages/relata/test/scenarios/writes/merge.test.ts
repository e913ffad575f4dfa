import { describeEachDatabase } from '../../support/databases.js';
import { CRITIC, MODELS, NestedStory } from '../../support/nested-story.js';
import { ERRORS, type Payload } from '../../support/writing.js';

const TOLD = `errors { code path ... on ConflictError { fields } }`;

/** Changes a remark, keeping what others changed. */
const merge = (input: string, base: string, { id = 101, version = '1' } = {}): string =>
  `updateRemark(id: ${String(id)}, expectedVersion: ${version}, onConflict: MERGE, base: {${base}}, input: {${input}})`;

describeEachDatabase(
  'an update that keeps what others changed',
  (database) => {
    let story: NestedStory;
    beforeAll(async () => {
      story = await NestedStory.start(database);
    });
    afterAll(() => story.api.stop());
    beforeEach(() => story.reset());

    const theirs = (set: string, id = 101): Promise<unknown> =>
      story.sql(`update remarks set ${set}, version = version + 1 where id = ${String(id)}`);
    /** Fields in which both changed the row; nothing is written then. */
    const conflicts = async (field: string, viewer = CRITIC): Promise<unknown> => {
      const before = await story.remarks();
      const { errors } = await story.update(field, { viewer, told: TOLD });
      expect(await story.remarks()).toEqual(before);
      return errors.map((error) => {
        const { code, path, fields } = error as unknown as Record<string, readonly string[]>;
        return [code, path?.join('.'), fields];
      });
    };
    const merged = async (field: string): Promise<string | undefined> => {
      expect(await story.update(field)).toEqual({ errors: [] });
      return (await story.remarks())[0];
    };

    it('writes the fields that nobody else changed', async () => {
      await theirs(`body = 'theirs'`);
      expect(await merged(merge('ticket: "mine"', 'ticket: "one"'))).toBe('101 theirs mine 1 3');
    });

    it('conflicts where a field is neither what it was nor what it is to be', async () => {
      await theirs(`body = 'theirs'`);
      const both = 'body: "mine", ticket: "mine"';
      expect(await conflicts(merge(both, 'body: "one", ticket: "one"'))).toEqual([
        ['CONFLICT', 'expectedVersion', ['body']],
      ]);
      // What was read of a field is not said: it counts as changed, where it holds nothing as well.
      expect(await conflicts(merge('note: "mine"', ''))).toEqual([
        ['CONFLICT', 'expectedVersion', ['note']],
      ]);
      expect(await conflicts(merge(both, 'body: "theirs"'))).toEqual([
        ['CONFLICT', 'expectedVersion', ['ticket']],
      ]);
      expect(await conflicts(merge(both, ''))).toEqual([
        ['CONFLICT', 'expectedVersion', ['body', 'ticket']],
      ]);
    });

    it('has nothing to do where others did the same', async () => {
      await theirs(`body = 'same'`);
      expect(await merged(merge('body: "same"', 'body: "one"'))).toBe('101 same one 1 2');
    });

    it('goes by what was read alone where no version is given, and by the version where it fits', async () => {
      expect(await conflicts(merge('body: "mine"', 'body: "other"', { version: 'null' }))).toEqual([
        ['CONFLICT', 'base', ['body']],
      ]);
      expect(await merged(merge('body: "mine"', 'body: "one"', { version: 'null' }))).toBe(
        '101 mine one 1 2',
      );
      expect(await merged(merge('body: "again"', 'body: "other"', { version: '2' }))).toBe(
        '101 again one 1 3',
      );
    });

    it('never tells of fields that are not seen, nor changes them', async () => {
      await theirs(`score = 3`, 102);
      for (const score of [3, 4]) {
        const guess = merge('score: 5', `score: ${String(score)}`, { id: 102 });
        expect(await conflicts(guess)).toEqual([['CONFLICT', 'expectedVersion', ['score']]]);
      }
    });

    it('knows what a row referred to', async () => {
      const reviewed = merge('reviewer: { connect: 2 }', 'reviewer: null');
      await theirs(`body = 'theirs'`);
      const unread = merge('reviewer: { connect: 3 }', '');
      expect(await conflicts(unread)).toEqual([['CONFLICT', 'expectedVersion', ['reviewer']]]);
      expect(await merged(reviewed)).toBe('101 theirs one 1 3');
      expect(await story.sql('select reviewer_id from remarks where id = 101')).toEqual([
        { reviewer_id: 2 },
      ]);
      expect(await merged(reviewed)).toBe('101 theirs one 1 3');
      const taken = merge('reviewer: { connect: 3 }', 'reviewer: null');
      expect(await conflicts(taken)).toEqual([['CONFLICT', 'expectedVersion', ['reviewer']]]);
      expect(await conflicts(unread)).toEqual([['CONFLICT', 'expectedVersion', ['reviewer']]]);
      expect(await merged(merge('reviewer: { connect: 3 }', 'reviewer: "user_2"'))).toBe(
        '101 theirs one 1 4',
      );
    });

    it('takes a reference to a hidden row for none, as reads do', async () => {
      await story.sql(`update users set deleted_at = created_at where id = 3`);
      try {
        await theirs('reviewer_id = 3');
        const guess = (base: string): string =>
          merge('reviewer: { connect: 2 }', `reviewer: ${base}`);
        expect(await conflicts(guess('3'))).toEqual([
          ['CONFLICT', 'expectedVersion', ['reviewer']],
        ]);
        expect(await merged(guess('null'))).toBe('101 one one 1 3');
      } finally {
        await story.sql('update users set deleted_at = null');
      }
    });

    it('adds to many and takes out of them, and replaces all only where they are as wanted', async () => {
      const tags = (verbs: string): string =>
        `updatePost(id: 1, expectedVersion: 1, onConflict: MERGE, base: {}, input: { tags: {${verbs}} })`;
      await story.sql(`update posts set title = 'theirs', version = 2 where id = 1`);
      expect(await story.update(tags('connect: [3], disconnect: [1]'))).toEqual({ errors: [] });
      const linked = await story.sql('select tag_id from post_tags where post_id = 1 order by 1');
      expect(linked).toEqual([{ tag_id: 2 }, { tag_id: 3 }]);
      expect(await conflicts(tags('set: [1]'))).toEqual([
        ['CONFLICT', 'expectedVersion', ['tags']],
      ]);
      expect(await story.update(tags('set: [3, 2]'))).toEqual({ errors: [] });
    });

    it('is said of each row, in bulk and within others', async () => {
      await theirs(`body = 'theirs'`);
      await theirs(`body = 'theirs'`, 102);
      const row = (id: number, was: string): string =>
        `{ id: ${String(id)}, expectedVersion: 1, onConflict: MERGE, base: { body: "${was}" }, input: { body: "mine" } }`;
      const rows = `[${row(101, 'theirs')}, ${row(102, 'two')}]`;
      expect(await conflicts(`updateRemarks(updates: ${rows})`)).toEqual([
        ['CONFLICT', 'updates.1.expectedVersion', ['body']],
      ]);
      expect(await conflicts(`updatePost(id: 1, input: { remarks: { update: ${rows} } })`)).toEqual(
        [['CONFLICT', 'input.remarks.update.1.expectedVersion', ['body']]],
      );
      const fits = `[${row(101, 'theirs')}, ${row(102, 'theirs')}]`;
      expect(await story.update(`updateRemarks(updates: ${fits})`)).toEqual({ errors: [] });
      expect(await story.remarks()).toEqual([
        '101 mine one 1 3',
        '102 mine two 1 3',
        '103 three three 2 1',
      ]);
    });

    it.each([
      ['onConflict: MERGE', 'base', 'is required by onConflict: MERGE'],
      ['base: {}', 'base', 'is for onConflict: MERGE'],
      ['onConflict: FAIL, base: { body: "one" }', 'base', 'is for onConflict: MERGE'],
      ['onConflict: MERGE, base: { body: null }', 'base.body', 'must not be null'],
      ['onConflict: MERGE, base: { post: "user_1" }', 'base.post', expect.any(String) as string],
    ])('is refused: %s', async (said, place, message) => {
      const { errors }: Payload = await story.update(
        `updateRemark(id: 101, ${said}, input: { body: "mine" })`,
        { told: ERRORS },
      );
      expect(errors).toMatchObject([{ code: 'VALIDATION', path: place.split('.'), message }]);
      expect((await story.remarks())[0]).toBe('101 one one 1 1');
    });
  },
  { models: MODELS },
);
