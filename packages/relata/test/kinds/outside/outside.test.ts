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
});
