import type { Application } from '../../application.js';
import type { Catalog } from '../../model/model.js';
import { askedAs } from '../askers.js';
import type { DataSet, StoredRow } from '../oracle/data-set.js';
import { insertRows, replaceData } from '../rows/insert-data.js';
import { NO_LIMITS, type SuiteOptions, withoutInvariants } from '../suite-options.js';
import { TestApp, type TestAppOptions } from '../test-app.js';
import { TestDatabase } from '../test-database.js';
import { dialectsOfRun } from '../test-run.js';
import { type Ask, Disagreement } from './trial.js';

/** An application on each database there is, with the same rows in all. */
export class ServerPair {
  readonly databases: readonly TestDatabase[];
  readonly #servers: readonly TestApp[];

  private constructor(databases: readonly TestDatabase[], servers: readonly TestApp[]) {
    this.databases = databases;
    this.#servers = servers;
  }

  /** Opens the databases and starts an application on each. */
  static async start(
    application: Application,
    { env = {} }: Pick<SuiteOptions, 'env'> = {},
  ): Promise<ServerPair> {
    const served = withoutInvariants(application);
    const databases = dialectsOfRun().map((dialect) => new TestDatabase(served, dialect));
    await Promise.all(databases.map((database) => database.open()));
    const servers = databases.map((database) => startServer(database, { env }));
    return new ServerPair(databases, await Promise.all(servers));
  }

  async stop(): Promise<void> {
    await Promise.all(this.databases.map((database) => database.close()));
  }

  get catalog(): Catalog {
    const [server] = this.#servers;
    if (server === undefined) {
      throw new TypeError('No server');
    }
    return server.app.engine.catalog;
  }

  /** Puts other rows in the place of all there are. */
  async replaceData(data: DataSet): Promise<void> {
    await Promise.all(this.#servers.map((server) => replaceData(server.app, data)));
  }

  /** Adds rows of a model. */
  async insertRows(model: string, rows: readonly StoredRow[]): Promise<void> {
    await Promise.all(this.#servers.map((server) => insertRows(server.app, model, rows)));
  }

  /** Asks all; their answers must be the same to the byte. */
  readonly ask: Ask = (document, role) => askAll(this.#servers)(document, role);
}

/** Starts an application on a database, with the limits out of the way. */
export async function startServer(
  database: TestDatabase,
  { env, ...options }: TestAppOptions = {},
): Promise<TestApp> {
  return await TestApp.start(database, { ...options, env: { ...NO_LIMITS, ...env } });
}

/** Asks all of some servers; their answers must be the same to the byte. */
export function askAll(servers: readonly TestApp[]): Ask {
  return async ({ query, variables }, { viewer }) => {
    const answers = await Promise.all(
      servers.map((server) =>
        server.ask(query, { variables, viewer: askedAs(server.app.engine.catalog, viewer) }),
      ),
    );
    const [text = '', ...others] = answers.map((answer) => answer.text);
    const other = others.find((each) => each !== text);
    if (other !== undefined) {
      const asked = JSON.stringify({ query, variables, viewer });
      throw new Disagreement(`The databases answer differently:\n${text}\n${other}\nfor ${asked}`);
    }
    return text;
  };
}
