import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { MaxLength, MinLength } from 'class-validator';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { JsonOf } from '../../src/model/column-decorators.js';
import { Model, UniqueString } from '../../src/model/decorators.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';

@ObjectType({ description: 'What is said of it.' })
class Remark {
  @MaxLength(20)
  @Field({ description: 'A short text.' })
  short!: string;

  @Field(() => String, { nullable: true, description: 'A long text.' })
  long?: string | null;
}

/** A text of each sort. */
@Model({ description: 'A sign.', table: 'signs' })
@Access<Sign>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Sign {
  @PrimaryKey({ type: 'string', length: 255 })
  @Field({ description: 'What it is found by.' })
  code!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'As long as usual.' })
  usual?: string | null;

  @UniqueString({ length: 30 })
  @Field({ description: 'A name.' })
  name!: string;

  @MinLength(2)
  @MaxLength(10)
  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Of two to ten.' })
  ruled?: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'A long text.' })
  long?: string | null;

  @Property({ type: 'string[]', nullable: true })
  @Field(() => [String], { nullable: true, description: 'Long texts.' })
  list?: string[] | null;

  @Property({ type: 'json', nullable: true })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Long texts in it.' })
  json?: unknown;

  @JsonOf(() => Remark, { nullable: true })
  @Field(() => Remark, { nullable: true, description: 'What is said.' })
  remark?: Remark | null;
}

/** Texts of a limit of the server. */
const LONG = 300;
const SEARCHED = 256;

/** Where a text stands, how many characters it may have, and an input with it. */
const PLACES: Readonly<Record<string, readonly [most: number, input: (text: string) => object]>> = {
  code: [255, (code) => ({ code })],
  usual: [255, (usual) => ({ usual })],
  name: [30, (name) => ({ name })],
  ruled: [10, (ruled) => ({ ruled })],
  long: [LONG, (long) => ({ long })],
  list: [LONG, (text) => ({ list: ['', text] })],
  json: [LONG, (text) => ({ json: { text: [text] } })],
  'json keys': [LONG, (text) => ({ json: { [text]: 1 } })],
  'remark.short': [20, (short) => ({ remark: { short } })],
  'remark.long': [LONG, (long) => ({ remark: { short: '', long } })],
};

// Of one, two and four bytes in UTF-8, of which the last has two units in UTF-16; and one of two code points.
const CHARACTERS = ['a', 'ü', '😀', '𐐀'];

interface Payload {
  readonly sign: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly path: readonly string[]; readonly message: string }[];
}

