import type { AuthDoor } from './auth/door.js';
import { type FindViewer, viewerDoor } from './auth/viewer-door.js';
import type { PasswordHasher } from './auth/password-rules/password-hasher.js';
import type { Class } from './class.js';
import type { Models, Orm, Tables } from './database/orm.js';
import type { Invariant } from './reading/engine.js';
import type { PlaygroundExample } from './server/playground/playground-example.js';
import type { SampleAccount } from './server/playground/sample-account.js';

/**
 * What a new embedded database is filled with, for whoever looks at it first.
 * @example
 * const sampleData: SampleData = {
 *   fill: async (orm) =>
 *     await withSession({ orm }, async (em) => {
 *       em.create(Tag, { name: 'first' });
 *       return true;
 *     }),
 *   accounts: () => Promise.resolve([]),
 *   refuse: () => Promise.resolve(),
 * };
 */
export interface SampleData {
  /** Fills a database without rows. @returns whether it did */
  fill(orm: Orm): Promise<boolean>;
  /** The accounts of it that a database has, with their known password: the playground shows them. */
  accounts(orm: Orm, passwords: PasswordHasher): Promise<readonly SampleAccount[]>;
  /** Keeps a database with such accounts from being served in production. @throws StartupError */
  refuse(orm: Orm, passwords: PasswordHasher): Promise<void>;
}

/** A way of knowing who asks: a door, or a function that says it. */
export type Auth = AuthDoor | FindViewer;

/**
 * What is served: models, and what there is beside them. Models alone will do.
 * @example
 * const application: Application = {
 *   models: [User, Post],
 *   auth: ({ headers }) => (headers['x-user'] === undefined ? null : { userId: Number(headers['x-user']) }),
 * };
 */
export interface Application {
  /** Classes of the models, each a table and a GraphQL type. */
  readonly models: Models;
  /** Classes of hand-written queries and mutations. */
  readonly operations?: readonly Class[];
  /** How it is known who asks, the first that knows; everybody is anonymous without. */
  readonly auth?: Auth | readonly Auth[];
  /** Folder of the migrations, with one for each dialect in it. */
  readonly migrations?: string;
  /** What stays true whoever changes the rows. */
  readonly invariants?: readonly Invariant[];
  /** Loads what a new embedded database is filled with. */
  readonly sampleData?: () => Promise<SampleData>;
  /** Loads the tabs that a first-time visitor finds in the playground; one is made up without. */
  readonly examples?: () => Promise<readonly PlaygroundExample[]>;
}

/** The ways of knowing who asks, in the order in which they are tried. */
export function doorsOf({ auth = [] }: Application): readonly AuthDoor[] {
  return [auth].flat().map((each) => (typeof each === 'function' ? viewerDoor(each) : each));
}

/**
 * Everything an application keeps in its database, and where its migrations are.
 * @example
 * const orm = await createOrm(loadSettings().database, tablesOf(application));
 */
export function tablesOf(application: Application): Tables {
  const { models, migrations } = application;
  return {
    models: [...models, ...doorsOf(application).flatMap((door) => door.models)],
    ...(migrations === undefined ? {} : { migrations }),
  };
}
