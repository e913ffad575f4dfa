import { serverAudits } from 'graphql-http';
import { type Harness, startHarness } from './harness.js';

describe('GraphQL over HTTP', () => {
  let server: Harness;
  beforeAll(async () => {
    server = await startHarness();
  });
  afterAll(() => server.stop());

  const audits = serverAudits({ url: () => `${server.url}/graphql` });

  it('has an audit of 61 parts', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    },
  );
});
