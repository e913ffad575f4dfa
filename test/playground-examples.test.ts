import type { PlaygroundExample } from 'relata';
import { application } from '../src/app.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type App, createApp } from '../packages/relata/src/create-app.js';
import { SAMPLE_PASSWORD } from '../src/sample-data/sample-accounts.js';
import { OperationTypeNode, parse } from 'graphql';
import { fillVariables, variablesText } from '../packages/playground/page/fill-variables.js';
import { playgroundExamples as EXAMPLES } from '../src/sample-data/playground-examples.js';
import { loadSettings } from '../packages/relata/src/settings.js';
import { LANE } from '../packages/relata/src/testing/lane.js';

interface Body {
  readonly data: Readonly<Record<string, { readonly errors?: readonly unknown[] } | null>>;
  readonly errors?: unknown;
}

interface Sent {
  readonly statusCode: number;
  readonly body: Body;
}

const SIGN_IN = `mutation ($password: String!) {
  signIn(login: "mira", password: $password) { accessToken errors { message } }
}`;

let folder: string;
let app: App;

const open = async (): Promise<App> => {
  const opened = await createApp(
    application,
    loadSettings({
      ...LANE,
      DATABASE_URL: `sqlite:${join(folder, 'examples.sqlite3')}`,
      SAMPLE_DATA: 'auto',
      SECRET: 'a secret of the tests, thirty-two bytes',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
    }),
  );
  await opened.start();
  return opened;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  app = await open();
});

afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

/** Every value at the end of a path through an answer. */
function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(leaves)
    : [value];
}

async function send(
  payload: { readonly query: string; readonly variables?: unknown },
  token: string | null,
): Promise<Sent> {
  const answer = await app.server.fastify.inject({
    method: 'POST',
    url: '/graphql',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    payload,
  });
  return { statusCode: answer.statusCode, body: answer.json<Body>() };
}

/** Sends an example as its tab does: filled, if it is one to be filled. */
async function sendExample(example: PlaygroundExample, token: string | null): Promise<Sent> {
  const { query, variables, fill } = example;
  if (fill === undefined) return send({ query, variables }, token);
  const { body } = await send({ query: fill.query }, token);
  expect(body.errors).toBeUndefined();
  const found = fillVariables(fill.variables, body.data);
  expect(Object.keys(found ?? {})).toEqual(Object.keys(variables ?? {}));
  return send({ query, variables: found }, token);
}

function expectFilled({ statusCode, body }: Sent): void {
  expect(body.errors).toBeUndefined();
  expect(statusCode).toBe(200);
  for (const field of Object.values(body.data)) {
    expect(field).not.toBeNull();
    expect(field?.errors ?? []).toEqual([]);
    expect(leaves(field).filter((leaf) => leaf !== null).length).toBeGreaterThan(1);
  }
}

async function signIn(): Promise<string> {
  const { body } = await send({ query: SIGN_IN, variables: { password: SAMPLE_PASSWORD } }, null);
  return (body.data['signIn'] as { readonly accessToken: string }).accessToken;
}

/** Moves every id of a database, and what refers to it. */
function moveIds(file: string, by: number): void {
  const database = new Database(file);
  database.pragma('foreign_keys = off');
  const tables = database
    .prepare(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`)
    .pluck()
    .all() as string[];
  for (const table of tables.filter((name) => !name.startsWith('mikro_orm'))) {
    const keys = database.pragma(`foreign_key_list("${table}")`) as { readonly from: string }[];
    const columns = database.pragma(`table_info("${table}")`) as { readonly name: string }[];
    const moved = new Set([
      ...keys.map(({ from }) => from),
      ...columns.map(({ name }) => name).filter((name) => name === 'id'),
    ]);
    if (moved.size > 0) {
      const sets = [...moved].map((name) => `"${name}" = "${name}" + ${String(by)}`);
      database.exec(`update "${table}" set ${sets.join(', ')}`);
    }
  }
  expect(database.pragma('foreign_key_check')).toEqual([]);
  database.close();
}

/** Runs all examples in order, in the name of an account. */
async function runAll(): Promise<void> {
  const token = await signIn();
  for (const example of EXAMPLES) {
    expectFilled(await sendExample(example, token));
  }
}

it('the examples answer from the sample data, one after the other', runAll);

it('the examples answer where all ids are others', async () => {
  await app.stop();
  moveIds(join(folder, 'examples.sqlite3'), 4000);
  app = await open();
  const { body } = await send({ query: '{ user(id: 1) { id } }' }, null);
  expect(body.data).toEqual({ user: null });
  await runAll();
});

it.each(
  EXAMPLES.filter(({ query }) => !query.includes('\nmutation')).map(
    (example) => [example.title, example] as const,
  ),
)('the example %s answers to a visitor who is not signed in', async (_title, example) => {
  expectFilled(await sendExample(example, null));
});

it('no example has an id of its own', () => {
  for (const example of EXAMPLES) {
    expect(`${example.query}${variablesText(example) ?? ''}`).not.toMatch(
      /\b[a-z]+_\d+\b|\bid: ?"?\d/,
    );
  }
});

it.each(
  EXAMPLES.flatMap(({ title, fill }) => (fill === undefined ? [] : [[title, fill] as const])),
)('the example %s stays as it is where there is nothing to fill it with', (_title, fill) => {
  const nothing = { nodes: [] };
  for (const data of [
    {},
    { posts: nothing, users: nothing, tags: nothing, viewer: null },
    { posts: null, users: null, tags: null, viewer: { user: null } },
    { viewer: { user: { posts: nothing } } },
  ]) {
    expect(fillVariables(fill.variables, data)).toBeNull();
  }
});

/** Examples that write; all others read. */
const WRITING: ReadonlySet<string> = new Set(['WritePost', 'PublishPost']);

it.each(EXAMPLES.map((example) => [example.title, example] as const))(
  'the example %s is one named operation',
  (title, { query }) => {
    const { definitions } = parse(query);
    const operation = WRITING.has(title) ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
    expect(definitions).toMatchObject([{ operation, name: { value: title } }]);
  },
);

it('the real server gives the page its own policy and a browser its way there', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const get = (url: string) => app.server.fastify.inject({ url, headers: { accept } });
  expect((await get('/')).headers.location).toBe('/graphql');
  const page = await get('/graphql');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).toContain('data-cookies="false"');
  expect(page.body).toContain('&#34;username&#34;:&#34;mira&#34;,&#34;role&#34;:&#34;admin&#34;');
  for (const { title } of EXAMPLES) {
    expect(page.body).toContain(`&#34;title&#34;:&#34;${title}&#34;`);
  }
  const program = await get('/graphql?query=%7B__typename%7D');
  expect(program.json()).toEqual({ data: { __typename: 'Query' } });
  expect(program.headers['content-security-policy']).toContain("default-src 'none'");
  expect(program.headers['content-security-policy']).not.toContain('script-src');
});
