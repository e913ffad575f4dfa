import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import { BelongsTo, UniqueString } from '../../../../src/model/decorators.js';
import { MutableModel } from '../../../../src/model/base-model.js';
import { models } from '../../../blog/models/index.js';
import { TestApi } from '../../../support/api.js';
import { describeEachDatabase, type TestDatabase } from '../../../support/databases.js';
import { makeModel } from '../../../support/models/made-model.js';
import { ADMIN } from '../../../support/viewers.js';

const WARE = makeModel((prototype) => {
  UniqueString()(prototype, 'label');
  Field(() => String)(prototype, 'label');
  for (const name of ['amount', 'big', 'slot', 'ref']) {
    Property({ type: 'integer', nullable: true })(prototype, name);
    Field(() => Int, { nullable: true })(prototype, name);
  }
  Property({ type: 'string', nullable: true })(prototype, 'code');
  Field(() => String, { nullable: true })(prototype, 'code');
  BelongsTo(() => WARE as never, { nullable: true, reverse: 'parts' })(prototype, 'base');
}, MutableModel);
const TYPE = WARE.name;
const ONE = TYPE.replace('M', 'm');
const TABLE = `${TYPE.toLowerCase()}s`;

/** Rules that the model says nothing of, those with `deferred` looked at when COMMIT comes only. */
async function addRules(database: TestDatabase): Promise<void> {
  const em = database.orm.em.fork();
  const ofTag = 'tag_id integer not null references tags (id)';
  await em.execute(`create table tickets (${ofTag} on delete restrict)`);
  await em.execute(`create table stubs (${ofTag} deferrable initially deferred)`);
  if (database.dialect === 'postgresql') {
    await em.execute(`
      alter table ${TABLE}
        alter column code type varchar(5) collate "C",
        alter column amount type smallint,
        add column total integer generated always as (big * 100000) stored,
        add exclude using gist (int4range(big, big + 3) with &&) where (big > 100),
        add constraint later_slot unique (slot) deferrable initially deferred,
        add foreign key (ref) references tags (id) deferrable initially deferred;
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'secret detail'; end $$;
      create trigger refused before insert or update on ${TABLE} for each row
        when (new.label = 'Refused') execute function refuse();
      create function deny() returns trigger language plpgsql as
        $$ begin raise exception 'secret detail' using errcode = 'insufficient_privilege'; end $$;
      create trigger denied before insert or update on ${TABLE} for each row
        when (new.label = 'Denied') execute function deny();
      create trigger owned before delete on ${TABLE} for each row
        when (old.label = 'Owned') execute function deny();
      create constraint trigger late after insert or update on ${TABLE} deferrable initially deferred
        for each row when (new.label = 'Late') execute function refuse();
      create trigger kept before delete on ${TABLE} for each row
        when (old.label = 'Kept') execute function refuse();`);
    return;
  }
  const made: readonly { readonly sql: string }[] = await em.execute(
    `select sql from sqlite_schema where tbl_name = '${TABLE}' and sql is not null order by type desc`,
  );
  await em.execute(`drop table ${TABLE}`);
  for (const { sql } of made) {
    await em.execute(
      sql.replace(/`ref` integer/, '$& references tags (id) deferrable initially deferred'),
    );
  }
  for (const [action, label, keptLabel] of [
    ['abort', 'Refused', 'Kept'],
    ['fail', 'Failed', 'Unfailing'],
    ['rollback', 'Ended', 'Endless'],
  ] as const) {
    for (const [event, when] of [
      ['insert', `new.label = '${label}'`],
      ['update', `new.label = '${label}'`],
      ['delete', `old.label = '${keptLabel}'`],
    ] as const) {
      await em.execute(
        `create trigger ${action}_${event} before ${event} on ${TABLE} when ${when}
          begin select raise(${action}, 'secret detail already exists'); end`,
      );
    }
  }
}

/** A rule that an input breaks. */
interface Rule {
  readonly input: string;
  /** The field it is told of; null where the database does not say. */
  readonly field: string | null;
  readonly code?: string;
  readonly message?: string;
  readonly isDeferred?: boolean;
  /** Whether the database ends the transaction with it. */
  readonly ends?: boolean;
  readonly only?: 'postgresql' | 'sqlite';
}

const RULES: Readonly<Record<string, Rule>> = {
  'a trigger that raises': { input: 'label: "Refused"', field: null },
  'a trigger that fails': { input: 'label: "Failed"', field: null, only: 'sqlite' },
  'a trigger that rolls back': {
    input: 'label: "Ended"',
    field: null,
    ends: true,
    only: 'sqlite',
  },
  'a privilege that is missing': {
    input: 'label: "Denied"',
    field: null,
    only: 'postgresql',
    code: 'FORBIDDEN',
    message: 'you may not write this row',
  },
  'an exclusion constraint': { input: 'label: "a", big: 201', field: null, only: 'postgresql' },
  'a text too long': { input: 'label: "a", code: "too long"', field: 'code', only: 'postgresql' },
  'a number too large': {
    input: 'label: "a", amount: 40000',
    field: 'amount',
    only: 'postgresql',
  },
  'a number made of another too large': {
    input: 'label: "a", big: -30000',
    field: null,
    only: 'postgresql',
  },
  'a deferred foreign key': { input: 'label: "a", ref: 999', field: null, isDeferred: true },
  'a deferred unique value': {
    input: 'label: "a", slot: 1',
    field: 'slot',
    isDeferred: true,
    only: 'postgresql',
    code: 'NOT_UNIQUE',
    message: 'this slot is taken',
  },
  'a deferred trigger': {
    input: 'label: "Late"',
    field: null,
    isDeferred: true,
    only: 'postgresql',
  },
};

