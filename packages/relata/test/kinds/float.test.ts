import { DoubleType, type Opt } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Field, Float } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { floatKind } from '../../src/kinds/float.js';
import { BaseModel } from '../../src/model/base-model.js';
import { Model } from '../../src/model/decorators.js';
import { openSession, withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';

@Model({ description: 'What was measured.' })
@Access<Reading>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Reading extends BaseModel {
  @Property({ type: 'double', nullable: true })
  @Field(() => Float, { nullable: true })
  value?: number | null;

  @Property({ type: DoubleType, default: 0.1 })
  @Field(() => Float)
  other!: Opt<number>;
}

/** Where PostgreSQL, SQLite and JavaScript begin to print in another way, and the ends of what there is. */
const EDGES = [
  ...[0, 0.1, 1 / 3, 100, 1e14, 999_999_999_999_999.9, 1e15, 1e15 + 2, 123_456_789_012_345_680],
  ...[1e16, 1e17, 1e20, 999_999_999_999_999_900_000, 1e21, 1.5e21, 1e22, 1e23, 1.5e300],
  ...[0.001, 1e-4, 0.000_099_999, 1e-5, 1.5e-5, 1e-6, 9.999e-7, 1e-7, 1.5e-7, 1e-9, 1e-10, 1e-99],
  ...[
    1e-100,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 56 + 16 * 9,
    5 ** 23 * 2 ** 76,
    2 ** -1074,
    2 ** -1022,
    Number.MAX_VALUE,
    Number.EPSILON,
  ],
].flatMap((value) => [value, -value]);

const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e22, max: 1e22 }),
  fc.double({ noNaN: true, min: -1e-3, max: 1e-3 }),
  fc
    .tuple(fc.integer(), fc.integer({ min: -12, max: 25 }))
    .map(([a, e]) => Number(`${String(a)}e${String(e)}`)),
  // Where half of what is between two numbers has few digits.
  fc
    .tuple(fc.integer({ min: 2 ** 30, max: 2 ** 53 }), fc.integer({ min: 0, max: 80 }))
    .map(([a, e]) => a * 2 ** e),
  fc
    .tuple(
      fc.integer({ min: 15, max: 23 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 0, max: 80 }),
    )
    .map(([five, a, e]) => 5 ** five * a * 2 ** e),
  fc.constantFrom(...EDGES),
);

