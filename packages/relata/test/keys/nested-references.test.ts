import { describeDatabases } from '../../src/testing/describe-each-database.js';
import { TestDatabase } from '../../src/testing/test-database.js';
import { dialectsOfRun } from '../../src/testing/test-run.js';
import { openSession } from '../../src/request/session.js';
import { fillHarbour } from '../harbour/rows.js';
import { BothReaders } from '../support/both-readers.js';
import { office } from './office.js';

/** Keys of three columns, one of which is of a row with two. */
const [ONE, OTHER] = [
  'berth_a"\\b~9007199254740993~2~%7E',
  'berth_10%257E~9007199254740993~1~%257E',
];

interface Written {
  readonly charge: { readonly id: string; readonly berth: { readonly id: string } };
  readonly errors: readonly unknown[];
}

describeDatabases(
  'what refers to a row whose key has the key of another in it',
  dialectsOfRun().map((dialect) => new TestDatabase(office, dialect)),
  (database) => {
    let readers: BothReaders;
    beforeAll(async () => {
      await fillHarbour(openSession(database.orm));
      readers = await BothReaders.start(database);
    });
    beforeEach(() => readers.run('delete from charges'));
    const create = async (berth: object): Promise<Written> => {
      const { createCharge } = await readers.compiled.data<{ createCharge: Written }>(
        `mutation ($input: ChargeCreateInput!) { createCharge(input: $input) {
          charge { id berth { id } } errors { code path } } }`,
        { variables: { input: { amount: '0.10', units: '1', berth } } },
      );
      return createCharge;
    };
    const charges = (where: object, berth: string): Promise<unknown> =>
      readers.data(
        `query ($where: ChargeWhere, $berth: ID!) {
          charges(where: $where, orderBy: [{ berth: { metres: ASC } }, { berth: { quay: DESC } }]) {
            nodes { berth { id port { id } leg { id voyage { id } } } } }
          berth(id: $berth) { charges { totalCount } } }`,
        { variables: { where, berth } },
      );

    it.each([ONE, OTHER])('is created, connected and found by it: %s', async (id) => {
      const [code = '', voyage = '', number = ''] = id.replace('berth_', '').split('~');
      expect(await create({ connect: id })).toMatchObject({
        charge: { berth: { id } },
        errors: [],
      });
      for (const where of [
        { berth: { id: { eq: id } } },
        { berth: { id: { in: [id] } } },
        {
          berth: {
            leg: { id: { eq: `leg_${voyage}~${number}` } },
            port: { id: { eq: `port_${code}` } },
          },
        },
      ]) {
        expect(await charges(where, id)).toEqual({
          charges: {
            nodes: [
              {
                berth: {
                  id,
                  port: { id: `port_${code}` },
                  leg: { id: `leg_${voyage}~${number}`, voyage: { id: `voyage_${voyage}` } },
                },
              },
            ],
          },
          berth: { charges: { totalCount: 1 } },
        });
      }
    });

    it('is changed to another, after a dry run that tells of both', async () => {
      const { charge } = await create({ connect: ONE });
      const document = `mutation ($id: ID!, $input: ChargeUpdateInput!) {
        updateCharge(id: $id, input: $input) { charge { id berth { id } } errors { code path } } }`;
      const variables = { id: charge.id, input: { berth: { connect: OTHER } } };
      const dry = await readers.compiled.ask(document, {
        variables,
        headers: { 'x-dry-run': 'true' },
      });
      expect(dry.body.extensions?.['changes']).toMatchObject([
        { id: charge.id, fields: { berth: { before: ONE, after: OTHER } } },
      ]);
      expect(await charges({}, ONE)).toMatchObject({ berth: { charges: { totalCount: 1 } } });
      const { updateCharge } = await readers.compiled.data<{ updateCharge: Written }>(document, {
        variables,
      });
      expect(updateCharge).toEqual({
        charge: { id: charge.id, berth: { id: OTHER } },
        errors: [],
      });
      expect(await charges({}, ONE)).toMatchObject({ berth: { charges: { totalCount: 0 } } });
      expect(await charges({}, OTHER)).toMatchObject({ berth: { charges: { totalCount: 1 } } });
    });

    it('is created with it, and connected from its side', async () => {
      const input = {
        quay: 'new~',
        metres: 3,
        port: { connect: 'port_%25' },
        leg: { connect: 'leg_9007199254740993~1' },
        charges: { create: [{ amount: '1.00', units: '9007199254740993' }] },
      };
      const { createBerth } = await readers.compiled.data<{
        createBerth: { berth: unknown; errors: unknown };
      }>(
        `mutation ($input: BerthCreateInput!) { createBerth(input: $input) {
          berth { id charges { nodes { units berth { id } } } } errors { code path } } }`,
        { variables: { input } },
      );
      const id = 'berth_%25~9007199254740993~1~new%7E';
      expect(createBerth).toEqual({
        berth: { id, charges: { nodes: [{ units: '9007199254740993', berth: { id } }] } },
        errors: [],
      });
      const { updateBerth } = await readers.compiled.data<{ updateBerth: unknown }>(
        `mutation ($id: ID!, $charge: ID!) { updateBerth(id: $id, input: { charges: { connect: [$charge] } }) {
          berth { charges { totalCount } } errors { code path } } }`,
        { variables: { id, charge: (await create({ connect: ONE })).charge.id } },
      );
      expect(updateBerth).toEqual({ berth: { charges: { totalCount: 2 } }, errors: [] });
    });

    it('is told where there is no such row', async () => {
      expect(await create({ connect: ONE.replace('~2~', '~77~') })).toMatchObject({
        charge: null,
        errors: [{ code: 'NOT_FOUND', path: ['input', 'berth', 'connect'] }],
      });
    });

    it('is changed and deleted, and none whose key a double holds for the same', async () => {
      const rows = async (): Promise<Record<string, number>> => {
        const { berths } = await readers.data<{
          berths: { nodes: readonly { id: string; metres: number }[] };
        }>('{ berths(first: 100) { nodes { id metres } } }');
        return Object.fromEntries(berths.nodes.map(({ id, metres }) => [id, metres]));
      };
      const before = await rows();
      const { updateBerth } = await readers.compiled.data<{ updateBerth: unknown }>(
        `mutation ($id: ID!) { updateBerth(id: $id, input: { metres: 77 }) { berth { id metres } errors { code } } }`,
        { variables: { id: ONE } },
      );
      expect(updateBerth).toEqual({ berth: { id: ONE, metres: 77 }, errors: [] });
      expect(await rows()).toEqual({ ...before, [ONE]: 77 });
      await readers.compiled.data(
        'mutation ($id: ID!) { deleteBerth(id: $id) { deletedId errors { code } } }',
        { variables: { id: ONE } },
      );
      expect({ ...(await rows()), [ONE]: before[ONE] }).toEqual(before);
      expect(Object.keys(await rows())).not.toContain(ONE);
    });
  },
);
