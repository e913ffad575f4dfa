import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import type { TestViewer } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { guild, Membership, Person, Task, Team } from '../guild/guild.js';
import { BothReaders } from '../support/both-readers.js';
import { DIALECTS } from '../support/databases.js';

/** Of whom there is a row each: in the north team, its leader, a friend of it, nobody's. */
const [ANA, LEA, FRED, NONE] = [1, 2, 3, 4] as const;

const as = (userId: number | null, attributes?: TestViewer['attributes']): TestViewer => ({
  userId,
  ...(attributes && { attributes }),
});
const TEAMS = '{ teams(orderBy: [{ name: ASC }]) { totalCount nodes { name } } }';
const TASKS = '{ tasks(orderBy: [{ title: ASC }]) { nodes { title } } }';

describeDatabases(
  'rules that reach other rows',
  DIALECTS.map((dialect) => new TestDatabase(guild, dialect)),
  (database) => {
    let readers: BothReaders;
    beforeAll(async () => {
      readers = await BothReaders.start(database);
      await withSession(readers.compiled.app, async (em) => {
        const [ana, lea, fred] = ['Ana', 'Lea', 'Fred', 'None'].map((name) =>
          em.create(Person, { name } as never),
        );
        const team = (name: string, data: object): Team =>
          em.create(Team, { name, ...data } as never);
        const north = team('north', {
          region: 'n',
          motto: 'up',
          contact: 'north@example.com',
          code: 'abcd',
          head: lea,
          friends: [fred],
        });
        const south = team('south', { region: 's' });
        team('nowhere', {});
        const membership = (data: object): unknown => em.create(Membership, data as never);
        membership({ role: 'member', team: north, person: ana });
        membership({ role: 'lead', team: north, person: lea });
        membership({ role: 'lead', team: south, person: ana, deletedAt: new Date() });
        em.create(Task, { title: 'a of north', team: north, by: ana } as never);
        em.create(Task, { title: 'b of south', team: south } as never);
        em.create(Task, { title: 'c of nobody' } as never);
        await Promise.resolve();
      });
    });
    afterAll(() => readers.stop());

    const names = async (query: string, viewer: TestViewer): Promise<readonly string[]> => {
      const data = await readers.data<Record<string, { nodes: readonly Record<string, string>[] }>>(
        query,
        { viewer },
      );
      return Object.values(data).flatMap(({ nodes }) =>
        nodes.map(({ name, title }) => name ?? title ?? ''),
      );
    };

    it('let those see a row who are among its related rows, deleted ones aside', async () => {
      expect(await names(TEAMS, as(ANA))).toEqual(['north']);
      expect(await names(TEAMS, as(FRED))).toEqual(['north']);
      expect(await names(TEAMS, as(NONE))).toEqual([]);
      expect(await names(TEAMS, as(null))).toEqual([]);
    });

    it('let a viewer see what has an attribute of its own', async () => {
      expect(await names(TEAMS, as(NONE, { region: 's' }))).toEqual(['south']);
      expect(await names(TEAMS, as(null, { region: 'n' }))).toEqual(['north']);
      expect(await names(TEAMS, as(ANA, { region: 's' }))).toEqual(['north', 'south']);
      expect(await names(TEAMS, as(NONE, { region: 'x' }))).toEqual([]);
      expect(await names(TEAMS, as(NONE, { region: null }))).toEqual([]);
      expect(await names(TEAMS, as(NONE, { regions: 's' }))).toEqual([]);
      expect(await names(TEAMS, as(NONE, { region: "s' or 1=1 --" }))).toEqual([]);
    });

    it('reach through relations to one, and through policies that reach on', async () => {
      expect(await names(TASKS, as(ANA))).toEqual(['a of north']);
      expect(await names(TASKS, as(LEA))).toEqual(['a of north']);
      expect(await names(TASKS, as(NONE, { region: 's' }))).toEqual(['b of south']);
      expect(await names(TASKS, as(null))).toEqual([]);
    });

    it('lead through a relation whose key the other row has', async () => {
      await readers.run('update persons set mascot_of_id = 2 where id = 4');
      expect(await names(TASKS, as(NONE))).toEqual(['b of south']);
      await readers.run('update persons set mascot_of_id = null where id = 4');
      expect(await names(TASKS, as(NONE))).toEqual([]);
    });

    it('say who sets a field', async () => {
      const set = async (
        input: string,
        attributes?: TestViewer['attributes'],
      ): Promise<unknown> => {
        const codes: unknown[] = [];
        for (const id of [1, 2, 3]) {
          const { body } = await readers.compiled.ask(
            `mutation { it: updateTask(id: ${String(id)}, input: ${input}) { errors { path } } }`,
            {
              viewer: {
                userId: ANA,
                permissions: ['task:read', 'task:update'],
                attributes: { region: 'x', ...attributes },
              },
              headers: { 'x-dry-run': 'true' },
            },
          );
          const data = body.data as { it: { errors: { path: string[] }[] } } | null;
          codes.push(data?.it.errors.every(({ path }) => path[0] !== 'input') ?? body.errors);
        }
        return codes;
      };
      // The first is her own; the last is nobody's.
      expect(await set('{ note: "new" }')).toEqual([false, true, true]);
      // She may read the team of the first. That of the second she might, were her region known.
      expect(await set('{ mark: "new" }')).toEqual([false, true, true]);
      expect(await set('{ mark: "new" }', { region: 's' })).toEqual([false, false, true]);
      expect(await set('{ mark: "new" }', { region: undefined })).toEqual([false, false, true]);
    });

    it('mask fields', async () => {
      const mottos = '{ teams { nodes { name motto } } }';
      const motto = async (viewer: TestViewer): Promise<unknown> =>
        (await readers.data<{ teams: { nodes: unknown } }>(mottos, { viewer })).teams.nodes;
      expect(await motto(as(FRED))).toEqual([{ name: 'north', motto: 'up' }]);
      expect(await motto(as(ANA))).toEqual([{ name: 'north', motto: null }]);
    });

    const canOf = async (viewer: TestViewer, list: string): Promise<unknown> => {
      const data = await readers.data<Record<string, { nodes: readonly object[] }>>(
        `{ ${list} { nodes { viewerCan { update delete } } } }`,
        { viewer },
      );
      return data[list.split('(')[0] ?? '']?.nodes.map((node) => Object.values(node)[0] as unknown);
    };

    it('allow nothing for want of an attribute, nor by its opposite, however deep', async () => {
      expect(await canOf(as(ANA), 'teams')).toEqual([{ update: false, delete: false }]);
      expect(await canOf(as(ANA, { region: 'n' }), 'teams')).toEqual([
        { update: false, delete: false },
      ]);
      expect(await canOf(as(LEA, { region: 'x' }), 'teams')).toEqual([
        { update: true, delete: true },
      ]);
      const all: TestViewer = { userId: NONE, permissions: ['task:read'] };
      const tasks = 'tasks(orderBy: [{ title: ASC }])';
      const update = async (viewer: TestViewer): Promise<readonly boolean[]> =>
        ((await canOf(viewer, tasks)) as readonly { update: boolean }[]).map((can) => can.update);
      // A task without a team is in no team of any region, whatever that of the viewer.
      expect(await update(all)).toEqual([false, false, true]);
      expect(await update({ ...all, attributes: { region: 's' } })).toEqual([true, false, true]);
    });

    it('know that what is nobody’s is not the viewer’s', async () => {
      const viewer: TestViewer = { userId: LEA, permissions: ['task:read'] };
      const can = (await canOf(viewer, 'tasks(orderBy: [{ title: ASC }])')) as readonly {
        delete: boolean;
      }[];
      expect(can.map((each) => each.delete)).toEqual([false, true, true]);
    });

    it('stay in one statement, whose text no attribute is part of', async () => {
      const sql = async (region: string): Promise<unknown> => {
        const { statements } = await readers.ask(
          '{ tasks { totalCount nodes { title team { name motto memberships { nodes { role } } } } } }',
          { viewer: as(ANA, { region }) },
        );
        expect(statements).toHaveLength(1);
        return statements.map((each) => each.sql);
      };
      const text = await sql('n');
      expect(await sql('a region')).toEqual(text);
      expect(JSON.stringify(text)).not.toContain('a region');
    });

    it('refuse a value that a column cannot have, in the log and not in the answer', async () => {
      const viewer = as(NONE, { region: { eq: 's' } });
      for (const reader of [readers.compiled, readers.reference]) {
        const { body, text } = await reader.ask(TEAMS, { viewer });
        expect(body.errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
          [['teams', 'totalCount'], 'INTERNAL_SERVER_ERROR'],
        ]);
        expect(text).not.toContain('region');
      }
      // What has nothing to do with it is answered.
      expect(await names('{ persons { nodes { name } } }', viewer)).toHaveLength(4);
    });

    const MADE = 'team { name } errors { code path }';
    const create = async (viewer: TestViewer, input: string): Promise<unknown> => {
      const { body } = await readers.compiled.ask(
        `mutation { createTeam(input: ${input}) { ${MADE} } }`,
        { viewer, headers: { 'x-dry-run': 'true' } },
      );
      const data = body.data as Readonly<Record<string, unknown>> | null | undefined;
      return data?.['createTeam'] ?? body.errors?.[0]?.extensions?.['code'];
    };
    const forbidden = { team: null, errors: [{ code: 'FORBIDDEN', path: ['input'] }] };

    it('are asked of new rows with the rows that are made with them', async () => {
      const memberships = (person: unknown): string =>
        `memberships: { create: [{ role: "lead", person: { connect: "${String(person)}" } }] }`;
      expect(await create(as(NONE), `{ name: "x", ${memberships(NONE)} }`)).toEqual({
        team: { name: 'x' },
        errors: [],
      });
      expect(await create(as(NONE), `{ name: "x", ${memberships(ANA)} }`)).toEqual(forbidden);
      expect(await create(as(NONE), '{ name: "x" }')).toEqual(forbidden);
      expect(await create(as(null), '{ name: "x" }')).toEqual('UNAUTHENTICATED');
    });

    it('are asked of new rows that cannot be written, too', async () => {
      const taken = { code: 'NOT_UNIQUE', path: ['input', 'name'] };
      const memberships = (person: unknown): string =>
        `memberships: { create: [{ role: "lead", person: { connect: "${String(person)}" } }] }`;
      expect(await create(as(NONE), `{ name: "south", ${memberships(NONE)} }`)).toEqual({
        team: null,
        errors: [taken],
      });
      expect(await create(as(NONE), `{ name: "south", ${memberships(ANA)} }`)).toEqual(forbidden);
      // A membership that is there and moves, and links of either end.
      const moved = '{ name: "south", memberships: { connect: [2] } }';
      expect(await create(as(LEA), moved)).toEqual({ team: null, errors: [taken] });
      expect(await create(as(NONE), moved)).toEqual(forbidden);
      const friend = '{ name: "south", friends: { connect: [4] } }';
      expect(await create(as(NONE), friend)).toEqual({ team: null, errors: [taken] });
      expect(await create(as(LEA), friend)).toEqual(forbidden);
      const made = (name: string): string =>
        `{ name: "${name}", friends: { connect: [4], create: [{ name: "Xaver" }] } }`;
      expect(await create(as(NONE), made('south'))).toEqual({ team: null, errors: [taken] });
      expect(await create(as(NONE), made('north'))).toEqual({
        team: null,
        errors: [{ code: 'FORBIDDEN', path: ['input', 'friends', 'create', '0'] }, taken],
      });
    });
  },
);
