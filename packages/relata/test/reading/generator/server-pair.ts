import type { AppOptions } from '../../../src/create-app.js';
import type { Catalog } from '../../../src/model/model.js';
import { TestApi } from '../../support/api.js';
import { type TestDatabase, testDatabases } from '../../support/databases.js';
import type { DataSet } from '../oracle/data-set.js';
import { insertRows, replaceData } from './insert-data.js';
import type { StoredRow } from '../oracle/data-set.js';
import { type Ask, Disagreement } from './trial.js';

/** Limits out of the way: a document here stands for many. */
const ENV = {
  LIMIT_COST: '1000000000',
  LIMIT_REPEATED_READS: '1000000000',
  LIMIT_ALIASES: '1000',
  LIMIT_ROOT_FIELDS: '1000',
  LIMIT_DOCUMENT_CHARACTERS: '1000000',
  LIMIT_DOCUMENT_TOKENS: '100000',
  LIMIT_VARIABLE_NESTING: '100',
  LIMIT_VARIABLE_NODES: '100000',
  LIMIT_FILTER_DEPTH: '8',
  PAGE_SIZE_MAX: '1000',
  HTTP_BODY_LIMIT_BYTES: '10000000',
};

/** An application on each database, with the same rows in both. */
export class ServerPair {
  readonly databases: readonly TestDatabase[];
  readonly #servers: readonly TestApi[];

  private constructor(databases: readonly TestDatabase[], servers: readonly TestApi[]) {
    this.databases = databases;
    this.#servers = servers;
  }

  /** Opens both databases and starts both applications. */
  static async start(): Promise<ServerPair> {
    const databases = testDatabases();
    await Promise.all(databases.map((database) => database.open()));
    return new ServerPair(
      databases,
      await Promise.all(databases.map((database) => startServer(database))),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
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

  /** Asks both; their answers must be the same to the byte. */
  readonly ask: Ask = (document, role) => askAll(this.#servers)(document, role);
}

/** Starts an application on a database. */
export async function startServer(
  database: TestDatabase,
  options: Pick<AppOptions, 'decorateEngine'> = {},
): Promise<TestApi> {
  return await TestApi.start(database, { ...options, env: ENV });
}

/** Asks all of some servers; their answers must be the same to the byte. */
export function askAll(servers: readonly TestApi[]): Ask {
  return async ({ query, variables }, { viewer }) => {
    const answers = await Promise.all(
      servers.map((server) => server.ask(query, { variables, viewer: { ...viewer } })),
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