describeDatabases(
  'the length of a text',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Sign] }, dialect)),
  (database) => {
    let readers: BothReaders;
    beforeAll(async () => {
      readers = await BothReaders.start(database, {
        env: { LIMIT_TEXT_CHARACTERS: String(LONG), LIMIT_SEARCH_CHARACTERS: String(SEARCHED) },
      });
    });
    beforeEach(() => readers.run('delete from signs'));
    afterAll(() => readers.stop());

    const create = async (input: object): Promise<Payload> => {
      const { createSign } = await readers.compiled.data<{ createSign: Payload }>(
        `mutation ($input: SignCreateInput!) { createSign(input: $input) {
          sign { code usual name ruled long list json remark { short long } } errors { path message } } }`,
        { variables: { input: { code: 'x', name: 'x', ...input } } },
      );
      return createSign;
    };
    const all = Object.entries(PLACES).flatMap(([place, [most, input]]) =>
      CHARACTERS.map((character) => ({ place, most, input, character })),
    );

    it.each(all)(
      'is counted in code points in $place: $most times $character',
      async ({ place, most, input, character }) => {
        const longest = input(character.repeat(most));
        expect(await create(longest)).toMatchObject({ sign: longest, errors: [] });
        const { sign, errors } = await create({
          code: 'y',
          name: 'y',
          ...input(character.repeat(most + 1)),
        });
        expect(sign).toBeNull();
        const [path] = place.split(' ');
        expect(errors.map((error) => error.path.join('.'))).toEqual([`input.${path ?? ''}`]);
        const told = `at most ${String(most)} characters, has ${String(most + 1)}`;
        const isRuled = ['ruled', 'remark.short'].includes(place);
        expect(errors[0]?.message).toContain(
          isRuled ? `must be shorter than or equal to ${String(most)} characters` : told,
        );
      },
    );

    it('is not reached by half of a character', async () => {
      const { errors } = await create({ ruled: '😀' });
      expect(errors).toEqual([
        { path: ['input', 'ruled'], message: 'must be longer than or equal to 2 characters' },
      ]);
      expect(await create({ ruled: '😀😀' })).toMatchObject({ errors: [] });
    });

    it.each(CHARACTERS)('is counted so in ids and cursors: %s', async (character) => {
      const code = character.repeat(255);
      await create({ code, usual: code });
      await create({ code: 'b', name: 'b', usual: code });
      const id = `sign_${code}`;
      const row = { id, code };
      const order = 'orderBy: [{ usual: ASC }]';
      const asked = await readers.data<{ signs: { edges: readonly { cursor: string }[] } }>(
        `query ($id: ID!, $code: String!) { node(id: $id) { id } sign(id: $id) { id code } signByCode(code: $code) { id code }
          signs(where: { id: { in: [$id] } }, ${order}) { edges { node { id code } cursor } } }`,
        { variables: { id, code } },
      );
      expect(asked).toEqual({
        node: { id },
        sign: row,
        signByCode: row,
        signs: { edges: [{ node: row, cursor: expect.any(String) as string }] },
      });
      const after = asked.signs.edges[0]?.cursor ?? '';
      for (const [argument, direction] of [
        ['after', 'first'],
        ['before', 'last'],
      ]) {
        const page = await readers.data<{ signs: { nodes: readonly unknown[] } }>(
          `query ($cursor: String!) { signs(${order}, ${String(direction)}: 5, ${String(argument)}: $cursor) { nodes { code } } }`,
          { variables: { cursor: after } },
        );
        const isAfter = code < 'b' === (argument === 'after');
        expect(page.signs.nodes).toEqual(isAfter ? [{ code: 'b' }] : []);
      }
      const { body } = await readers.ask('query ($id: ID!) { sign(id: $id) { id } }', {
        variables: { id: `${id}${character}` },
      });
      expect(JSON.stringify(body.errors)).toContain('at most 255 characters, has 256');
    });

    it.each(CHARACTERS)('is counted so in filters: %s', async (character) => {
      const most = { usual: 255, long: LONG };
      await create({ usual: character.repeat(255), long: character.repeat(LONG) });
      const count = async (where: object): Promise<unknown> => {
        const { body } = await readers.ask(
          'query ($where: SignWhere) { signs(where: $where) { totalCount } }',
          { variables: { where } },
        );
        return body.errors?.[0]?.message ?? body.data?.['signs'];
      };
      const one = { totalCount: 1 };
      for (const [column, length] of Object.entries(most)) {
        for (const operator of ['eq', 'gte', 'lte']) {
          const where = (text: string): object => ({ [column]: { [operator]: text } });
          expect(await count(where(character.repeat(length)))).toEqual(one);
          expect(await count(where(character.repeat(length + 1)))).toContain(
            `at most ${String(length)} characters, has ${String(length + 1)}`,
          );
        }
      }
      for (const operator of ['contains', 'startsWith', 'endsWith']) {
        const where = (text: string): object => ({ long: { [operator]: text } });
        expect(await count(where(character.repeat(SEARCHED)))).toEqual(one);
        expect(await count(where(character.repeat(SEARCHED + 1)))).toContain(
          `at most ${String(SEARCHED)} characters, has ${String(SEARCHED + 1)}`,
        );
      }
    });

    it('of what is said in an error is cut between characters', async () => {
      const whole = '😀'.repeat(41);
      const told = await readers.ask('query ($id: ID!) { sign(id: $id) { id } }', {
        variables: { id: whole },
      });
      expect(told.body.errors?.[0]?.message).toMatch(new RegExp(`got ${whole}$`));
      const { body } = await readers.ask('query ($id: ID!) { sign(id: $id) { id } }', {
        variables: { id: `a${'😀'.repeat(200)}` },
      });
      expect(body.errors?.[0]?.message.isWellFormed()).toBe(true);
      const wrong = await readers.ask(
        `{ signs(where: { code: { eq: "${'😀'.repeat(150)}", x: "" } }) { totalCount } }`,
      );
      expect(wrong.body.errors?.[0]?.message.isWellFormed()).toBe(true);
    });
  },
);
