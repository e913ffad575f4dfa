import { type App, createApp } from '../../src/app.js';
import { SAMPLE_ACCOUNTS, SAMPLE_PASSWORD } from '../../src/seeding/sample-accounts.js';
import { SAMPLE_PEOPLE } from '../../src/seeding/sample-people.js';
import {
  ACCOUNTS,
  ACCOUNTS_PASSWORD,
  EXAMPLES,
} from '../../src/server/playground/page/examples.js';
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

interface Body {
  readonly data: Readonly<Record<string, { readonly errors?: readonly unknown[] } | null>>;
  readonly errors?: unknown;
}

async function send(
  { query, variables }: Pick<(typeof EXAMPLES)[number], 'query' | 'variables'>,
  token: string | null,
): Promise<{ readonly statusCode: number; readonly body: Body }> {
  const answer = await app.server.fastify.inject({
    method: 'POST',
    url: '/graphql',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    payload: { query, variables },
  });
  return { statusCode: answer.statusCode, body: answer.json<Body>() };
}

function expectFilled({ statusCode, body }: Awaited<ReturnType<typeof send>>): void {
  expect(body.errors).toBeUndefined();
  expect(statusCode).toBe(200);
  for (const field of Object.values(body.data)) {
    expect(field?.errors ?? []).toEqual([]);
    expect(leaves(field).filter((leaf) => leaf !== null).length).toBeGreaterThan(1);
  }
}

it('the examples answer from the sample data, one after the other, signed in by the first', async () => {
  let token: string | null = null;
  for (const example of EXAMPLES) {
    const answer = await send(example, token);
    expectFilled(answer);
    const { accessToken } = (answer.body.data['signIn'] ?? {}) as { accessToken?: string };
    token = accessToken ?? token;
  }
  expect(token).not.toBeNull();
});

it.each(
  EXAMPLES.filter(({ query }) => !query.includes('\nmutation')).map(
    (example) => [example.title, example] as const,
  ),
)('the example %s answers to a visitor who is not signed in', async (_title, example) => {
  expectFilled(await send(example, null));
});

it('the first example shows the accounts there are, with the roles they have', () => {
  expect(Object.keys(ACCOUNTS)).toEqual(SAMPLE_ACCOUNTS);
  expect(ACCOUNTS_PASSWORD).toBe(SAMPLE_PASSWORD);
  const roles = SAMPLE_PEOPLE.filter(({ username }) => SAMPLE_ACCOUNTS.includes(username)).map(
    ({ username, role }) => [username, role],
  );
  expect(Object.entries(ACCOUNTS)).toEqual(roles);
  const [signIn] = EXAMPLES;
  for (const [login, role] of roles) {
    expect(signIn?.query).toMatch(new RegExp(`^# +${String(login)} +${String(role)}$`, 'm'));
  }
});

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
