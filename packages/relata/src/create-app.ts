import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify';
import { type Application, doorsOf } from './application.js';
import type { Viewer } from './access/viewer.js';
import { type Assembly, assemble } from './assemble.js';
import { withKeyOf } from './access/viewer-key.js';
import { warnOfPermissions } from './auth/missing-permissions.js';
import { identityOf } from './auth/identity.js';
import { once } from './cache/once.js';
import { checkCollations } from './database/check-collations.js';
import { checkColumns } from './database/check-columns.js';
import type { Orm } from './database/orm.js';
import { readyDatabase } from './database/ready-database.js';
import { rowReadsOf } from './database/row-reads-of.js';
import { probeWrites } from './database/write-probe.js';
import type { Prunable } from './pruning/prune.js';
import { Pruner } from './pruning/pruner.js';
import { CompiledReader } from './reading/compiled/compiled-reader.js';
import type { Engine } from './reading/engine.js';
import { welcomeTo } from './example-query.js';
import { endOfAfterCommit } from './request/after-commit.js';
import { createServer, type Server } from './server/create-server.js';
import { embedded } from './server/embedding/embedded.js';
import type { FetchHandler } from './server/embedding/fetch.js';
import type { Listener } from './server/embedding/listener.js';
import { checkPath } from './server/http/mount.js';
import type { ViewerRequest } from './server/graphql/context.js';
import type { Settings } from './settings.js';
import { idempotencyPrunable } from './writing/document/idempotency.js';

/**
 * How an application is served where a process is not its own, and what tests put in the place of its parts.
 * @example
 * const app = await createApp(application, loadSettings(), {
 *   resolveViewer: () => ({ userId: 1, permissions: new Set(['post:read']) }),
 * });
 */
export interface AppOptions {
  /** What all paths are below, `/api`: for servers that hand on whole URLs. */
  readonly path?: string;
  /** Where it logs, as pino does; by default to standard output, as the settings say. */
  readonly logger?: FastifyBaseLogger;
  /** Decides who is asking before the doors of the application do; null leaves it to them. */
  readonly resolveViewer?: (request: ViewerRequest) => Viewer | null;
  /** Puts another engine in the place of the application's: tests plant faults with it. */
  readonly decorateEngine?: (engine: Engine) => Engine;
}

/**
 * A whole server that has not started, or has.
 * @example
 * const stopAtTheEnd = (app: App): void => {
 *   process.once('SIGTERM', () => void app.stop());
 * };
 */
export interface App extends Assembly {
  readonly settings: Settings;
  /** Null where the reference reader answers every query. */
  readonly compiledReader: CompiledReader | null;
  readonly server: Server;
  /**
   * Makes it ready to answer in a server that is there: brings the database up to date where that is ours to do, and
   * looks at it. May be called more than once; a first request would call it, too.
   * @throws StartupError for a database that cannot be served
   */
  prepare(): Promise<void>;
  /** Prepares it, and listens as the settings say. @returns the URL */
  start(): Promise<string>;
  /** Waits for the requests that are running, then closes the connections. May be called more than once. */
  stop(): Promise<void>;
  /** For a server of Node's, or Express: `http.createServer(app.listener)`, `express().use('/api', app.listener)`. */
  readonly listener: Listener;
  /** For servers that speak in web-standard requests: `await app.fetch(request)`. */
  readonly fetch: FetchHandler;
  /** For Fastify: `await fastify.register(app.plugin, { prefix: '/api' })`. */
  readonly plugin: FastifyPluginAsync;
}

/**
 * Puts an application together: ORM, schema, server. Nothing listens, and no connection is made,
 * before `start`.
 * @throws StartupError for a model or a setting that cannot be served
 * @example
 * const app = await createApp(application, loadSettings({ DATABASE_URL: 'sqlite::memory:', PORT: '0' }));
 * const url = await app.start();
 * await app.stop();
 */
