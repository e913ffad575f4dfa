import { Property } from '@mikro-orm/decorators/legacy';
import { Field, registerEnumType } from 'type-graphql';
import { Access } from '../../src/access/access.js';
import { everyone, where } from '../../src/access/rules.js';
import { BaseModel } from '../../src/model/base-model.js';
import { EnumColumn } from '../../src/model/column-decorators.js';
import { Model } from '../../src/model/decorators.js';
import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { BothReaders } from '../support/both-readers.js';

/** Texts that a CHECK, JSON or an array may take for something else. */
const Odd = {
  COMMA: ',',
  QUOTE: '"',
  APOSTROPHE: "it's",
  BACKSLASH: '\\',
  END: 'x\\',
  EMPTY: '',
  NULL: 'null',
  BRACES: '{}',
  LIST: '[]',
  LETTER: 'é😀',
} as const;
type Odd = (typeof Odd)[keyof typeof Odd];
registerEnumType(Odd, { name: 'Odd' });
const NAMES = Object.keys(Odd) as (keyof typeof Odd)[];

@Model({ description: 'A row with lists.' })
@Access<Listed>({
  read: where<Listed>({ odd: { hasSome: Object.values(Odd) } }),
  create: everyone,
  update: everyone,
  delete: everyone,
})
class Listed extends BaseModel {
  @EnumColumn(() => Odd, { array: true, default: [Odd.APOSTROPHE, Odd.QUOTE] })
  @Field(() => [Odd])
  odd!: Odd[];

  @EnumColumn(() => Odd, { array: true, nullable: true })
  @Field(() => [Odd], { nullable: true })
  more?: Odd[] | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true })
  name?: string | null;
}

interface Payload {
  readonly listed: { readonly id: string; readonly odd: string[] } | null;
  readonly errors: readonly unknown[];
}

const CREATE = `mutation ($input: ListedCreateInput!) {
  createListed(input: $input) { listed { id odd more } errors { code path message } } }`;

/** What a table cannot hold, as each database would be told. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  sqlite: [
    ...[`'["other"]'`, `'["it''s" ]'`, `'["it''s",]'`, `'["it''s""\\\\"]'`, `'[["it''s"]]'`],
    ...[`'"it''s"'`, `'[null]'`, `'[1]'`, `'[,]'`, `'{}'`, `''`, `'['`, `7`, `x'5b5d'`],
    ...[`'["{\\"{}\\"}"]'`, `'["nu\\u006cl"]'`, `'["nu"{}"ll"]'`],
  ],
  postgresql: [`array['other']`, `array[null]`, `array[['null'],['null']]`, `array['NULL']`],
};

describeDatabases(
  'lists of enum values',
  dialectsOfRun().map((dialect) => new TestDatabase({ models: [Listed] }, dialect)),
  (database) => {
    const readers = BothReaders.during(database, 'listeds');
    const create = async (input: object): Promise<Payload> => {
      const options = { variables: { input } };
      return (await readers.compiled.data<{ createListed: Payload }>(CREATE, options)).createListed;
    };
    const found = async (filter: object): Promise<unknown> => {
      const query =
        'query ($where: ListedWhere) { listeds(where: $where) { nodes { odd more } totalCount } }';
      const { listeds } = await readers.data<{ listeds: { nodes: readonly unknown[] } }>(query, {
        variables: { where: filter },
      });
      return listeds.nodes;
    };

    it('hold every value, whatever it looks like, in the order given', async () => {
      const lists = [NAMES, NAMES.toReversed(), ...NAMES.map((name) => [name, 'COMMA', name])];
      for (const odd of lists) {
        const { listed, errors } = await create({ odd, more: [] });
        expect([listed?.odd, errors]).toEqual([odd, []]);
      }
      expect(await found({})).toEqual(lists.map((odd) => ({ odd, more: [] })));
    });

    it('are found by what they have, and by whether they have anything', async () => {
      await create({ odd: ['QUOTE', 'NULL'] });
      await create({ odd: ['EMPTY'], more: [] });
      const [both, empty] = [
        { odd: ['QUOTE', 'NULL'], more: null },
        { odd: ['EMPTY'], more: [] },
      ];
      expect(await found({ odd: { has: 'NULL' } })).toEqual([both]);
      expect(await found({ odd: { hasEvery: ['NULL', 'QUOTE'] } })).toEqual([both]);
      expect(await found({ odd: { hasSome: ['LIST', 'EMPTY'] } })).toEqual([empty]);
      expect(await found({ more: { isEmpty: true } })).toEqual([empty]);
      expect(await found({ more: { isNull: true } })).toEqual([both]);
      expect(await found({ not: { odd: { has: 'QUOTE' } } })).toEqual([empty]);
    });

    it('have the default of the database, and of the application', async () => {
      await create({});
      await readers.run("insert into listeds (name) values ('by hand')");
      const odd = ['APOSTROPHE', 'QUOTE'];
      expect(await found({})).toEqual([
        { odd, more: null },
        { odd, more: null },
      ]);
    });

    it('are not read by whom a policy over them keeps out', async () => {
      await create({ odd: [] });
      expect(await found({})).toEqual([]);
    });

    it('are told by a dry run by the names of their members', async () => {
      const { listed } = await create({ odd: ['NULL'] });
      const answer = await readers.compiled.ask(
        `mutation ($id: ID!) { updateListed(id: $id, input: { odd: [COMMA, QUOTE] }) { errors { code } } }`,
        { variables: { id: listed?.id }, headers: { 'x-dry-run': 'true' } },
      );
      expect(JSON.stringify(answer.body)).toContain(
        JSON.stringify({ odd: { before: ['NULL'], after: ['COMMA', 'QUOTE'] } }).slice(1, -1),
      );
      expect(await found({})).toEqual([{ odd: ['NULL'], more: null }]);
    });

    it.each([['OTHER'], ['null'], null, [null], 7].map((odd) => [odd]))(
      '%j is no list of them, and nothing is written',
      async (odd) => {
        const inInput = await readers.compiled.ask(CREATE, { variables: { input: { odd } } });
        const { createListed } = (inInput.body.data ?? {}) as { createListed?: Payload };
        const [error] = inInput.body.errors ?? createListed?.errors ?? [];
        expect(JSON.stringify(error)).toMatch(/odd.*BAD_USER_INPUT|VALIDATION.*odd/);
        expect(await found({})).toEqual([]);
      },
    );

    it('hold nothing else, by whatever means', async () => {
      await create({ odd: ['NULL'] });
      for (const value of FOREIGN[database.dialect] ?? []) {
        await expect(readers.run(`update listeds set odd = ${value}`)).rejects.toThrow(/check/i);
      }
      await expect(
        withSession(readers.compiled.app, async (em) => {
          em.create(Listed, { odd: ['other'] as never });
          await em.flush();
        }),
      ).rejects.toThrow(/check/i);
      expect(await found({})).toEqual([{ odd: ['NULL'], more: null }]);
    });
  },
);
