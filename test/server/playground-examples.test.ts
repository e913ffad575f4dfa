import { type App, createApp } from '../../src/app.js';
import { EXAMPLES } from '../../src/server/playground/page/examples.js';
import { loadSettings } from '../../src/settings.js';

let app: App;

beforeAll(async () => {
  app = await createApp(
    loadSettings({
      DATABASE_URL: 'sqlite::memory:',
      SAMPLE_DATA: 'auto',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
    }),
  );
  await app.start();
});

afterAll(() => app.stop());

/** Every value at the end of a path through an answer. */
function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(leaves)
    : [value];
}

it.each(EXAMPLES.map((example) => [example.title, example] as const))(
  'the example %s answers from the sample data, with something in every list',
  async (_title, { query, variables }) => {
    const answer = await app.server.fastify.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query, variables },
    });
    const body = answer.json<{ data: Record<string, unknown>; errors?: unknown }>();
    expect(body.errors).toBeUndefined();
    expect(answer.statusCode).toBe(200);
    for (const field of Object.values(body.data)) {
      expect(leaves(field).filter((leaf) => leaf !== null).length).toBeGreaterThan(1);
    }
  },
);

it('the real server gives the page its own policy and a browser its way there', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const get = (url: string) => app.server.fastify.inject({ url, headers: { accept } });
  expect((await get('/')).headers.location).toBe('/graphql');
  const page = await get('/graphql');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['cache-control']).toBe('no-store');
  const program = await get('/graphql?query=%7B__typename%7D');
  expect(program.json()).toEqual({ data: { __typename: 'Query' } });
  expect(program.headers['content-security-policy']).toContain("default-src 'none'");
  expect(program.headers['content-security-policy']).not.toContain('script-src');
});
