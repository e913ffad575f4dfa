import { type Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import {
  Access,
  BaseModel,
  BelongsTo,
  can,
  Computed,
  everyone,
  HashOf,
  type LoadBatch,
  loadBatched,
  maskAllBut,
  Model,
  type RequestContext,
  runQuery,
} from 'relata';
import { isInputObjectType } from 'graphql';
import { sql } from 'kysely';
import { withSession } from '../../src/request/session.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import { User } from '../blog/models/index.js';
import { type Decorate, makeModel } from '../support/models/made-model.js';
import { refusal, URLS } from '../support/refusal.js';

/** How many letters a person wrote, of many at once. */
const lettersOf: LoadBatch<number> = async (keys, { em }) => {
  const rows = await runQuery<{ readonly id: number; readonly letters: number }>(
    { em },
    {
      compile: () =>
        sql<{ readonly id: number; readonly letters: number }>`
          select person_id as id, cast(count(*) as integer) as letters from letters
          where person_id in (${sql.join(keys)}) group by person_id`.compile(em.getKysely()),
    },
  );
  return new Map(rows.map(({ id, letters }) => [id, letters]));
};

@Model({ description: 'Somebody.', plural: 'People' })
@Access<Person>({
  read: everyone,
  create: everyone,
  fields: {
    email: { read: can('email:read') },
    phone: { read: can('phone:read'), else: maskAllBut(2) },
  },
})
class Person extends BaseModel {
  @Property({ type: 'string' })
  @Field({ description: 'Given name.' })
  firstName!: string;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Where to write to.' })
  email?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'Where to call.' })
  phone?: string | null;

  @Property({ type: 'integer', default: 7 })
  born?: number;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'A long text.' })
  notes?: string | null;

  @Computed({ needs: ['firstName', 'lastName'] })
  @Field(() => String, { description: 'All names.' })
  get fullName(): string {
    return [this.firstName, this.lastName ?? []].flat().join(' ');
  }

  @Computed({ needs: ['fullName', 'born'] })
  @Field(() => String, { description: 'First letters, and when.' })
  signature(): string {
    const letters = this.fullName.split(' ').map(([letter = '']) => letter);
    return `${letters.join('')}${String(this.born)}`;
  }

  @Computed({ needs: ['firstName', 'email'] })
  @Field(() => String, { nullable: true, description: 'What stands on an envelope.' })
  address(): string | null {
    return `${this.firstName} <${String(this.email).toLowerCase()}>`;
  }

  @Computed({ needs: ['phone'] })
  @Field(() => String, { nullable: true, description: 'The end of the number.' })
  phoneEnd(): string | null {
    return String(this.phone).replace(/^.*-/, '');
  }

  @Computed({ needs: ['lastName'] })
  @Field(() => [String], { description: 'What the code sees.' })
  seen(): readonly string[] {
    return Object.keys(this).sort();
  }

  @Field(() => [String], { description: 'What code sees that does not say what it needs.' })
  seenWhole(): readonly string[] {
    return Object.keys(this).sort();
  }

  @Computed({ needs: [] })
  @Field(() => Int, { description: 'How many letters there are.' })
  async letterCount(@Ctx() context: RequestContext): Promise<number> {
    return (await loadBatched(context, lettersOf, this.id)) ?? 0;
  }
}

@Model({ description: 'A letter.' })
@Access<Letter>({ read: everyone, create: everyone })
class Letter extends BaseModel {
  @BelongsTo(() => Person, { description: 'Who wrote it.' })
  person!: Ref<Person>;
}

const ROWS = [
  `insert into people (first_name, last_name, email, phone, born, notes) values
    ('Ada', 'Lovelace', 'ADA@example.com', '12-345', 1815, 'a'), ('Bo', null, null, null, 1900, 'b')`,
  `insert into letters (person_id) values (1), (1), (2)`,
];