/** A row that a trigger keeps from being deleted, in the database's own way, and what is said of it. */
const STAYS = {
  sqlite: { label: 'Endless', rule: { input: '', field: null } },
  postgresql: {
    label: 'Owned',
    rule: { input: '', field: null, code: 'FORBIDDEN', message: 'you may not write this row' },
  },
} as const;

/** How an input may come, and where it stands then. */
const FORMS: Readonly<Record<string, readonly [(input: string) => string, place: string]>> = {
  create: [(input) => `create${TYPE}(input: { ${input} })`, 'input'],
  update: [(input) => `update${TYPE}(id: 2, input: { ${input} })`, 'input'],
  'update of many': [
    (input) => `update${TYPE}s(where: { label: { eq: "two" } }, input: { ${input} })`,
    'input',
  ],
  upsert: [
    (input) => `upsert${TYPE}(by: { label: "new" }, create: { ${input} }, update: {})`,
    'create',
  ],
  'upsert of what is there': [
    (input) =>
      `upsert${TYPE}(by: { label: "two" }, create: { label: "two" }, update: { ${input} })`,
    'update',
  ],
  'nested create': [
    (input) => `create${TYPE}(input: { label: "outer", parts: { create: [{ ${input} }] } })`,
    'input.parts.create.0',
  ],
  'create of many': [
    (input) => `create${TYPE}s(inputs: [{ label: "pre" }, { ${input} }, { label: "post" }])`,
    'inputs.1',
  ],
};

/** Where the database tells nothing of the row, the fault stands at what all rows have in common. */
const commonPlace = (form: string, place: string): string =>
  form === 'create of many' ? 'inputs' : form === 'nested create' ? 'input' : place;

const ERRORS = 'errors { code path message }';

