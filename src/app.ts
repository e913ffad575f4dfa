import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { Policies } from './access/policies.js';
import { PasswordHasher } from './auth/password-rules/password-hasher.js';
import { keptSecret } from './auth/tokens/secret.js';
import { ANONYMOUS, type Viewer } from './access/viewer.js';
import { buildCatalog } from './model/build/build-catalog.js';
import { getOrMake } from './cache/get-or-make.js';
import { models as applicationModels } from './models/index.js';
import { CompiledReader } from './reading/compiled/compiled-reader.js';
import type { Engine } from './reading/engine.js';
import { CursorCodec } from './reading/order/cursor.js';
import { Reader } from './reading/reader/reader.js';
import { dialects } from './reading/sql/dialects.js';
import { AuthResolver } from './auth/passwords/auth-operations.js';
import { createAuth } from './auth/passwords/passwords.js';
import { lastAdmin } from './invariants/last-admin.js';
import { authPrunables } from './auth/passwords/prunables.js';
import { viewerProof } from './auth/passwords/viewer-proof.js';
import { resolvers } from './operations/index.js';
import { declaredSchema } from './schema/declared-schema.js';
import { deriveSchema } from './schema/derive-schema.js';
import type { ViewerRequest } from './server/graphql/context.js';
import { createServer, type Server } from './server/create-server.js';
import { statementHeading } from './server/plan-report/statement-heading.js';
import type { SampleAccount } from './sample-data/sample-accounts.js';
import { idempotencyPrunable } from './writing/document/idempotency.js';
import { Writer } from './writing/document/writer.js';
import { endOfAfterCommit } from './request/after-commit.js';
import { checkCollations } from './database/check-collations.js';
import { createOrm, type Models, type Orm } from './database/orm.js';
import { readyDatabase } from './database/ready-database.js';
import { probeWrites } from './database/write-probe.js';
import { Pruner } from './pruning/pruner.js';
import type { Settings } from './settings.js';

type Class = abstract new (...args: never[]) => object;

const SECRET_FILE = 'data/secret';

/** What tests and scripts may put in the place of the application's own. */
export interface AppOptions {
  /** The models; those of `src/models` by default. */
  readonly models?: Models;
  /** More hand-written resolvers than those of `src/resolvers`. */
  readonly resolvers?: readonly Class[];
  /** Decides who is asking before tokens are looked at; null leaves it to them. */
  readonly resolveViewer?: (request: ViewerRequest) => Viewer | null;
  /** Puts another engine in the place of the application's: tests plant faults with it. */
  readonly decorateEngine?: (engine: Engine) => Engine;
}

/** A whole server that has not started, or has. */
export interface App {
  readonly settings: Settings;
  readonly orm: Orm;
  readonly schema: GraphQLSchema;
  readonly engine: Engine;
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
export async function createApp(settings: Settings, options: AppOptions = {}): Promise<App> {
  const models = options.models ?? applicationModels;
  const orm = await createOrm(settings.database, models, { heading: statementHeading });
  const instances = new Map<object, object>();
  const written = [...resolvers, ...(options.resolvers ?? [])];
  const declared = declaredSchema(models as readonly Class[], written, instanceOf(instances));
  const catalog = buildCatalog(orm.getMetadata(), declared);
  const secret = settings.secret ?? (await keptSecret(SECRET_FILE));
  const passwords = new PasswordHasher(settings.passwords);
  const { decorateEngine = (own: Engine): Engine => own } = options;
  const engine = decorateEngine({
    catalog,
    policies: new Policies(catalog),
    cursors: new CursorCodec(secret),
    dialect: dialects[settings.database.dialect],
    limits: settings.limits,
    hashSecret: (text) => passwords.hash(text),
    viewerProof,
    invariants: [lastAdmin],
  });
  const auth = createAuth({ orm, engine, settings, secret, passwords });
  instances.set(AuthResolver, auth.resolver);
  const rooms = { reader: new Reader(engine), writer: new Writer(engine) };
  const schema = deriveSchema(catalog, declared, rooms);
  const compiledReader =
    settings.execution.reader === 'compiled' ? new CompiledReader(engine, orm) : null;
  const sampleAccounts = await sampleAccountsOf(settings, orm, passwords);
  const server = await createServer({
    settings,
    orm,
    schema,
    resolveViewer: (request) =>
      options.resolveViewer?.(request) ?? auth.identityOf(request) ?? ANONYMOUS,
    engine,
    compiledReader,
    sampleAccounts,
    pendingMigrations: async () => (await orm.migrator.getPending()).map(({ name }) => name),
    obstacle: () => probeWrites(orm),
  });
  pruneWhileItListens(settings, orm, server);
  return {
    settings,
    orm,
    schema,
    engine,
    compiledReader,
    server,
    start: async () => {
      await prepareDatabase(settings, orm);
      await checkCollations(orm, catalog);
      await checkAccounts(settings, orm, passwords);
      return await server.listen();
    },
    stop: async () => {
      await server.close();
      await endOfAfterCommit(orm);
      await orm.close();
    },
  };
}

/** Has what has ended deleted now and then, from when the server listens until it closes. */
function pruneWhileItListens({ pruning }: Settings, orm: Orm, { fastify }: Server): void {
  const pruner = new Pruner({
    ...pruning,
    orm,
    prunables: [...authPrunables, idempotencyPrunable],
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

/** In production, refuses a database with accounts whose password everybody knows. */
async function checkAccounts(
  { nodeEnv }: Settings,
  orm: Orm,
  passwords: PasswordHasher,
): Promise<void> {
  if (nodeEnv === 'production') {
    const { refuseSampleAccounts } = await import('./sample-data/sample-accounts.js');
    await refuseSampleAccounts(orm, passwords);
  }
}

/** What looks for the accounts that the playground shows. Loaded now: later nothing is. */
async function sampleAccountsOf(
  { features }: Settings,
  orm: Orm,
  passwords: PasswordHasher,
): Promise<(() => Promise<readonly SampleAccount[]>) | undefined> {
  if (!features.playground) {
    return undefined;
  }
  const { sampleAccountsIn } = await import('./sample-data/sample-accounts.js');
  return () => sampleAccountsIn(orm, passwords);
}

/** Gives the one instance of a resolver class; one without parts is made when first asked for. */
function instanceOf(instances: Map<object, object>): (resolver: Class) => object {
  return (resolver) =>
    getOrMake(instances, resolver, () => new (resolver as unknown as new () => object)());
}

/**
 * Applies pending migrations to SQLite and fills a file that it has made with sample data. A
 * PostgreSQL database is somebody's own: it is only looked at.
 */
async function prepareDatabase({ features, nodeEnv }: Settings, orm: Orm): Promise<void> {
  const { isNew } = await readyDatabase(orm);
  if (isNew && features.sampleData === 'auto' && nodeEnv !== 'production') {
    const { fillSampleData } = await import('./sample-data/sample-data.js');
    await fillSampleData(orm, true);
  }
}
