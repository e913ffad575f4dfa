import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field } from 'type-graphql';
import {
  Access,
  allOf,
  anyOf,
  BaseModel,
  BelongsTo,
  can,
  everyone,
  Model,
  not,
  nobody,
  own,
  readable,
  self,
  signedIn,
  some,
  Tenant,
  via,
  where,
  withSession,
} from 'relata';
import { ruleText } from '../../src/access/rule-text.js';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';
import type { Answer, TestViewer } from '../../src/testing/test-app.js';

@Model({ description: 'Somebody.', plural: 'People' })
@Access<Person>({ read: everyone, readDeleted: can('person:read-deleted') })
class Person extends BaseModel {
  @Property({ type: 'datetime', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when it is deleted.' })
  deletedAt?: Date | null;
}

@Model({ description: 'What is to be done.' })
@Access<Task>({
  read: allOf(anyOf(own('owner'), can('task:read')), where<Task>({ state: { eq: 'OPEN' } })),
  create: own('owner'),
})
class Task extends BaseModel {
  @Tenant({ attribute: 'firm' })
  @Property({ type: 'string' })
  firm!: string;

  @Property({ type: 'string', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Its number.' })
  code?: string | null;

  @Property({ type: 'string', nullable: true })
  @Field(() => String, { nullable: true, description: 'How far it is.' })
  state?: string | null;

  @BelongsTo(() => Person, { setByViewer: true, reverse: 'tasks', description: 'Who does it.' })
  owner!: Ref<Person>;
}

const OWNED = 'Task.read: anyOf(own(owner), can(task:read))';
const OPEN = 'Task.read: where({"state":{"eq":"OPEN"}})';
const ADMIN: TestViewer = { userId: 1, permissions: ['plan:read'], attributes: { firm: 'a' } };
const ROWS = (then: string): readonly string[] => [
  `insert into people (id, deleted_at) values (1, null), (2, ${then}), (3, ${then})`,
  `insert into tasks (id, firm, state, owner_id) values
    (1, 'a', 'OPEN', 1), (2, 'a', 'DONE', 1), (3, 'a', null, 1), (4, 'a', 'OPEN', 2), (5, 'a', 'DONE', 2),
    (6, 'b', 'OPEN', 1), (7, 'b', 'DONE', 2)`,
];
const THEN = { sqlite: '1767225600000', postgresql: `'2026-01-01T00:00:00Z'` } as const;

describe.each(['compiled', 'reference'])('X-Plan: hidden, by the %s reader', (reader) => {
  describeEachDatabase(
    'tells',
    { application: { models: [Person, Task] }, env: { READER: reader } },
    (app) => {
      beforeAll(() =>
        withSession(app.app, async (em) => {
          for (const row of ROWS(THEN[app.database.dialect])) {
            await em.execute(row);
          }
        }),
      );
      const ask = (
        query: string,
        {
          viewer = ADMIN,
          plan = 'hidden',
          variables = {},
        }: {
          viewer?: TestViewer;
          plan?: string;
          variables?: Readonly<Record<string, unknown>>;
        } = {},
      ): Promise<Answer> => app.ask(query, { viewer, variables, headers: { 'x-plan': plan } });
      const hiddenIn = ({ body }: Answer): unknown =>
        (body.extensions?.['plan'] as { hidden?: unknown } | undefined)?.hidden;

      const deleted = { type: 'Person', rows: 2, by: [{ rule: 'Person is deleted', rows: 2 }] };
      const tasks = {
        type: 'Task',
        rows: 4,
        by: [
          { rule: OWNED, rows: 2 },
          { rule: OPEN, rows: 3 },
        ],
      };

      it('how many rows of what is read are hidden, and by what, within the tenant', async () => {
        const answer = await ask(
          '{ tasks { nodes { id owner { id } } } again: tasks { totalCount } }',
        );
        expect(answer.body.data).toMatchObject({ tasks: { nodes: [{ id: 'task_1' }] } });
        expect(hiddenIn(answer)).toEqual([tasks, deleted]);
        expect(
          hiddenIn(await ask('{ people { edges { node { tasks { totalCount } } } } }')),
        ).toEqual([deleted, tasks]);
      });

      it('no filter of what is asked, by which hidden values could be found out', async () => {
        for (const query of [
          '{ tasks(where: { state: { eq: "nonsense" } }) { totalCount } }',
          '{ taskByCode(code: "nonsense") { state } }',
        ]) {
          expect(hiddenIn(await ask(query))).toEqual([tasks]);
        }
      });

      it('what hides a row that was asked for by its id', async () => {
        const one = (id: number, ...rules: readonly string[]): unknown => ({
          type: 'Task',
          id: `task_${String(id)}`,
          rows: 1,
          by: rules.map((rule) => ({ rule, rows: 1 })),
        });
        const query = 'query ($id: ID!) { task(id: $id) { state } }';
        for (const [id, ...rules] of [
          [2, OPEN],
          [3, OPEN],
          [4, OWNED],
          [5, OWNED, OPEN],
        ] as const) {
          const answer = await ask(query, { variables: { id } });
          expect(answer.body.data).toEqual({ task: null });
          expect(hiddenIn(answer)).toEqual([one(id, ...rules)]);
        }
        for (const id of [1, 6, 7, 99]) {
          expect(hiddenIn(await ask(query, { variables: { id } }))).toEqual([]);
        }
        const several = '{ a: task(id: 4) { id } b: task(id: 2) { id } tasks { totalCount } }';
        expect(hiddenIn(await ask(several))).toEqual([one(4, OWNED), one(2, OPEN), tasks]);
        const nodes = await ask('{ nodes(ids: ["task_1", "task_4", "person_2"]) { id } }');
        expect(hiddenIn(nodes)).toEqual([
          one(4, OWNED),
          { type: 'Person', id: 'person_2', rows: 1, by: [{ rule: 'Person is deleted', rows: 1 }] },
        ]);
      });

      it('nothing of what the viewer may read', async () => {
        const viewer = { ...ADMIN, permissions: ['plan:read', 'task:read', 'person:read-deleted'] };
        const all = '{ tasks { totalCount } people(deleted: INCLUDE) { totalCount } }';
        expect(hiddenIn(await ask(all, { viewer }))).toEqual([
          { type: 'Task', rows: 3, by: [{ rule: OPEN, rows: 3 }] },
        ]);
        expect(hiddenIn(await ask('{ people(deleted: INCLUDE) { totalCount } }'))).toEqual([
          {
            type: 'Person',
            rows: 2,
            by: [{ rule: 'Person.readDeleted: can(person:read-deleted)', rows: 2 }],
          },
        ]);
      });

      it('nothing to others, and nothing that was not asked for', async () => {
        for (const viewer of [{ userId: null }, { ...ADMIN, permissions: ['task:read'] }]) {
          const { body } = await ask('{ tasks { totalCount } }', { viewer });
          expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
          expect(body.extensions).toBeUndefined();
        }
        for (const plan of ['true', 'explain', 'cost']) {
          const { body } = await ask('{ tasks { totalCount } }', { plan });
          expect(JSON.stringify(body)).not.toContain('hidden');
        }
        const { body, statements } = await ask('{ tasks { totalCount } }');
        const { statements: told } = body.extensions?.['plan'] as { statements: unknown[] };
        // One more, which is not of the answer.
        expect([told.length, statements.length]).toEqual([1, 2]);
      });

      it('what a payload shows, and nothing where nothing is read', async () => {
        const create =
          'mutation { createTask(input: {}) { task { id owner { id } } errors { code } } }';
        expect(hiddenIn(await ask(create))).toEqual(expect.arrayContaining([deleted]));
        expect(hiddenIn(await ask('{ __typename }'))).toEqual([]);
      });
    },
  );
});

it('rules are told as policies say them', () => {
  const rule = allOf(
    not(anyOf(self, nobody, signedIn, everyone)),
    via('team', some('members', own('person'))),
    readable('team'),
    where(() => ({})),
  );
  expect(ruleText(rule)).toBe(
    'allOf(not(anyOf(self, nobody, signedIn, everyone)), via(team, some(members, own(person))), readable(team), where(function))',
  );
});
