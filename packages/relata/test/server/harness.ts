import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { EntitySchema, MikroORM } from '@mikro-orm/sqlite';
import {
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS } from '../../src/access/viewer.js';
import { BadInputError, RelataError } from '../../src/errors.js';
import {
  type CreateServerOptions,
  createServer,
  type Server,
} from '../../src/server/create-server.js';
import type { RequestContext } from '../../src/request/context.js';
import { loadSettings } from '../../src/settings.js';
import { LANE } from '../../src/testing/lane.js';

interface Note {
  id: number;
  text: string;
}

const NoteSchema = new EntitySchema<Note>({
  name: 'Note',
  tableName: 'notes',
  properties: {
    id: { type: 'number', primary: true },
    text: { type: 'string' },
  },
});

/** What the resolvers of the hand-made schema do beyond returning a value. */
export interface Probes {
  /** Contexts of the requests that reached `wait` or `transaction`, in order. */
  readonly contexts: RequestContext[];
  /** Lets every `wait` go on. */
  release(): void;
  /** Resolves when a request has reached `wait`. */
  arrived(): Promise<void>;
}

/** A running server over a SQLite file of its own. */
export interface Harness extends Probes {
  readonly server: Server;
  readonly orm: Awaited<ReturnType<typeof MikroORM.init>>;
  readonly url: string;
  /** Lines of the log so far. */
  log(): readonly Record<string, unknown>[];
  post(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

/** An answer of the server, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: Readonly<Record<string, unknown>>;
    }[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
}

/** Reads a fetch response to its end. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as Answer['body']) : {},
  };
}

/** The media type in which the HTTP status tells what became of the request. */
export const STRICT = { accept: 'application/graphql-response+json' };

const running = new Set<Harness>();

// Those of tests that failed would keep Jest from ending.
afterAll(async () => {
  await Promise.all([...running].map((harness) => harness.stop()));
});

/** Starts a server with these environment variables. */
export async function startHarness(
  env: Readonly<Record<string, string>> = {},
  options: Partial<CreateServerOptions> = {},
): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'relata-server-'));
  const orm = await MikroORM.init({ entities: [NoteSchema], dbName: join(folder, 'test.sqlite3') });
  await orm.em.getConnection().execute('create table notes (id integer primary key, text text)');
  const settings = loadSettings({
    ...LANE,
    PORT: '0',
    NODE_ENV: 'test',
    PLAYGROUND: 'off',
    SHUTDOWN_IDLE_MS: '1',
    ...env,
  });
  const lines: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
  const probes = createProbes();
  const server = await createServer({
    settings,
    orm,
    schema: createSchema(probes),
    resolveViewer: () => ANONYMOUS,
    logger: pino({ level: 'info' }, stream),
    ...options,
  });
  const url = await server.listen();
  const harness: Harness = {
    ...probes,
    server,
    orm,
    url,
    log: () =>
      lines
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    post: async (query, variables, headers) =>
      answerOf(
        await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, ...(variables && { variables }) }),
        }),
      ),
    stop: async () => {
      if (running.delete(harness)) {
        probes.release();
        await server.close();
        await orm.close(true);
        await rm(folder, { recursive: true });
      }
    },
  };
  running.add(harness);
  return harness;
}

function createProbes(): Probes & { wait(context: RequestContext): Promise<string> } {
  const contexts: RequestContext[] = [];
  const gate = Promise.withResolvers<string>();
  let arrival = Promise.withResolvers<undefined>();
  return {
    contexts,
    release: () => {
      gate.resolve('done');
    },
    arrived: async () => {
      await arrival.promise;
      arrival = Promise.withResolvers();
    },
    wait: (context) => {
      contexts.push(context);
      arrival.resolve(undefined);
      return gate.promise;
    },
  };
}

function createSchema(probes: ReturnType<typeof createProbes>): GraphQLSchema {
  const node: GraphQLObjectType = new GraphQLObjectType({
    name: 'Thing',
    fields: () => ({
      id: { type: GraphQLInt, resolve: () => 1 },
      self: { type: node, resolve: () => ({}) },
      edges: { type: new GraphQLList(node), resolve: () => [{}] },
      node: { type: node, resolve: () => ({}) },
      nodes: { type: new GraphQLList(node), resolve: () => [{}] },
    }),
  });
  const fails = (error: () => unknown) => ({
    type: GraphQLString,
    resolve: () => {
      throw error();
    },
  });
  const query = new GraphQLObjectType<unknown, RequestContext>({
    name: 'Query',
    fields: {
      hello: { type: GraphQLString, resolve: () => 'world' },
      thing: { type: node, resolve: () => ({}) },
      echo: {
        type: GraphQLString,
        args: {
          n: { type: GraphQLInt },
          list: { type: new GraphQLList(GraphQLInt) },
          rows: { type: new GraphQLList(new GraphQLList(GraphQLInt)) },
          text: { type: GraphQLString },
        },
        resolve: (_source, { n }: { n?: number }) => String(n),
      },
      required: {
        type: GraphQLString,
        args: { n: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: () => 'x',
      },
      bug: fails(() => new Error('secret detail: SELECT password FROM users')),
      plainGraphQLError: fails(() => new GraphQLError('secret detail')),
      nothing: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
      refused: fails(() => BadInputError.at('first', 'must not be negative')),
      forbidden: fails(() => new RelataError('FORBIDDEN', 'Not for you')),
      unreachable: fails(() =>
        Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
      ),
      shutDown: fails(() => Object.assign(new Error('terminating connection'), { code: '57P01' })),
      poolTimeout: fails(() => new Error('timeout exceeded when trying to connect')),
      statementTimeout: fails(() =>
        Object.assign(new Error('canceling statement'), { code: '57014' }),
      ),
      long: fails(() => BadInputError.at('text', 'x'.repeat(1000))),
      wait: { type: GraphQLString, resolve: (_source, _args, context) => probes.wait(context) },
      transaction: {
        type: GraphQLString,
        resolve: async (_source, _args, context) => {
          await context.em.begin();
          await context.em.execute("insert into notes (id, text) values (1, 'left open')");
          return await probes.wait(context);
        },
      },
      notes: {
        type: GraphQLInt,
        resolve: async (_source, _args, { em }) =>
          (await em.execute('select id from notes')).length,
      },
      missingTable: {
        type: GraphQLString,
        resolve: (_source, _args, { em }) => em.execute('select * from nowhere'),
      },
      cookie: {
        type: GraphQLString,
        resolve: (_source, _args, { request }) => {
          request.setCookie('__Host-a', 'b c', { maxAge: 60 });
          request.setCookie('second', '1', { secure: false });
          return request.address;
        },
      },
    },
  });
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      touch: { type: GraphQLString, resolve: () => 'touched' },
      lost: fails(() => Object.assign(new Error('Connection terminated unexpectedly'))),
    },
  });
  return new GraphQLSchema({ query, mutation });
}
