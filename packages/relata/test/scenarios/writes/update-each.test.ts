import { describeEachDatabase } from '../../support/databases.js';
import { CRITIC, MODELS, NestedStory, WRITER } from '../../support/nested-story.js';
import { ERRORS, faultsOf } from '../../support/writing.js';

const each = (updates: string): string => `updateRemarks(updates: [${updates}])`;

describeEachDatabase(
  'rows that are updated each its own way',
  (database) => {
    let story: NestedStory;
    beforeAll(async () => {
      story = await NestedStory.start(database);
    });
    afterAll(() => story.api.stop());
    beforeEach(() => story.reset());

    it('come back in the order of the input', async () => {
      const updates = [
        '{ id: "remark_103", expectedVersion: 1, input: { body: "c" } }',
        '{ id: 101, input: { body: "a", post: { update: { input: { title: "changed" } } } } }',
        '{ id: 102, input: { ticket: "b" } }',
      ];
      const told = `remarks { id body version } edges { node { ticket } } affectedCount ${ERRORS}`;
      expect(await story.update(each(updates.join()), { told })).toEqual({
        remarks: [
          { id: 'remark_103', body: 'c', version: 2 },
          { id: 'remark_101', body: 'a', version: 2 },
          { id: 'remark_102', body: 'two', version: 2 },
        ],
        edges: ['three', 'one', 'b'].map((ticket) => ({ node: { ticket } })),
        affectedCount: 3,
        errors: [],
      });
      expect(await story.sql('select title, version from posts where id = 1')).toEqual([
        { title: 'changed', version: 2 },
      ]);
      expect(await story.update(each(''), { told })).toEqual({
        remarks: [],
        edges: [],
        affectedCount: 0,
        errors: [],
      });
    });

    it('count one change each, also where they take unique values together', async () => {
      const versions: unknown[] = [];
      for (const [one, other] of [
        ['x', 'y'],
        ['p', 'q'],
      ]) {
        const list = `{ id: 101, input: { ticket: "${one ?? ''}" } }, { id: 102, input: { ticket: "${other ?? ''}" } }`;
        versions.push(await story.update(each(list), { told: `remarks { version } ${ERRORS}` }));
      }
      expect(versions).toMatchObject(
        [2, 3].map((version) => ({ remarks: [{ version }, { version }], errors: [] })),
      );
    });

    it('are told by a dry run, also where they take unique values together', async () => {
      const updates = '{ id: 101, input: { ticket: "x" } }, { id: 102, input: { ticket: "y" } }';
      const { body } = await story.api.ask(`mutation { ${each(updates)} { ${ERRORS} } }`, {
        viewer: CRITIC,
        headers: { 'x-dry-run': 'true' },
      });
      expect(body.extensions?.['changes']).toMatchObject([
        { id: 'remark_101', fields: { ticket: { before: 'one', after: 'x' } } },
        { id: 'remark_102', fields: { ticket: { before: 'two', after: 'y' } } },
      ]);
    });

    it('are written all or not at all, and each tells what is wrong with it', async () => {
      const body = 'input: { body: "x" }';
      expect(
        await story.faults(
          each(`{ id: 101, ${body} }, { id: 999, ${body} }, { id: 101, ${body} }`),
        ),
      ).toEqual([
        ['NOT_FOUND', 'updates.1.id'],
        ['VALIDATION', 'updates.2.id'],
      ]);
      expect(
        await story.faults(each(`{ id: 102, ${body} }, { id: 101, ${body} }`), WRITER),
      ).toEqual([['FORBIDDEN', 'updates.1.id']]);
      expect(await story.faults(each('{ id: 102, input: { score: 1 } }'), WRITER)).toEqual([
        ['FORBIDDEN', 'updates.0.input.score'],
      ]);
      expect(
        await story.faults(each(`{ id: 101, ${body} }, { id: 102, expectedVersion: 2, ${body} }`)),
      ).toEqual([['CONFLICT', 'updates.1.expectedVersion']]);
      expect(
        await story.faults(
          each('{ id: 101, input: { ticket: "x" } }, { id: 102, input: { ticket: "X" } }'),
        ),
      ).toEqual([['NOT_UNIQUE', 'updates.1.input.ticket']]);
      expect(await story.faults(each(`{ id: 101, input: {} }, { id: "post_1", ${body} }`))).toEqual(
        [
          ['VALIDATION', 'updates.0.input'],
          ['VALIDATION', 'updates.1.id'],
        ],
      );
      // Through two of them one row.
      const title = 'input: { post: { update: { input: { title: "x" } } } }';
      expect(await story.faults(each(`{ id: 101, ${title} }, { id: 102, ${title} }`))).toEqual([
        ['VALIDATION', 'updates.1.input.post.update'],
      ]);
    });

    it('tell hidden rows and missing ones alike', async () => {
      await story.sql(`update posts set status = 'DRAFT' where id = 2`);
      const answers = [103, 999].map((id) =>
        story.update(each(`{ id: ${String(id)}, input: { body: "x" } }`), { viewer: WRITER }),
      );
      const [hidden, missing] = await Promise.all(answers);
      expect(hidden).toEqual(missing);
      expect(hidden && faultsOf(hidden)).toEqual([['NOT_FOUND', 'updates.0.id']]);
    });

    it.each([
      ['', 'where: is required, unless updates is given'],
      ['input: { body: "x" }', 'where: is required, unless updates is given'],
      ['where: {}', 'input: is required, unless updates is given'],
      ['where: null, input: null, updates: null', 'where: is required, unless updates is given'],
      ['updates: [], where: {}', 'updates: cannot be combined with where and input'],
      ['updates: [], input: { body: "x" }', 'updates: cannot be combined with where and input'],
    ])('are named in one of two ways: %s', async (args, message) => {
      const named = args === '' ? '' : `(${args})`;
      const { body, status } = await story.api.ask(
        `mutation { updateRemarks${named} { ${ERRORS} } }`,
        { viewer: CRITIC },
      );
      expect([status, body.errors?.[0]]).toMatchObject([
        400,
        { message: `updateRemarks: ${message}`, extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    });
  },
  { models: MODELS },
);
