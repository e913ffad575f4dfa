import { BeforeUpdate, Property } from '@mikro-orm/decorators/legacy';
import { GraphQLBigInt, GraphQLDateTime } from 'graphql-scalars';
import { Field, Int } from 'type-graphql';
import { GraphQLDecimal } from '../../src/kinds/exact-scalars.js';
import type { Storage } from '../../src/kinds/kind.js';
import { KINDS } from '../../src/kinds/registry.js';
import { GraphQLDuration } from '../../src/kinds/scalars.js';
import { MutableModel } from '../../src/model/base-model.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { TestApi } from '../support/api.js';
import { makeModel } from '../support/models/made-model.js';

/** What its hook adds to `plain`, which only the database finds to be too much. */
const steps = { plain: 0, small: 0 };

/** A column of each kind that SQLite keeps in integers, which may be null, and one that may not. */
class Counter extends MutableModel {
  plain!: number | null;
  small!: number | null;

  grow(): void {
    this.plain = (this.plain ?? 0) + steps.plain;
    this.small = (this.small ?? 0) + steps.small;
  }
}

const COLUMNS = {
  plain: [{ type: 'integer' }, Int],
  small: [{ type: 'smallint' }, Int],
  wide: [{ type: 'bigint' }, GraphQLBigInt],
  price: [{ type: 'decimal', precision: 4, scale: 2 }, GraphQLDecimal],
  is_on: [{ type: 'boolean' }, Boolean],
  at: [{ type: 'datetime' }, GraphQLDateTime],
  lasts: [{ type: 'duration' }, GraphQLDuration],
} as const;

const COUNTER = makeModel((prototype) => {
  for (const [name, [options, type]] of Object.entries(COLUMNS)) {
    Property({ ...options, nullable: true })(prototype, name);
    Field(() => type, { nullable: true })(prototype, name);
  }
  Property({ type: 'integer', default: 1 })(prototype, 'must');
  Field(() => Int)(prototype, 'must');
  // What the API does not know is kept as the application says.
  Property({ type: 'number', columnType: 'real', nullable: true })(prototype, 'beside');
  BeforeUpdate()(prototype, 'grow');
}, Counter);
const TABLE = `${COUNTER.name.toLowerCase()}s`;
const ONE = COUNTER.name.replace('M', 'm');

/** The ends of what may stand in a column. */
const ENDS: Readonly<Record<string, readonly [least: string, most: string]>> = {
  plain: ['-2147483648', '2147483647'],
  must: ['-2147483648', '2147483647'],
  version: ['-2147483648', '2147483647'],
  small: ['-32768', '32767'],
  wide: ['-9223372036854775808', '9223372036854775807'],
  price: ['-9999', '9999'],
  is_on: ['0', '1'],
  at: ['-62135596800000', '253402300799999'],
  lasts: ['-9007199254740991', '9007199254740991'],
};
/** What is beyond them by one; of 64 bits it is a float. */
const BEYOND = Object.entries(ENDS).flatMap(([column, [least, most]]) =>
  [`${least} - 1`, `${most} + 1`].map((value) => [column, value] as const),
);
const NO_INTEGERS = Object.keys(ENDS).flatMap((column) =>
  ['1.5', "'abc'", "x'31'", "''", "'1.5'"].map((value) => [column, value] as const),
);

const isOfIntegers = ({ column }: Storage): boolean => column.test('integer');

describe('kinds that SQLite keeps in integers', () => {
  it('have a CHECK that says so', () => {
    const kinds = KINDS.flatMap((entry) => ('of' in entry ? [] : entry)).filter(({ storage }) =>
      isOfIntegers(storage.sqlite),
    );
    expect(kinds.map(({ name }) => name)).toEqual([
      'int',
      'smallInt',
      'bigint',
      'boolean',
      'dateTime',
      'duration',
    ]);
    for (const { storage } of kinds) {
      expect(storage.sqlite.check?.('`it`', {} as never)).toContain("typeof(`it`) = 'integer'");
    }
  });
});

describeDatabases(
  'columns of integers',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [COUNTER] }, dialect)),
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database);
    });
    afterAll(() => api.stop());
    beforeEach(async () => {
      Object.assign(steps, { plain: 0, small: 0 });
      await run(`delete from ${TABLE}`);
      await run(`insert into ${TABLE} (plain, small) values (7, 7)`);
    });

    const run = (statement: string): Promise<unknown> => database.orm.em.fork().execute(statement);
    const set = (column: string, value: string): Promise<unknown> =>
      run(`update ${TABLE} set ${column} = ${value}`);
    const update = async (input: string): Promise<unknown> => {
      const data = await api.data<Record<string, Record<string, unknown>>>(
        `mutation { update${COUNTER.name}s(where: {}, input: { ${input} }) { ${ONE}s { plain small } errors { code path message } } }`,
      );
      return data[`update${COUNTER.name}s`];
    };
    const counted = (): Promise<unknown> =>
      database.orm.em.fork().execute(`select plain, small, version from ${TABLE}`);

    if (database.dialect === 'sqlite') {
      it.each(Object.entries(ENDS))('hold what is in the range of %s', async (column, ends) => {
        for (const value of ends) {
          await set(column, value);
          await run(`insert into ${TABLE} (${column}) values (${value})`);
        }
      });

      it.each([...BEYOND, ...NO_INTEGERS])(
        'refuse in %s what statements set: %s',
        async (...to) => {
          await expect(set(...to)).rejects.toThrow(/CHECK constraint failed/);
          const [column, value] = to;
          const insert = run(`insert into ${TABLE} (${column}) values (${value})`);
          await expect(insert).rejects.toThrow(/CHECK constraint failed/);
        },
      );

      it('hold nulls, and what is none of the API as it is', async () => {
        for (const column of Object.keys(COLUMNS)) {
          await set(column, 'null');
        }
        await set('beside', '1.5');
      });

      it('have no CHECK where a key is an integer of SQLite itself', () => {
        const { checks } = database.orm.getMetadata().get(COUNTER as never);
        expect(checks.map(({ property }) => property)).not.toContain('id');
        expect(checks).toHaveLength(Object.keys(ENDS).length + 2);
      });
    }

    it.each([
      ['plain', 2_147_483_641],
      ['plain', -2_147_483_656],
      ['small', 32_761],
      ['small', -32_776],
    ])('refuse what a rule of the model adds to %s: %d', async (column, by) => {
      Object.assign(steps, { [column]: by });
      expect(await update('must: 2')).toEqual({
        [`${ONE}s`]: [],
        errors: [
          { code: 'VALIDATION', path: ['input'], message: 'violates a database constraint' },
        ],
      });
      expect(await counted()).toEqual([{ plain: 7, small: 7, version: 1 }]);
      Object.assign(steps, { [column]: by - Math.sign(by) });
      expect(await update('must: 2')).toMatchObject({ errors: [] });
    });

    it('refuse a version that cannot be raised', async () => {
      await set('version', '2147483647');
      expect(await update('must: 2')).toEqual({
        [`${ONE}s`]: [],
        errors: [
          { code: 'VALIDATION', path: ['input'], message: 'violates a database constraint' },
        ],
      });
      expect(await counted()).toEqual([{ plain: 7, small: 7, version: 2_147_483_647 }]);
    });
  },
);
