import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLBigInt, GraphQLJSON } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDecimal } from '../../src/kinds/exact-scalars.js';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { BaseModel } from '../../src/model/base-model.js';
import { JsonOf } from '../../src/model/column-decorators.js';
import { Model } from '../../src/model/decorators.js';
import { GRAPHQL_PATH } from '../../src/server/http/graphql-route.js';
import { readNumbers } from '../../src/server/limits/exact-variables.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { type Answer, TestApi } from '../support/api.js';

@ObjectType({ description: 'A part.' })
class Part {
  @Field(() => GraphQLDecimal, { nullable: true, description: 'What it costs.' })
  price?: string | null;

  @Field(() => Float, { nullable: true, description: 'How long it is.' })
  size?: number | null;
}

/** A number of each sort. */
@Model({ description: 'A measure.' })
@Access<Measure>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Measure extends BaseModel {
  @Property({ type: 'decimal', precision: 10, scale: 2, nullable: true })
  @Field(() => GraphQLDecimal, { nullable: true, description: 'What it costs.' })
  price?: string | null;

  @Property({ type: 'bigint', nullable: true })
  @Field(() => GraphQLBigInt, { nullable: true, description: 'How many there are.' })
  many?: bigint | null;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'How many there are.' })
  few?: number | null;

  @Property({ type: 'double', nullable: true })
  @Field(() => Float, { nullable: true, description: 'How long it is.' })
  size?: number | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, { nullable: true, description: 'What else is known.' })
  notes?: unknown;

  @JsonOf(() => Part, { nullable: true })
  @Field(() => Part, { nullable: true, description: 'A part of it.' })
  part?: Part | null;
}

const CREATE = `mutation ($input: MeasureCreateInput!) { it: createMeasure(input: $input) {
  measure { price many few size notes part { price size } } errors { path message } } }`;
const FILTER = 'query ($where: MeasureWhere) { it: measures(where: $where) { totalCount } }';

/** Numbers that doubles near to them are parsed to, and those. */
const ROUNDED: Readonly<Record<string, number>> = {
  '0.1000000000000000055': 0.1,
  '12.300000000000000001': 12.3,
  '1.00000000000000000001': 1,
  '5.0000000000000000000000000001': 5,
  '-3.0000000000000000001e0': -3,
  '1e-400': 0,
};

/** Those that are what is written. */
const KEPT: Readonly<Record<string, number>> = {
  '0.1': 0.1,
  '0.100000000000000000000': 0.1,
  '12.30': 12.3,
  '1e0': 1,
  '500e-2': 5,
  '10000000000.000000000000': 1e10,
};

describe('the numbers of a text', () => {
  it.each(Object.keys(ROUNDED))('are found where they are rounded: %s', (text) => {
    for (const [json, path] of [
      [`{"variables":{"a":[{"b":${text}}]}}`, ['a', '0', 'b']],
      [`{"variables":{"a":${text}},"x":${text}}`, ['a']],
      [`\ufeff{"variables":{"a":"\\"1\\"","b" : ${text} }}`, ['b']],
    ] as const) {
      const read = readNumbers(json, (parsed) => (parsed as { variables: unknown }).variables);
      expect(read).toEqual({ error: null, rounded: [{ path, text }] });
    }
  });

  it.each(Object.keys(KEPT))('are left where they are not: %s', (text) => {
    const json = `{"a":${text},"b":"0.1000000000000000055","0.1000000000000000055":1}`;
    expect(readNumbers(json, (parsed) => parsed)).toEqual({ error: null, rounded: [] });
  });
});