export async function createApp(
  application: Application,
  settings: Settings,
  options: AppOptions = {},
): Promise<App> {
  const { path = '', logger } = options;
  checkPath(path);
  const assembly = await assemble(application, settings, options.decorateEngine);
  const { orm, engine, schema, doors, passwords } = assembly;
  const { reader, fastPath } = settings.execution;
  const compiledReader =
    reader === 'compiled' ? new CompiledReader(engine, orm, rowReadsOf(orm, fastPath)) : null;
  const server = await createServer({
    settings,
    orm,
    schema,
    resolveViewer: (request) => given(engine, options, request) ?? identityOf(doors, request),
    engine,
    compiledReader,
    // Loaded where it is wanted: most starts need none of it.
    sampleAccounts: async () => (await application.sampleData?.())?.accounts(orm, passwords) ?? [],
    examples: application.examples ?? (() => Promise.resolve(welcomeTo(engine))),
    pendingMigrations: async () => (await orm.migrator.getPending()).map(({ name }) => name),
    obstacle: () => probeWrites(orm),
    logger,
    path,
  });
  const pruner = prunerOf(settings, { orm, prunables: prunablesOf(application), server });
  let isPrepared = false;
  const prepare = once(async () => {
    await prepareDatabase(settings, assembly, { application, log: server.fastify.log });
    await server.fastify.ready();
    pruner.start();
    isPrepared = true;
  });
  const stop = async (): Promise<void> => {
    await server.close();
    await endOfAfterCommit(orm);
    await orm.close();
  };
  return {
    ...assembly,
    settings,
    compiledReader,
    server,
    prepare,
    start: async () => {
      await prepare();
      return await server.listen();
    },
    stop,
    ...embedded({
      fastify: server.fastify,
      path,
      playground: settings.features.playground,
      prepare,
      isPrepared: () => isPrepared,
      stop,
    }),
  };
}

/** Who asks as whoever serves the application says; null where it leaves that to the doors. */
function given(
  { viewers }: Engine,
  { resolveViewer }: AppOptions,
  request: ViewerRequest,
): Viewer | null {
  const viewer = resolveViewer?.(request) ?? null;
  return viewer && withKeyOf(viewers, viewer);
}

function prunablesOf(application: Application): readonly Prunable[] {
  return [...doorsOf(application).flatMap((door) => door.prunables), idempotencyPrunable];
}

/** What is pruned, and where. */
interface Pruning {
  readonly orm: Orm;
  readonly prunables: readonly Prunable[];
  readonly server: Server;
}

/** Deletes now and then what has ended, until the server closes. */
function prunerOf({ pruning }: Settings, { orm, prunables, server }: Pruning): Pruner {
  const { fastify } = server;
  const pruner = new Pruner({
    ...pruning,
    orm,
    prunables,
    onFailure: (err) => {
      fastify.log.warn({ err }, 'pruning failed, it will be tried again');
    },
  });
  fastify.addHook('onClose', () => pruner.stop());
  return pruner;
}

/**
 * Applies pending migrations to SQLite and fills a file that it has made with sample data. A
 * PostgreSQL database is somebody's own: it is only looked at.
 * @throws StartupError for one that cannot be served
 */
async function prepareDatabase(
  { features, nodeEnv }: Settings,
  assembly: Assembly,
  { application, log }: { readonly application: Application; readonly log: FastifyBaseLogger },
): Promise<void> {
  const { orm, engine, passwords } = assembly;
  const { sampleData } = application;
  const { isNew } = await readyDatabase(orm);
  await checkColumns(orm);
  await checkCollations(orm, engine.catalog);
  if (isNew && features.sampleData === 'auto' && nodeEnv !== 'production') {
    await (await sampleData?.())?.fill(orm);
  }
  if (nodeEnv === 'production') {
    await (await sampleData?.())?.refuse(orm, passwords);
  }
  await warnOfPermissions(doorsOf(application), assembly, log);
}
