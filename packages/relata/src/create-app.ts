import { type Application, doorsOf, type SampleData } from './application.js';
import type { Viewer } from './access/viewer.js';
import { type Assembly, assemble } from './assemble.js';
import { identityOf } from './auth/identity.js';
import { checkCollations } from './database/check-collations.js';
import type { Orm } from './database/orm.js';
import { readyDatabase } from './database/ready-database.js';
import { probeWrites } from './database/write-probe.js';
import type { Prunable } from './pruning/prune.js';
import { Pruner } from './pruning/pruner.js';
import { CompiledReader } from './reading/compiled/compiled-reader.js';
import type { Engine } from './reading/engine.js';
import { endOfAfterCommit } from './request/after-commit.js';
import { createServer, type Server } from './server/create-server.js';
import type { ViewerRequest } from './server/graphql/context.js';
import type { Settings } from './settings.js';
import { idempotencyPrunable } from './writing/document/idempotency.js';

/** What tests and scripts may put in the place of what an application says. */
export interface AppOptions {
  /** Decides who is asking before the doors of the application do; null leaves it to them. */
  readonly resolveViewer?: (request: ViewerRequest) => Viewer | null;
  /** Puts another engine in the place of the application's: tests plant faults with it. */
  readonly decorateEngine?: (engine: Engine) => Engine;
}

/** A whole server that has not started, or has. */
export interface App extends Assembly {
  readonly settings: Settings;
  /** Null where the reference reader answers every query. */
  readonly compiledReader: CompiledReader | null;
  readonly server: Server;
  /** Brings the database up to date where that is ours to do, and listens. @returns the URL */
  start(): Promise<string>;
  /** Drains requests, then closes the connections. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Puts an application together: ORM, schema, server. Nothing listens, and no connection is made,
 * before `start`.
 * @throws StartupError for a model or a setting that cannot be served
 */
export async function createApp(
  application: Application,
  settings: Settings,
  options: AppOptions = {},
): Promise<App> {
  const assembly = await assemble(application, settings, options.decorateEngine);
  const { orm, engine, schema, doors, passwords } = assembly;
  const compiledReader =
    settings.execution.reader === 'compiled' ? new CompiledReader(engine, orm) : null;
  const sampleData = await application.sampleData?.();
  const server = await createServer({
    settings,
    orm,
    schema,
    resolveViewer: (request) => options.resolveViewer?.(request) ?? identityOf(doors, request),
    engine,
    compiledReader,
    sampleAccounts: sampleData && (() => sampleData.accounts(orm, passwords)),
    pendingMigrations: async () => (await orm.migrator.getPending()).map(({ name }) => name),
    obstacle: () => probeWrites(orm),
  });
  const prunables = [
    ...doorsOf(application).flatMap((door) => door.prunables),
    idempotencyPrunable,
  ];
  pruneWhileItListens(settings, { orm, prunables, server });
  return {
    ...assembly,
    settings,
    compiledReader,
    server,
    start: async () => {
      await prepareDatabase(settings, orm, sampleData);
      await checkCollations(orm, engine.catalog);
      if (settings.nodeEnv === 'production') {
        await sampleData?.refuse(orm, passwords);
      }
      return await server.listen();
    },
    stop: async () => {
      await server.close();
      await endOfAfterCommit(orm);
      await orm.close();
    },
  };
}

/** What is pruned, and where. */
interface Pruning {
  readonly orm: Orm;
  readonly prunables: readonly Prunable[];
  readonly server: Server;
}

/** Has what has ended deleted now and then, from when the server listens until it closes. */
function pruneWhileItListens({ pruning }: Settings, { orm, prunables, server }: Pruning): void {
  const { fastify } = server;
  const pruner = new Pruner({
    ...pruning,
    orm,
    prunables,
    onFailure: (err) => {
      fastify.log.warn({ err }, 'pruning failed, it will be tried again');
    },
  });
  fastify.addHook('onListen', (done) => {
    pruner.start();
    done();
  });
  fastify.addHook('onClose', () => pruner.stop());
}

/**
 * Applies pending migrations to SQLite and fills a file that it has made with sample data. A
 * PostgreSQL database is somebody's own: it is only looked at.
 */
async function prepareDatabase(
  { features, nodeEnv }: Settings,
  orm: Orm,
  sampleData: SampleData | undefined,
): Promise<void> {
  const { isNew } = await readyDatabase(orm);
  if (isNew && features.sampleData === 'auto' && nodeEnv !== 'production') {
    await sampleData?.fill(orm);
  }
}
