import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { Access } from '../../../../src/access/access.js';
import { allOf, everyone, signedIn, where } from '../../../../src/access/rules.js';
import { MutableModel } from '../../../../src/model/base-model.js';
import { BelongsTo, Model, UniqueString } from '../../../../src/model/decorators.js';
import { models } from '../../../blog/models/index.js';
import { TestApi } from '../../../support/api.js';
import { describeEachDatabase } from '../../../support/databases.js';
import { ERRORS, faultsOf, type Payloads } from '../../../support/writing.js';

/** Who may create one depends on its own values: on some that compare as they do here, and some that do not. */
@Model({ description: 'A slip of paper.' })
@Access<Slip>({
  read: everyone,
  create: allOf(
    where<Slip>({ isOpen: { eq: true } }),
    where<Slip>({ size: { lt: 10 }, kind: { eq: 'plain' } }),
  ),
  update: signedIn,
  delete: signedIn,
  fields: { mark: { write: where<Slip>({ size: { gt: 5 } }) } },
})
class Slip extends MutableModel {
  @UniqueString({ caseless: true })
  @Field({ description: 'What it says.' })
  label!: string;
  labelKey!: string;

  @Property({ type: 'string', unique: true, nullable: true })
  @Field(() => String, { nullable: true, description: 'A mark on it.' })
  mark?: string | null;

  @Property({ type: 'boolean' })
  @Field({ description: 'Whether everybody may make it.' })
  isOpen!: boolean;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'How large it is.' })
  size!: number;

  @Property({ type: 'string', defaultRaw: "'plain'" })
  @Field({ description: 'What kind it is of.' })
  kind!: string;
}

/** Who may create one depends on the row it belongs to. */
@Model({ description: 'A leaf on a slip.' })
@Access<Leaf>({
  read: everyone,
  create: where<Leaf>({ slip: { isOpen: { eq: true }, size: { lt: 8 } } }),
  update: signedIn,
  delete: signedIn,
})
class Leaf extends MutableModel {
  @UniqueString()
  @Field({ description: 'What it is called.' })
  name!: string;

  @BelongsTo(() => Slip, { reverse: 'leafs', description: 'What it is on.' })
  slip!: Ref<Slip>;

  /** Unique by an index that the model says nothing of. */
  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'Its place.' })
  place?: number | null;
}

const OPEN = 'isOpen: true, size: 1';
const CLOSED = 'isOpen: false, size: 1';
const LARGE = 'isOpen: true, size: 10';

/** Inputs of rows that may not be created; `$` is a value that must be unique, `#` one that an index says of. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'by a value': `createSlip(input: { label: "$", ${CLOSED} })`,
  'by a value that the database compares': `createSlip(input: { label: "$", ${LARGE} })`,
  'by a field': `createSlip(input: { label: "new", mark: "$", ${OPEN} })`,
  'as one of many': `createSlips(inputs: [{ label: "one", ${OPEN} }, { label: "$", ${LARGE} }])`,
  'as one of many that may not': `createSlips(inputs: [{ label: "one", ${CLOSED} }, { label: "$", ${LARGE} }])`,
  'as one of many that may be dropped': `createSlips(errorPolicy: CONTINUE,
    inputs: [{ label: "one", ${OPEN} }, { label: "$", ${LARGE} }, { label: "two", ${CLOSED} }])`,
  'by the row it belongs to': 'createLeaf(input: { name: "$", slip: { connect: "2" } })',
  'by a new row it belongs to': `createSlip(input: { label: "new", isOpen: true, size: 9,
    leafs: { create: [{ name: "$" }] } })`,
  'within an update': 'updateSlip(id: 2, input: { leafs: { create: [{ name: "$" }] } })',
  'within an update of many':
    'updateSlips(where: { id: { eq: 2 } }, input: { leafs: { create: [{ name: "$" }] } })',
  'where it is connected or created':
    'updateSlip(id: 2, input: { leafs: { connectOrCreate: [{ where: { name: "new" }, create: { name: "$" } }] } })',
  'where only the database knows':
    'createLeaf(input: { name: "new", slip: { connect: "2" }, place: # })',
  'where only the database knows, as one of many': `createLeafs(inputs: [
    { name: "one", slip: { connect: "1" } }, { name: "two", slip: { connect: "2" }, place: # }])`,
  'where only the database knows, within another': `createSlip(input: { label: "new", isOpen: true, size: 9,
    leafs: { create: [{ name: "new", place: # }] } })`,
  'where only the database knows, within an update':
    'updateSlip(id: 2, input: { leafs: { connectOrCreate: [{ where: { name: "new" }, create: { name: "new", place: # } }] } })',
  'by an upsert': `upsertSlip(by: { label: "new" },
    create: { label: "new", mark: "$", ${CLOSED} }, update: {})`,
  'with something missing beside it': `createSlips(inputs: [{ label: "$", ${CLOSED} }, { label: "one", ${OPEN},
    leafs: { connect: [999] } }])`,
};

/** Inputs of rows that may be created, and where it is told that a value is taken. */
const ALLOWED: readonly (readonly [string, string])[] = [
  [`createSlip(input: { label: "taken", ${OPEN} })`, 'input.label'],
  ['createLeaf(input: { name: "taken", slip: { connect: "1" } })', 'input.name'],
  [
    `createSlip(input: { label: "new", ${OPEN}, leafs: { create: [{ name: "taken" }] } })`,
    'input.leafs.create.0.name',
  ],
  [
    `createSlip(input: { label: "new", isOpen: true, size: 6, kind: "plain", mark: "taken" })`,
    'input.mark',
  ],
  ['createLeaf(input: { name: "new", slip: { connect: "1" }, place: 1 })', 'input.place'],
  [
    `createSlip(input: { label: "new", ${OPEN}, leafs: { create: [{ name: "new", place: 1 }] } })`,
    'input.leafs.create.0.place',
  ],
  ['updateSlip(id: 2, input: { label: "taken" })', 'input.label'],
  [
    'updateSlip(id: 1, input: { leafs: { create: [{ name: "taken" }] } })',
    'input.leafs.create.0.name',
  ],
  [
    `createSlips(inputs: [{ label: "one", ${OPEN} }, { label: "taken", ${OPEN} }])`,
    'inputs.1.label',
  ],
];