describeDatabases(
  'numbers of variables',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Measure] }, dialect)),
  (database) => {
    let api: TestApi;
    beforeAll(async () => {
      api = await TestApi.start(database);
    });
    afterAll(() => api.stop());

    const posted = async (query: string, variables: string): Promise<Answer['body']> => {
      const response = await fetch(`${api.url}${GRAPHQL_PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
      });
      return (await response.json()) as Answer['body'];
    };
    const got = async (query: string, variables: string): Promise<Answer['body']> => {
      const search = new URLSearchParams({ query, variables });
      const response = await fetch(`${api.url}${GRAPHQL_PATH}?${search.toString()}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      return (await response.json()) as Answer['body'];
    };
    const refusal = (type: string, path: string, text: string): unknown => ({
      errors: [
        expect.objectContaining({
          message: `${path}: ${type} keeps all digits, and ${text} has more than a number of JSON keeps: write it as a text`,
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) as unknown,
        }),
      ],
    });

    it.each(Object.keys(ROUNDED))('are refused where all digits count: %s', async (text) => {
      const count = async (): Promise<unknown> => (await posted(FILTER, '{}')).data;
      const before = await count();
      const places = { price: 'Decimal', many: 'BigInt', few: 'Int' };
      for (const [name, type] of Object.entries(places)) {
        const path = `variables.input.${name}`;
        expect(await posted(CREATE, `{"input":{"${name}":${text}}}`)).toEqual(
          refusal(type, path, text),
        );
        for (const ask of [posted, got]) {
          const at = `variables.where.${name}`;
          expect(await ask(FILTER, `{"where":{"${name}":{"eq":${text}}}}`)).toEqual(
            refusal(type, `${at}.eq`, text),
          );
          expect(await ask(FILTER, `{"where":{"and":[{"${name}":{"in":["1",${text}]}}]}}`)).toEqual(
            refusal(type, `variables.where.and.0.${name}.in.1`, text),
          );
          expect(await ask(FILTER, `{"where":{"or":{"${name}":{"eq":${text}}}}}`)).toEqual(
            refusal(type, `variables.where.or.${name}.eq`, text),
          );
          expect(await ask(FILTER, `{"where":{"${name}":{"in":${text}}}}`)).toEqual(
            refusal(type, `${at}.in`, text),
          );
        }
      }
      expect(await posted(CREATE, `{"input":{"part":{"size":1,"price":${text}}}}`)).toEqual(
        refusal('Decimal', 'variables.input.part.price', text),
      );
      const one =
        'query ($price: Decimal!) { it: measures(where: { price: { eq: $price } }) { totalCount } }';
      for (const ask of [posted, got]) {
        expect(await ask(one, `{"price":${text}}`)).toEqual(
          refusal('Decimal', 'variables.price', text),
        );
      }
      const node = 'query ($id: ID!) { node(id: $id) { id } }';
      expect(await posted(node, `{"id":${text}}`)).toEqual(refusal('ID', 'variables.id', text));
      expect(await count()).toEqual(before);
    });

    it.each(Object.entries(ROUNDED))(
      'are taken where numbers are doubles: %s is %d',
      async (text, number) => {
        const input = `{"size":${text},"notes":{"a":[${text}]},"part":{"size":${text}}}`;
        const { data } = await posted(CREATE, `{"input":${input}}`);
        expect(data?.['it']).toMatchObject({
          measure: { size: number, notes: { a: [number] }, part: { size: number, price: null } },
          errors: [],
        });
        for (const ask of [posted, got]) {
          const found = await ask(FILTER, `{"where":{"size":{"eq":${text}}}}`);
          expect(found.errors).toBeUndefined();
        }
      },
    );

    it.each(Object.entries(KEPT))('are taken where no digit is lost: %s', async (text, number) => {
      const { data } = await posted(CREATE, `{"input":{"size":${text},"many":"1"}}`);
      expect(data?.['it']).toMatchObject({ measure: { size: number }, errors: [] });
      if (number < 1e8) {
        const priced = await posted(CREATE, `{"input":{"price":${text}}}`);
        expect(priced.data?.['it']).toMatchObject({
          measure: { price: number.toFixed(2) },
          errors: [],
        });
      }
    });

    it.each(['9007199254740993', '-9007199254740993.0', '123456789012345678.5'])(
      'are refused everywhere where they would be other integers: %s',
      async (text) => {
        for (const name of ['price', 'many', 'few', 'size', 'notes']) {
          const { errors, data } = await posted(CREATE, `{"input":{"${name}":${text}}}`);
          expect(data).toBeUndefined();
          expect(errors?.[0]?.message).toContain(`variables.input.${name}: ${text} is beyond`);
        }
      },
    );

    it('are looked at one by one', async () => {
      const text = '0.1000000000000000055';
      for (const names of [
        ['size', 'price', 'notes'],
        ['price', 'size'],
        ['size', 'price'],
      ]) {
        const input = names.map((name) => `"${name}":${text}`).join();
        expect(await posted(CREATE, `{"input":{${input}}}`)).toEqual(
          refusal('Decimal', 'variables.input.price', text),
        );
      }
    });

    it('of no variable are for graphql-js to report', async () => {
      const { errors } = await posted(FILTER, '{"other":0.1000000000000000055}');
      expect(errors).toBeUndefined();
      const wrong = await posted(FILTER, '{"where":{"none":0.1000000000000000055}}');
      expect(wrong.errors?.[0]?.message).toContain('none');
    });
  },
);
