import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestApp } from '../../src/testing/test-app.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { guild, Membership, Person, Task, Team } from '../guild/guild.js';
import { DIALECTS } from '../support/databases.js';

const VIEWER = { userId: 1, permissions: ['task:read'] };
const ERRORS = 'errors { code path }';

describeDatabases(
  'a field that is set by the state of its row',
  DIALECTS.map((dialect) => new TestDatabase(guild, dialect)),
  (database) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await TestApp.start(database);
      await withSession(app.app, async (em) => {
        const person = em.create(Person, { name: 'Ana' } as never);
        const team = em.create(Team, { name: 'north' } as never);
        em.create(Membership, { role: 'lead', team, person } as never);
        for (const [code, state] of Object.entries({ a: 'DRAFT', b: 'SENT', c: 'DRAFT' })) {
          em.create(Task, { title: code, code, state, team, by: person } as never);
        }
        await Promise.resolve();
      });
    });
    afterAll(() => app.stop());

    /** What a mutation comes to, of which nothing is kept. */
    const tried = async (field: string): Promise<unknown> => {
      const { body, text } = await app.ask(`mutation { it: ${field} { ${ERRORS} } }`, {
        viewer: VIEWER,
        headers: { 'x-dry-run': 'true' },
      });
      const data = body.data as { it: { errors: { code: string; path: string[] }[] } } | null;
      return data?.it.errors.map(({ code, path }) => `${code} ${path.join('.')}`) ?? text;
    };

    it.each<readonly [string, readonly string[]]>([
      ['updateTask(id: 1, input: { points: 1 })', []],
      ['updateTask(id: 2, input: { points: 1 })', ['FORBIDDEN input.points']],
      ['updateTask(id: 2, input: { title: "other" })', []],
      // The row is looked at as it is before: what leaves the state may still set the field.
      ['updateTask(id: 1, input: { points: 1, state: "SENT" })', []],
      ['updateTask(id: 2, input: { points: 1, state: "DRAFT" })', ['FORBIDDEN input.points']],
      ['updateTasks(where: { state: { eq: "DRAFT" } }, input: { points: 1 })', []],
      ['updateTasks(where: {}, input: { points: 1 })', ['FORBIDDEN input.points']],
      [
        'upsertTask(by: { code: "a" }, create: { title: "a", code: "a" }, update: { points: 1 })',
        [],
      ],
      [
        'upsertTask(by: { code: "b" }, create: { title: "b", code: "b" }, update: { points: 1 })',
        ['FORBIDDEN update.points'],
      ],
      [
        'upsertTask(by: { code: "d" }, create: { title: "d", code: "d", team: { connect: 1 }, points: 1 }, update: {})',
        [],
      ],
      [
        'upsertTask(by: { code: "d" }, create: { title: "d", state: "SENT", team: { connect: 1 }, points: 1 }, update: {})',
        ['FORBIDDEN create.points'],
      ],
      [
        'createTasks(inputs: [{ title: "d", team: { connect: 1 }, points: 1 }, { title: "e", state: "SENT", team: { connect: 1 }, points: 1 }])',
        ['FORBIDDEN inputs.1.points'],
      ],
      ['updateTeam(id: 1, input: { tasks: { update: [{ id: 1, input: { points: 1 } }] } })', []],
      [
        'updateTeam(id: 1, input: { tasks: { update: [{ id: 1, input: { points: 1 } }, { id: 2, input: { points: 1 } }] } })',
        ['FORBIDDEN input.tasks.update.1.input.points'],
      ],
      [
        'updateTeam(id: 1, input: { tasks: { create: [{ title: "d", state: "SENT", points: 1 }] } })',
        ['FORBIDDEN input.tasks.create.0.points'],
      ],
    ])('%s', async (field, errors) => {
      expect(await tried(field)).toEqual(errors);
    });
  },
);
