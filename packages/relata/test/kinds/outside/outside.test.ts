import { describeStatementCounts } from 'relata/testing';
import { describeAttacks } from '../../../src/testing/attacks/describe-attacks.js';
import { describeEachDatabase } from '../../../src/testing/describe-each-database.js';
import { describeReads } from '../../../src/testing/reads/describe-reads.js';
import { describeWrites } from '../../../src/testing/writes/describe-writes.js';
import { Host } from './host.js';

const application = { models: [Host] };

// A kind from outside of the engine goes wherever the others go, by what its one file says.
describeReads(application);
describeWrites(application);
describeAttacks(application);
describeStatementCounts(application);

describeEachDatabase('a kind of the application', { application }, (app) => {
  const viewer = { userId: null, permissions: ['host:create', 'host:update'] };

  it('is in the schema as any other', async () => {
    const { input, host, query } = await app.data<Record<string, unknown>>(`{
      input: __type(name: "IPv4Filter") { inputFields { name } }
      host: __type(name: "HostOrder") { inputFields { name } }
      query: hostByAddress(address: "192.0.2.1") { id }
    }`);
    expect(input).toEqual({
      inputFields: ['eq', 'in', 'isNull', 'ne', 'notIn'].map((name) => ({ name })),
    });
    expect(host).toMatchObject({
      inputFields: expect.not.arrayContaining([{ name: 'address' }]) as unknown,
    });
    expect(query).toBeNull();
  });

  it.each(['', '192.0.2', '192.0.2.256', '192.0.2.01', '192.0.2.1/24', '::1', '192.0.2.1 '])(
    'is not %j',
    async (address) => {
      const { body } = await app.ask(
        'mutation ($address: IPv4!) { createHost(input: { address: $address }) { errors { code path } } }',
        { viewer, variables: { address } },
      );
      expect(JSON.stringify(body)).toMatch(/BAD_USER_INPUT|"VALIDATION"/);
      expect(await app.data('{ hosts { totalCount } }')).toEqual({ hosts: { totalCount: 0 } });
    },
  );

  it('has an operator of its own, in filters, and says what is wrong with its operand', async () => {
    const { near, filter } = await app.data<Record<string, unknown>>(`{
      near: __type(name: "Near") { inputFields { name } }
      filter: __type(name: "PointFilter") { inputFields { name description type { name } } }
    }`);
    expect(near).toEqual({ inputFields: [{ name: 'point' }, { name: 'within' }] });
    expect(filter).toMatchObject({
      inputFields: expect.arrayContaining([
        {
          name: 'near',
          description: 'Not further from a point than so many centimetres.',
          type: { name: 'Near' },
        },
      ]) as unknown,
    });
    const places = ['0 0', '3 4', '-5 0', '4 4', null];
    for (const [at, place] of places.entries()) {
      await app.data(
        `mutation ($input: HostCreateInput!) { createHost(input: $input) { errors { message } } }`,
        { viewer, variables: { input: { address: `10.0.0.${String(at)}`, place } } },
      );
    }
    const list = `query ($where: HostWhere) { hosts(where: $where) { nodes { place } } }`;
    const found = async (where: object): Promise<unknown> => {
      const { hosts } = await app.data<{ hosts: { nodes: { place: string | null }[] } }>(list, {
        variables: { where },
      });
      return hosts.nodes.map(({ place }) => place);
    };
    const near5 = { place: { near: { point: '0 0', within: 5 } } };
    expect(await found(near5)).toEqual(['0 0', '3 4', '-5 0']);
    expect(await found({ not: near5 })).toEqual(['4 4']);
    expect(await found({ place: { near: { point: '3 3', within: 1 }, ne: '4 4' } })).toEqual([
      '3 4',
    ]);
    for (const asked of [
      { point: '00 0', within: 5 },
      { point: '0 0', within: -1 },
    ]) {
      const { body } = await app.ask(list, { variables: { where: { place: { near: asked } } } });
      expect(body.errors?.[0]).toMatchObject({
        message:
          'hosts: where.place.near: must have a point like "300 -50", and 0 to 2000000 centimetres',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });
});