describeEachDatabase(
  'a rule that the database alone has',
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      await addRules(database);
      api = await TestApi.start(database, { models: [...models, WARE] });
      await api.data(
        `mutation { create${TYPE}s(inputs: [{ label: "one", big: 200, slot: 1 }, { label: "two" }, { label: "Kept" }, { label: "${STAYS[database.dialect].label}" }]) { affectedCount } }`,
      );
      await api.data(
        `mutation { createTags(inputs: [{ name: "restricted" }, { name: "deferred" }, { name: "free" }]) { affectedCount } }`,
        { viewer: ADMIN },
      );
      const em = database.orm.em.fork();
      await em.execute('insert into tickets values (1)');
      await em.execute('insert into stubs values (2)');
    });
    afterAll(() => api.stop());

    const contents = async (): Promise<unknown> => {
      const em = database.orm.em.fork();
      return [
        await em.execute(`select * from ${TABLE} order by id`),
        await em.execute('select name from tags order by id'),
      ];
    };

    /** What one field is refused with; nothing is kept, and nothing of the database is told. */
    const refused = async (
      document: string,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<unknown> => {
      const before = await contents();
      const { body, text, status } = await api.ask(document, { headers, viewer: ADMIN });
      expect({ text, errors: body.errors, status }).toEqual({
        text,
        errors: undefined,
        status: 200,
      });
      expect(text).not.toMatch(/secret|constraint_|later_slot|tags\b/);
      expect(await contents()).toEqual(before);
      return (body.data?.['it'] as unknown as { errors: unknown }).errors;
    };
    const expected = ({ code, message }: Rule, path: string): unknown => [
      {
        code: code ?? 'VALIDATION',
        message: message ?? 'violates a database constraint',
        path: path === '' ? [] : path.split('.'),
      },
    ];
    const cases = Object.entries(RULES)
      .filter(([, { only }]) => only === undefined || only === database.dialect)
      .flatMap(([what, rule]) =>
        Object.entries(FORMS).map(([form, [make, place]]) => {
          const path =
            rule.field !== null
              ? `${place}.${rule.field}`
              : rule.isDeferred === true
                ? ''
                : commonPlace(form, place);
          return { what, form, field: make(rule.input), fault: expected(rule, path) };
        }),
      );

    it.each(cases)('is told of its input: $what, $form', async ({ field, fault }) => {
      const it = `it: ${field} { ${ERRORS} }`;
      expect(await refused(`mutation { ${it} }`)).toEqual(fault);
      const rows = /^(?:create|update)\w+s\(/.test(field) ? `${ONE}s` : ONE;
      const shown = `mutation { it: ${field} { ${rows} { label } ${ERRORS} } }`;
      expect(await refused(shown)).toEqual(fault);
      expect(await refused(`mutation @independent { ${it} }`)).toEqual(fault);
      const key = { 'idempotency-key': `${database.dialect} ${field}`.replace(/\W+/g, '-') };
      expect(await refused(`mutation { ${it} }`, key)).toEqual(fault);
      expect(await refused(`mutation { ${it} }`, key)).toEqual(fault);
    });

    it.each(cases)('is told in a dry run: $what, $form', async ({ field, fault }) => {
      expect(
        await refused(`mutation { it: ${field} { ${ERRORS} } }`, { 'x-dry-run': 'true' }),
      ).toEqual(fault);
    });

    it('takes the fields before it along, and keeps those beside it where each is a unit', async () => {
      const document = (directive: string): string =>
        `mutation ${directive} { before: create${TYPE}(input: { label: "kept" }) { errors { code } } it: create${TYPE}(input: { label: "b", ref: 999 }) { errors { code } } }`;
      const whole = await api.ask(document(''));
      expect(whole.body).toEqual({
        data: {
          before: { errors: [{ code: 'ROLLED_BACK' }] },
          it: { errors: [{ code: 'VALIDATION' }] },
        },
      });
      const each = await api.ask(document('@independent'));
      expect(each.body).toEqual({
        data: { before: { errors: [] }, it: { errors: [{ code: 'VALIDATION' }] } },
      });
      await api.data(
        `mutation { delete${TYPE}s(where: { label: { eq: "kept" } }) { affectedCount } }`,
      );
    });

    it('drops the rows that break it where the others may go on', async () => {
      const bad = Object.entries(RULES).filter(
        ([, { only, isDeferred, ends }]) =>
          isDeferred !== true && ends !== true && (only === undefined || only === database.dialect),
      );
      const inputs = bad.map(
        ([, { input }], index) =>
          `{ ${input.replace('label: "a"', `label: "bad ${String(index)}"`)} }, { label: "good ${String(index)}" }`,
      );
      const { it } = await api.data<{
        it: { affectedCount: number; errors: { path: string[] }[] };
      }>(
        `mutation { it: create${TYPE}s(errorPolicy: CONTINUE, inputs: [${inputs.join()}]) { affectedCount ${ERRORS} } }`,
      );
      expect(it.affectedCount).toBe(bad.length);
      expect(it.errors.map(({ path }) => path.join('.'))).toEqual(
        bad.map(([, { field }], index) =>
          ['inputs', String(2 * index), ...(field === null ? [] : [field])].join('.'),
        ),
      );
      await api.data(
        `mutation { delete${TYPE}s(where: { label: { startsWith: "good" } }) { affectedCount } }`,
      );
    });

    it('that only COMMIT finds broken leaves none of many, whatever the error policy', async () => {
      expect(
        await refused(
          `mutation { it: create${TYPE}s(errorPolicy: CONTINUE, inputs: [{ label: "x" }, { label: "y", ref: 999 }]) { ${ERRORS} } }`,
        ),
      ).toEqual(expected({ input: '', field: null }, ''));
    });

    it.each([
      ['deleteTag(id: 1)', 'id', 'is still used by another row'],
      [
        'deleteTags(where: { name: { eq: "restricted" } })',
        'where',
        'is still used by another row',
      ],
      ['deleteTag(id: 2)', '', 'violates a database constraint'],
      [`delete${TYPE}(id: 3)`, 'id', 'violates a database constraint'],
      [
        `delete${TYPE}s(where: { label: { eq: "Kept" } })`,
        'where',
        'violates a database constraint',
      ],
    ])('is told of a row that must stay: %s', async (field, path, message) => {
      const fault = expected({ input: '', field: null, message }, path);
      for (const headers of [{}, { 'x-dry-run': 'true' }]) {
        expect(await refused(`mutation { it: ${field} { ${ERRORS} } }`, headers)).toEqual(fault);
      }
    });

    it.each([
      [`delete${TYPE}(id: 4)`, 'id'],
      [`delete${TYPE}s(where: { id: { in: [4] } })`, 'where'],
    ])('may end the transaction, or deny, as well: %s', async (field, path) => {
      const { rule } = STAYS[database.dialect];
      for (const document of [
        `mutation { it: ${field} { ${ERRORS} } }`,
        `mutation { before: create${TYPE}(input: { label: "lost" }) { errors { code } } it: ${field} { ${ERRORS} } }`,
      ]) {
        expect(await refused(document)).toEqual(expected(rule, path));
      }
    });

    it('may be broken until COMMIT comes', async () => {
      await api.data(
        `mutation { a: create${TYPE}(input: { label: "early", ref: 4 }) { errors { code } } b: createTag(input: { name: "later" }) { errors { code } } }`,
        { viewer: ADMIN },
      );
      expect(
        await api.data(
          `{ ${ONE}(id: 1) { label } ${TYPE.replace('M', 'm')}s(where: { ref: { eq: 4 } }) { totalCount } }`,
        ),
      ).toEqual({
        [ONE]: { label: 'one' },
        [`${ONE}s`]: { totalCount: 1 },
      });
    });
  },
  { models: [...models, WARE] },
);
