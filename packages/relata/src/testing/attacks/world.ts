import { withSession } from '../../request/session.js';
import type { Catalog } from '../../model/model.js';
import { askedAs } from '../askers.js';
import type { DataSet } from '../oracle/data-set.js';
import { parentsFirst } from '../rows/catalog-facts.js';
import { replaceData } from '../rows/insert-data.js';
import { markedRows } from '../rows/marked-rows.js';
import type { RowHooks } from '../rows/row-hooks.js';
import { NO_LIMITS } from '../suite-options.js';
import { type Answer, TestApp, type TestAppOptions } from '../test-app.js';
import type { TestDatabase } from '../test-database.js';
import { type Attacker, attackersOf } from './attackers.js';

/** A document of an attack. */
export interface AttackDocument {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether it is rolled back whatever it does. */
  readonly isDryRun?: boolean;
}

/** Sends a document as somebody. */
export type Send = (document: AttackDocument, attacker: Attacker) => Promise<Answer>;

/** What a world cannot know. */
export interface WorldOptions {
  readonly hooks?: RowHooks;
  readonly leftOut?: readonly string[];
}

/** A server with rows of every model, and those who attack it. */
export class World {
  readonly app: TestApp;
  readonly data: DataSet;
  readonly hooks: RowHooks;
  /** Hand-written mutations that keep to rules of their own. */
  readonly leftOut: readonly string[];
  readonly attackers: readonly Attacker[];

  constructor(
    app: TestApp,
    {
      data,
      hooks = {},
      leftOut = [],
      attackers = attackersOf(app.app.engine.catalog, data),
    }: WorldOptions & {
      readonly data: DataSet;
      readonly attackers?: readonly Attacker[];
    },
  ) {
    this.app = app;
    this.data = data;
    this.hooks = hooks;
    this.leftOut = leftOut;
    this.attackers = attackers;
  }

  /** Starts a server on an open database and fills it. */
  static async start(
    database: TestDatabase,
    { hooks = {}, leftOut = [], ...options }: TestAppOptions & WorldOptions = {},
  ): Promise<World> {
    const app = await startAttackedServer(database, options);
    const data = markedRows(app.app.engine.catalog, hooks);
    await replaceData(app.app, data);
    return new World(app, { data, hooks, leftOut });
  }

  get catalog(): Catalog {
    return this.app.app.engine.catalog;
  }

  /** All rows of all models, and all links. */
  async contents(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const tables = [
      ...parentsFirst(this.catalog).map(({ table }) => table),
      ...Object.keys(this.data.links),
    ];
    return await withSession(this.app.app, async (em) => {
      const contents: Record<string, readonly unknown[]> = {};
      for (const table of tables) {
        contents[table] = await em.execute(`select * from "${table}" order by 1, 2`);
      }
      return contents;
    });
  }

  /** Asks the server of this world. */
  readonly send: Send = (document, attacker) => sendTo(this.app, document, attacker);

  async stop(): Promise<void> {
    await this.app.stop();
  }
}

/** Starts a server on a world's database. */
export async function startAttackedServer(
  database: TestDatabase,
  { env, ...options }: TestAppOptions = {},
): Promise<TestApp> {
  return await TestApp.start(database, { ...options, env: { ...NO_LIMITS, ...env } });
}

/** Sends a document to a server as somebody. */
export async function sendTo(
  app: TestApp,
  { query, variables = {}, isDryRun = false }: AttackDocument,
  { token, viewer }: Attacker,
): Promise<Answer> {
  return await app.ask(query, {
    variables,
    ...(token === undefined ? { viewer: askedAs(app.app.engine.catalog, viewer) } : {}),
    headers: {
      ...(token == null ? {} : { authorization: `Bearer ${token}` }),
      ...(isDryRun ? { 'x-dry-run': 'true' } : {}),
    },
  });
}