describeDatabases(
  'a number of 64 bits',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Reading] }, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'readings');
    const insert = async (values: readonly (number | null)[]): Promise<void> => {
      await withSession(readers.compiled.app, async (em) => {
        await em.insertMany(
          Reading,
          values.map((value) => ({ value })),
        );
      });
    };

    it('is written by a statement as by JavaScript, to the byte', async () => {
      const { json, bound, parameter } = floatKind.storage[database.dialect];
      const kysely = openSession(database.orm).getKysely({ type: 'read' });
      const type = sql.raw(database.dialect === 'sqlite' ? 'real' : 'double precision');
      const written = async (numbers: readonly (number | null)[]): Promise<unknown[]> => {
        const columns = numbers.map((each, at) => {
          const value = sql`cast(${bound(sql`${parameter(each)}`)} as ${type})`;
          return sql`${json(value)} as ${sql.id(`c${String(at)}`)}`;
        });
        const query = sql<Record<string, string>>`select ${sql.join(columns)}`;
        return Object.values((await query.execute(kysely)).rows[0] ?? {});
      };
      const expected = (numbers: readonly (number | null)[]): unknown[] =>
        numbers.map((each) => (each === null ? null : JSON.stringify(each)));
      expect(await written(EDGES)).toEqual(expected(EDGES));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.option(doubles), { minLength: 1, maxLength: 60 }),
          async (numbers) => {
            expect(await written(numbers)).toEqual(expected(numbers));
          },
        ),
        { numRuns: 80 },
      );
    });

    it('is answered alike by both readers, without a word of JavaScript between', async () => {
      await insert([...EDGES, null]);
      const { readings } = await readers.data<{ readings: { nodes: { value: number | null }[] } }>(
        '{ readings(first: 100) { nodes { value other } } }',
      );
      expect(readings.nodes.map(({ value }) => value)).toEqual(
        [...EDGES, null].map((value) => (value === 0 ? 0 : value)),
      );
      expect(readers.compiled.app.compiledReader?.counts.answered).toBeGreaterThan(0);
    });

    it('is walked by cursors in its order, ties and all, forwards and backwards', async () => {
      const values = [...EDGES, ...EDGES.slice(0, 9), null, null];
      await insert(values);
      const sorted = values
        .map((value) => (value === 0 ? 0 : value))
        .toSorted((a, b) => (a === b ? 0 : (a ?? Infinity) - (b ?? Infinity)));
      for (const isBackward of [false, true]) {
        const [size, at] = isBackward ? ['last', 'before'] : ['first', 'after'];
        const query = `query ($at: String) { readings(${size}: 7, ${at}: $at, orderBy: [{ value: ASC }]) {
          edges { cursor node { value } } } }`;
        const walked: (number | null)[] = [];
        for (let cursor: string | null | undefined = null; cursor !== undefined;) {
          const { readings }: Page = await readers.data<Page>(query, { variables: { at: cursor } });
          const found = readings.edges.map(({ node }) => node.value);
          walked.splice(isBackward ? 0 : walked.length, 0, ...found);
          cursor = readings.edges.at(isBackward ? 0 : -1)?.cursor;
        }
        expect(walked).toEqual(sorted);
      }
    });

    it.each([1e-7, -1e-7, 5e-324, 1e21, 1e23, 0.1, 1 / 3, -Number.MAX_VALUE])(
      '%d is found by itself, and by what is beside it',
      async (value) => {
        const beside = value * (1 - 2 ** -52);
        await insert([value, beside, null]);
        const { readings } = await readers.data<{ readings: { nodes: { value: number }[] } }>(
          'query ($v: Float!) { readings(where: { value: { gte: $v, lte: $v, in: [$v], eq: $v } }) { nodes { value } } }',
          { variables: { v: value } },
        );
        expect(readings.nodes.map((node) => node.value)).toEqual(
          beside === value ? [value, value] : [value],
        );
      },
    );

    it('has one zero, however it is written', async () => {
      const answer = await readers.compiled.ask(
        'mutation { createReading(input: { value: -0.0, other: -0 }) { reading { value other } errors { code } } }',
      );
      expect(answer.text).toContain('{"value":0,"other":0}');
      await insert([-0]);
      const signed = `select count(*) as count from readings where cast(value as text) like '-%'`;
      const [{ count } = {}] = await database.orm.em.fork().execute<{ count?: unknown }[]>(signed);
      expect(Number(count)).toBe(0);
      const zero = database.dialect === 'sqlite' ? '-0.0' : `'-0'::double precision`;
      await readers.run(`insert into readings (value) values (${zero})`);
      const values = await withSession(readers.compiled.app, (em) =>
        em.find(Reading, { value: { $ne: null } }),
      );
      expect(values.map(({ value }) => Object.is(value, 0))).toEqual([true, true, true]);
      const query =
        '{ readings(where: { value: { eq: -0.0, gte: 0 } }) { totalCount edges { cursor node { value } } } }';
      const { text, body } = await readers.ask(query);
      expect(body.data?.['readings']).toMatchObject({ totalCount: 3 });
      expect(text).not.toContain('-0');
    });

    it('is finite, by whatever means it comes', async () => {
      const value = (foreign: string): Promise<void> =>
        readers.run(`insert into readings (value) values (${foreign})`);
      const foreign = {
        sqlite: ['9e999', '-9e999', `'text'`, `x'00'`],
        postgresql: [`'NaN'`, `'Infinity'`, `'-Infinity'`],
      };
      for (const each of foreign[database.dialect]) {
        await expect(value(each)).rejects.toThrow(/check/i);
      }
      for (const each of [Number.NaN, Infinity, -Infinity]) {
        await expect(insert([each])).rejects.toThrow('must be a finite number');
      }
      for (const each of ['1e999', '-1e999', '"1"', 'true']) {
        const { body } = await readers.compiled.ask(
          `mutation { createReading(input: { value: ${each} }) { errors { code path } } }`,
        );
        expect(JSON.stringify(body.errors)).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION/);
      }
      expect(await readers.data('{ readings { totalCount } }')).toEqual({
        readings: { totalCount: 0 },
      });
    });

    it('is null where a table that was there before has what is none', async () => {
      if (database.dialect === 'sqlite') {
        await readers.run('pragma ignore_check_constraints = on');
      } else {
        await readers.run('alter table readings drop constraint readings_value_check');
      }
      const foreign =
        database.dialect === 'sqlite' ? ['9e999', '-9e999'] : [`'NaN'`, `'-Infinity'`];
      for (const each of foreign) {
        await readers.run(`insert into readings (value) values (${each})`);
      }
      const query = '{ readings { nodes { value other } } }';
      const { text } = await readers.compiled.ask(query);
      expect(JSON.parse(text)).toEqual({
        data: { readings: { nodes: foreign.map(() => ({ value: null, other: 0.1 })) } },
      });
      expect((await readers.reference.ask(query)).text).toBe(text);
      if (database.dialect === 'sqlite') {
        await readers.run('pragma ignore_check_constraints = off');
      }
    });
  },
);

interface Page {
  readonly readings: {
    readonly edges: readonly {
      readonly cursor: string;
      readonly node: { readonly value: number | null };
    }[];
  };
}
