import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { Policies } from './access/policies.js';
import { viewerModelOf } from './access/viewer-model.js';
import { type Application, doorsOf, tablesOf } from './application.js';
import { type AuthDoor, isText, type OpenDoor } from './auth/door.js';
import { PasswordHasher } from './auth/password-rules/password-hasher.js';
import { keptSecret } from './auth/tokens/secret.js';
import { getOrMake } from './cache/get-or-make.js';
import type { Class } from './class.js';
import { createOrm, type Orm } from './database/orm.js';
import { buildCatalog } from './model/build/build-catalog.js';
import type { Catalog, Model } from './model/model.js';
import { StartupError } from './errors.js';
import type { Engine } from './reading/engine.js';
import { CursorCodec } from './reading/order/cursor.js';
import { Reader } from './reading/reader/reader.js';
import { dialects } from './reading/sql/dialects.js';
import { declaredSchema } from './schema/declared-schema.js';
import { deriveSchema } from './schema/derive-schema.js';
import { statementHeading } from './server/plan-report/statement-heading.js';
import type { Settings } from './settings.js';
import { Writer } from './writing/document/writer.js';
import { guardTrees } from './writing/trees/guard-trees.js';
import type { UserErrorCode } from './writing/user-error.js';

const SECRET_FILE = 'data/secret';

/** An application put together, without a server. */
export interface Assembly {
  readonly orm: Orm;
  readonly engine: Engine;
  readonly schema: GraphQLSchema;
  /** Its doors, open. */
  readonly doors: readonly OpenDoor[];
  readonly passwords: PasswordHasher;
}

/**
 * Puts together what an application says: the ORM, the catalog of its models, what reads and writes
 * them, the schema. No connection is made.
 * @param decorate - puts another engine in its place
 * @throws StartupError for a model or a setting that cannot be served
 */
export async function assemble(
  application: Application,
  settings: Settings,
  decorate: (engine: Engine) => Engine = (own) => own,
): Promise<Assembly> {
  if (application.models.length === 0) {
    throw new StartupError('There is nothing to serve: the application has no models');
  }
  const doors = doorsOf(application);
  const orm = await createOrm(settings.database, tablesOf(application), {
    heading: statementHeading,
  });
  const instances = new Map<Class, object>();
  const operations = [
    ...doors.flatMap((door) => door.operations),
    ...(application.operations ?? []),
  ];
  const models = application.models as unknown as readonly Class[];
  const declared = declaredSchema(models, operations, instanceOf(instances));
  const catalog = buildCatalog(orm.getMetadata(), declared);
  const secret = settings.secret ?? (await keptSecret(SECRET_FILE));
  const passwords = new PasswordHasher(settings.passwords);
  const engine = decorate({
    catalog,
    policies: new Policies(catalog),
    cursors: new CursorCodec(secret),
    dialect: dialects[settings.database.dialect],
    limits: settings.limits,
    hashSecret: (text) => passwords.hash(text),
    viewerProof: doors.map((door) => door.proofOf(catalog)).find((proof) => proof !== null) ?? null,
    viewers: viewerModelOf(catalog, usersOf(catalog, doors)),
    invariants: application.invariants ?? [],
  });
  guardTrees(orm, engine);
  const open = doors.map((door) => door.open({ orm, engine, settings, secret, passwords }));
  for (const [operation, instance] of open.flatMap((door) => [...door.instances])) {
    instances.set(operation, instance);
  }
  const rooms = {
    reader: new Reader(engine),
    writer: new Writer(engine),
    isServed: (code: UserErrorCode) => isText(code, doors),
  };
  return { orm, engine, schema: deriveSchema(catalog, declared, rooms), doors: open, passwords };
}

/** The models of the accounts that doors keep. */
function usersOf(catalog: Catalog, doors: readonly AuthDoor[]): readonly Model[] {
  return [...catalog.values()].filter(({ target }) => doors.some(({ user }) => user === target));
}

/** Gives the one instance of a class of operations; one without parts is made when first asked for. */
function instanceOf(instances: Map<Class, object>): (operations: Class) => object {
  return (operations) =>
    getOrMake(instances, operations, () => new (operations as unknown as new () => object)());
}