describeEachDatabase(
  'of a row that may not be created',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      const em = database.orm.em.fork();
      await em.execute('create unique index places on leafs (place)');
      api = await TestApi.start(database, { models: [...models, Slip, Leaf] });
      await api.data(
        `mutation { createSlips(inputs: [{ label: "taken", isOpen: true, size: 7, mark: "taken" }]) { ${ERRORS} } }`,
        { viewer: { userId: 1 } },
      );
      await em.execute(
        `insert into slips (label, label_key, is_open, size) values ('closed', 'closed', ${database.dialect === 'sqlite' ? '0' : 'false'}, 1)`,
      );
      const { it } = await api.data<Payloads>(
        'mutation { it: createLeaf(input: { name: "taken", slip: { connect: "1" }, place: 1 }) { errors { code } } }',
        { viewer: { userId: 1 } },
      );
      expect(it?.errors).toEqual([]);
    });
    afterAll(() => api.stop());

    const answer = async (field: string): Promise<string> => {
      const { text, status } = await api.ask(`mutation { it: ${field} { ${ERRORS} } }`, {
        viewer: { userId: 1 },
        headers: { 'x-dry-run': 'true' },
      });
      expect({ text, status }).toEqual({ text, status: 200 });
      // Keys in the change set differ from one run to the next.
      const { data } = JSON.parse(text) as { readonly data: unknown };
      return JSON.stringify({ data });
    };

    it.each(Object.entries(FORBIDDEN))(
      'it is not told that a value is taken: %s',
      async (_what, field) => {
        const free = await answer(field.replaceAll('$', 'free').replaceAll('#', '9'));
        expect(free).toMatch(/FORBIDDEN|NOT_FOUND/);
        const taken = await answer(field.replaceAll('$', 'taken').replaceAll('#', '1'));
        expect(taken).toBe(free);
      },
    );

    it.each(ALLOWED)(
      'it is told of others, who learn that a value is taken: %s',
      async (field, path) => {
        const { data } = JSON.parse(await answer(field)) as { readonly data: Payloads };
        expect(faultsOf(data['it'])).toEqual([['NOT_UNIQUE', path]]);
      },
    );

    it('the database is asked once for each rule, however many there are', async () => {
      const counts: number[] = [];
      for (const count of [2, 7]) {
        const inputs = Array.from(
          { length: count },
          (_, index) =>
            `{ label: "l${String(index)}", mark: "m${String(index)}", isOpen: true, size: 7 }`,
        );
        const { statements, text } = await api.ask(
          `mutation { createSlips(inputs: [${inputs.join()}]) { ${ERRORS} } }`,
          { viewer: { userId: 1 }, headers: { 'x-dry-run': 'true' } },
        );
        expect(text).toContain('"errors":[]');
        counts.push(statements.filter(({ sql }) => /where.*size/s.test(sql)).length);
      }
      // Of the rows, and of a field of theirs.
      expect(counts).toEqual([2, 2]);
    });

    it('each row of many is told of by itself', async () => {
      const inputs = [
        `{ label: "taken", ${OPEN} }`,
        `{ label: "TAKEN", ${LARGE} }`,
        `{ label: "one", ${OPEN} }`,
        `{ label: "One", ${LARGE} }`,
        `{ label: "two", ${CLOSED} }`,
      ];
      const { data } = JSON.parse(
        await answer(`createSlips(errorPolicy: CONTINUE, inputs: [${inputs.join()}])`),
      ) as { readonly data: Payloads };
      expect(faultsOf(data['it'])).toEqual([
        ['FORBIDDEN', 'inputs.1'],
        ['FORBIDDEN', 'inputs.3'],
        ['FORBIDDEN', 'inputs.4'],
        ['NOT_UNIQUE', 'inputs.0.label'],
      ]);
    });
  },
  { models: [...models, Slip, Leaf] },
);