describe.each(['compiled', 'reference'])('computed fields, by the %s reader', (reader) => {
  describeEachDatabase(
    'of rows',
    { application: { models: [Person, Letter] }, env: { READER: reader } },
    (app) => {
      beforeAll(async () => {
        await withSession(app.app, async (em) => {
          for (const row of ROWS) {
            await em.execute(row);
          }
        });
      });

      it('are made of their needs, of which alone the row is read', async () => {
        const { body, statements } = await app.ask('{ people { nodes { fullName signature } } }');
        expect(body).toEqual({
          data: {
            people: {
              nodes: [
                { fullName: 'Ada Lovelace', signature: 'AL1815' },
                { fullName: 'Bo', signature: 'B1900' },
              ],
            },
          },
        });
        expect(statements).toHaveLength(1);
        const [{ sql: text } = { sql: '' }] = statements;
        for (const column of ['first_name', 'last_name', 'born']) {
          expect(text).toContain(column);
        }
        expect(text).not.toMatch(/notes|email|phone/);
      });

      it('see nothing else of the row, whatever else is asked for', async () => {
        const whole = 'createdAt email firstName id lastName notes phone updatedAt'.split(' ');
        expect(await app.data('{ person(id: 1) { seen notes } }')).toEqual({
          person: { seen: ['id', 'lastName'], notes: 'a' },
        });
        expect(await app.data('{ person(id: 1) { seen seenWhole } }')).toEqual({
          person: { seen: ['id', 'lastName'], seenWhole: whole },
        });
      });

      it('are null where a policy hides a need, and see the part that it shows', async () => {
        const query = '{ people { nodes { address phone phoneEnd } } }';
        expect(await app.data(query)).toEqual({
          people: {
            nodes: [
              { address: null, phone: '***45', phoneEnd: '***45' },
              { address: null, phone: null, phoneEnd: null },
            ],
          },
        });
        const viewer = { userId: 1, permissions: ['email:read', 'phone:read'] };
        expect(await app.data(query, { viewer })).toEqual({
          people: {
            nodes: [
              { address: 'Ada <ada@example.com>', phone: '12-345', phoneEnd: '345' },
              { address: null, phone: null, phoneEnd: null },
            ],
          },
        });
      });

      it('load for all rows at once, in lists and on relations', async () => {
        const list = await app.ask('{ people { nodes { letterCount again: letterCount } } }');
        expect(list.body.data).toEqual({
          people: { nodes: [2, 1].map((count) => ({ letterCount: count, again: count })) },
        });
        expect(list.statements).toHaveLength(2);
        const related = await app.ask('{ letters { nodes { person { letterCount fullName } } } }');
        expect(related.body.data).toMatchObject({
          letters: {
            nodes: [
              { person: { letterCount: 2, fullName: 'Ada Lovelace' } },
              { person: { letterCount: 2 } },
              { person: { letterCount: 1, fullName: 'Bo' } },
            ],
          },
        });
        expect(related.statements).toHaveLength(3);
      });

      it('stand in payloads, and in no input, filter or order', async () => {
        const query = `mutation { createPerson(input: { firstName: "Cy", lastName: "Dee" }) {
          person { fullName letterCount } errors { code } } }`;
        expect(
          await app.data(query, { viewer: { userId: 1 }, headers: { 'x-dry-run': 'true' } }),
        ).toEqual({
          createPerson: { person: { fullName: 'Cy Dee', letterCount: 0 }, errors: [] },
        });
        const inputs = Object.values(app.app.schema.getTypeMap()).filter(isInputObjectType);
        const names = new Set(inputs.flatMap((type) => Object.keys(type.getFields())));
        expect(names.has('firstName')).toBe(true);
        expect(names.has('fullName')).toBe(false);
      });
    },
  );
});

/** Properties of one model: `x` is computed, `a` a column. */
function made(needs: readonly string[], more: Decorate = () => undefined): Decorate {
  return (prototype) => {
    Property({ type: 'string', nullable: true })(prototype, 'a');
    Object.defineProperty(prototype, 'x', { configurable: true, value: () => 'x' });
    Computed({ needs })(prototype as never, 'x');
    Field(() => String)(prototype, 'x');
    more(prototype);
  };
}

const REFUSED: Readonly<Record<string, readonly [Decorate, string | RegExp]>> = {
  'a need that is not there': [
    made(['a', 'b']),
    'Made.x needs b, which is no column of a kind in docs/adding-a-model.md and no computed field',
  ],
  'a need that is a relation': [
    made(['owner'], (prototype) => {
      BelongsTo(() => User, { reverse: false, description: 'Whose.' })(prototype, 'owner');
    }),
    /^Made\.x needs owner, which is a relation: load what it leads to/,
  ],
  'a need that is a secret': [
    made(['hash'], (prototype) => {
      HashOf('secret', { description: 'A secret.', rule: () => null })(prototype, 'hash');
    }),
    'Made.x needs hash, which is a secret: no field is made of one',
  ],
  'needs of each other': [
    made(['y'], (prototype) => {
      Object.defineProperty(prototype, 'y', { configurable: true, value: () => 'y' });
      Computed({ needs: ['x'] })(prototype as never, 'y');
      Field(() => String)(prototype, 'y');
    }),
    'Made: computed fields need each other: x -> y -> x',
  ],
  'a column': [
    (prototype) => {
      Property({ type: 'string' })(prototype, 'x');
      Field(() => String)(prototype, 'x');
      Computed({ needs: [] })(prototype, 'x');
    },
    'Made.x is computed and cannot be a column or a relation as well',
  ],
  'a method that is no field': [
    (prototype) => {
      Computed({ needs: [] })(prototype, 'x');
    },
    'Made.x is computed and no field of that name: give it @Field() without `name`',
  ],
};

describe('the start', () => {
  it.each(Object.entries(REFUSED))('refuses %s', async (_what, [decorate, message]) => {
    for (const url of URLS) {
      const said = await refusal(makeModel(decorate), url);
      expect(said.replace(/^StartupError: /, '')).toEqual(
        typeof message === 'string' ? message : expect.stringMatching(message),
      );
    }
  });

  it('refuses a field that may not be null, of a column that a policy may hide', async () => {
    const model = makeModel(made(['a']));
    Access({ read: everyone, fields: { a: { read: can('a:read') } } })(model);
    expect(await refusal(model, URLS[0])).toBe(
      'StartupError: Made.x needs a, which a policy may hide, so the field must be nullable: @Field({ nullable: true })',
    );
  });

  it('looks at what a class extends, too', async () => {
    for (const [need, message] of [
      ['a', /^$/],
      ['b', /Made\.x needs b, which is no column/],
    ] as const) {
      abstract class Base extends BaseModel {}
      made([need])(Base.prototype);
      ObjectType(`ComputedBaseOf${need}`)(Base);
      const model = makeModel(() => undefined, Base);
      expect(await refusal(model, URLS[0])).toMatch(message);
    }
  });
});
