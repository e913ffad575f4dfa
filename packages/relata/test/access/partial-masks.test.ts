import { maskAllBut, maskEmail } from 'relata';
import { withSession } from '../../src/request/session.js';
import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { guild, Person, Team } from '../guild/guild.js';
import { BothReaders } from '../support/both-readers.js';
import { DIALECTS } from '../support/databases.js';

describe('a mask', () => {
  it.each([
    ['ada@example.com', 'a***@example.com'],
    ['é@x@example.com', 'é***@example.com'],
    ['😀da@example.com', '😀***@example.com'],
    ['a@example.com', '***@example.com'],
    ['@example.com', '***@example.com'],
    ['ada', '***'],
    ['', '***'],
  ])('of an address shows of %j no more than %j', (address, shown) => {
    expect(maskEmail(address)).toBe(shown);
  });

  it.each([
    [4, '4242424242424242', '***4242'],
    [4, '4242', '***'],
    [4, '', '***'],
    [1, 'a😀', '***😀'],
    [0, 'abc', '***'],
  ])('of all but %i characters shows of %j no more than %j', (count, text, shown) => {
    expect(maskAllBut(count)(text)).toBe(shown);
  });
});

describeDatabases(
  'fields of which a part is shown',
  DIALECTS.map((dialect) => new TestDatabase(guild, dialect)),
  (database) => {
    const FRIEND = { userId: 1, attributes: { region: 'n' } };
    const OTHER = { userId: 2, attributes: { region: 'n' } };
    let readers: BothReaders;
    beforeAll(async () => {
      readers = await BothReaders.start(database);
      await withSession(readers.compiled.app, async (em) => {
        const friend = em.create(Person, { name: 'Fred' } as never);
        const team = (name: string, data: object): unknown =>
          em.create(Team, { name, region: 'n', ...data } as never);
        team('a', { contact: 'zoe@example.com', code: 'abcd', friends: [friend] });
        team('b', { contact: 'ada@example.com', code: 'xyz' });
        team('c', { contact: null, code: 'abc' });
        team('d', { contact: '"\\\n@example.com', code: null });
        await Promise.resolve();
      });
    });
    afterAll(() => readers.stop());

    const nodes = async (query: string, viewer = OTHER): Promise<unknown> =>
      (await readers.data<{ teams: { nodes: unknown } }>(query, { viewer })).teams.nodes;

    it('show it to whoever does not see the whole, in one statement', async () => {
      const query =
        '{ teams(orderBy: [{ name: ASC }], where: { name: { ne: "d" } }) { nodes { contact } } }';
      expect(await nodes(query)).toEqual([
        { contact: 'z***@example.com' },
        { contact: 'a***@example.com' },
        { contact: null },
      ]);
      expect(await nodes(query, FRIEND)).toEqual([
        { contact: 'zoe@example.com' },
        { contact: 'a***@example.com' },
        { contact: null },
      ]);
      const { statements } = await readers.ask(query, { viewer: OTHER });
      expect(statements).toHaveLength(1);
    });

    it('show nothing where the mask fails, or makes what the field cannot have', async () => {
      expect(await nodes('{ teams(orderBy: [{ name: ASC }]) { nodes { code } } }')).toEqual([
        { code: 'a…' },
        { code: null },
        { code: '3' },
        { code: null },
      ]);
    });

    it('are null to filters, orders, aggregates and cursors', async () => {
      const list = (where: string): Promise<unknown> =>
        nodes(`{ teams(where: { contact: ${where} }) { nodes { name } } }`);
      expect(await list('{ eq: "zoe@example.com" }')).toEqual([]);
      expect(await list('{ eq: "z***@example.com" }')).toEqual([]);
      expect(await list('{ startsWith: "z" }')).toEqual([]);
      expect(
        await nodes('{ teams(where: { contact: { isNull: true } }) { nodes { name } } }'),
      ).toHaveLength(4);
      expect(
        await nodes('{ teams(orderBy: [{ contact: DESC }, { name: ASC }]) { nodes { name } } }'),
      ).toEqual(['a', 'b', 'c', 'd'].map((name) => ({ name })));
      const { teams } = await readers.data<{
        teams: { aggregate: unknown; edges: readonly { cursor: string }[] };
      }>(
        '{ teams(orderBy: [{ contact: ASC }]) { aggregate { max { contact } } edges { cursor node { contact } } } }',
        { viewer: OTHER },
      );
      expect(teams.aggregate).toEqual({ max: { contact: null } });
      for (const { cursor } of teams.edges) {
        expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('example');
      }
    });

    it('show a part in payloads and through relations', async () => {
      const { body } = await readers.compiled.ask(
        'mutation { updateTeam(id: "1", input: { motto: "on" }) { team { contact } errors { code } } }',
        { viewer: OTHER },
      );
      expect(body.data).toEqual({ updateTeam: { team: null, errors: [{ code: 'FORBIDDEN' }] } });
      const data = await readers.data<{ persons: unknown }>(
        '{ persons { nodes { name friendsTeams: teams { nodes { contact } } } } }',
        { viewer: OTHER },
      );
      expect(data.persons).toEqual({
        nodes: [{ name: 'Fred', friendsTeams: { nodes: [{ contact: 'z***@example.com' }] } }],
      });
    });
  },
);
