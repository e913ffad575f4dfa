import type { Key } from '../kinds/kind.js';
import type { FormattedExecutionResult } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import type { Application } from '../application.js';
import { type App, type AppOptions, createApp } from '../create-app.js';
import { type ObservedStatement, observeStatements } from '../database/statements/statement-log.js';
import { GRAPHQL_PATH } from '../server/http/graphql-route.js';
import { loadSettings } from '../settings.js';
import { TestDatabase, type TestDatabaseOptions } from './test-database.js';
import type { Dialect } from './test-run.js';
import { LANE } from './lane.js';

/** Header in which tests say who is asking. */
const VIEWER_HEADER = 'x-test-viewer';
const SECRET = 'a secret of the tests, thirty-two bytes';

/**
 * Someone a test asks as: no password, no row of a user, and no role is needed.
 * @example
 * const editor: TestViewer = { userId: 7, permissions: ['post:update'], attributes: { region: 'north' } };
 */
export interface TestViewer {
  /** Primary key of the user; null for nobody. */
  readonly userId: Key | null;
  readonly permissions?: readonly string[];
  /** What else the application knows of who asks. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * What one request may say besides its document.
 * @example
 * const options: AskOptions = { viewer: { userId: 1 }, variables: { id: 'post_1' } };
 */
export interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Who asks; whoever the application finds in the request, without. */
  readonly viewer?: TestViewer;
  /** More headers, or others: `idempotency-key`, `x-dry-run`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which operation of the document, where it has several. */
  readonly operationName?: string;
  /** Aborted by a client that leaves. */
  readonly signal?: AbortSignal;
}

/**
 * An answer as a client gets it.
 * @example
 * const isCheap = ({ statements }: Answer): boolean => statements.length <= 1;
 */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body to the byte. */
  readonly text: string;
  readonly body: FormattedExecutionResult<Record<string, never>>;
  /** What was asked of the database, in order: count them, or look at their SQL. */
  readonly statements: readonly ObservedStatement[];
}

/**
 * How a test serves an application.
 * @example
 * const options: TestAppOptions = { env: { PAGE_SIZE_MAX: '1000' } };
 */
export interface TestAppOptions extends Pick<AppOptions, 'decorateEngine'> {
  /** In the place of the application that the database is of. */
  readonly application?: Application;
  /** More environment variables for its settings: `{ PAGE_SIZE_MAX: '1000' }`. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Options of {@link createTestApp}.
 * @example
 * const options: CreateTestAppOptions = { dialect: 'postgresql', emptied: true };
 */
export interface CreateTestAppOptions
  extends Pick<TestAppOptions, 'env' | 'decorateEngine'>, Pick<TestDatabaseOptions, 'emptied'> {
  /** SQLite by default. */
  readonly dialect?: Dialect;
}

/**
 * Starts an application on a database of its own, which goes when the application stops.
 * @example
 * await using app = await createTestApp(application, { dialect: 'postgresql' });
 * const { books } = await app.data('{ books { totalCount } }', { viewer: { userId: 1 } });
 */
export async function createTestApp(
  application: Application,
  { dialect = 'sqlite', emptied = false, ...options }: CreateTestAppOptions = {},
): Promise<TestApp> {
  const database = new TestDatabase(application, dialect, { emptied });
  const app = new TestApp(database, options, true);
  try {
    await database.open();
    return await app.start();
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * An application on a test database, asked over HTTP as a client asks it while it runs.
 * {@link createTestApp} starts one on a database of its own, `TestApp.start` one of several on a
 * database that is open.
 * @example
 * const database = new TestDatabase(application, 'sqlite');
 * await database.open();
 * const [one, other] = [await TestApp.start(database), await TestApp.start(database)];
 * await one.data('mutation { createTag(input: { name: "new" }) { tag { id } } }');
 * const { tags } = await other.data<{ tags: { totalCount: number } }>('{ tags { totalCount } }');
 * await database.close();
 */
export class TestApp {
  readonly database: TestDatabase;
  readonly #options: TestAppOptions;
  readonly #isDatabaseOwn: boolean;
  #app: App | undefined;
  #url: string | undefined;
  #stopped: Promise<void> | null = null;

  /** @param isDatabaseOwn - whether the database goes when the application stops */
  constructor(database: TestDatabase, options: TestAppOptions = {}, isDatabaseOwn = false) {
    this.database = database;
    this.#options = options;
    this.#isDatabaseOwn = isDatabaseOwn;
  }

  /** Starts an application on a database that is open; it stops with that at the latest. */
  static async start(database: TestDatabase, options: TestAppOptions = {}): Promise<TestApp> {
    return await new TestApp(database, options).start();
  }

  /** Starts it, once its database is open. */
  async start(): Promise<this> {
    const { database } = this;
    const { application = database.application, env, decorateEngine } = this.#options;
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      PORT: '0',
      SECRET,
      LOG_LEVEL: 'silent',
      SAMPLE_DATA: 'off',
      SHUTDOWN_IDLE_MS: '1',
      // A busy machine asks on a connection that is being closed for having been idle.
      HTTP_KEEP_ALIVE_TIMEOUT_MS: '600000',
      ...env,
    });
    this.#app = await createApp(application, settings, {
      ...(decorateEngine && { decorateEngine }),
      resolveViewer: ({ headers }) => viewerOf(headers[VIEWER_HEADER]),
    });
    this.#url = await this.#app.start();
    database.beforeClose(() => this.#end());
    return this;
  }

  /** The application itself: its catalog, its ORM, its settings. */
  get app(): App {
    return running(this.#app);
  }

  /** Where it listens, without a slash at the end. */
  get url(): string {
    return running(this.#url);
  }

  /** Sends a document. Whatever the answer, its statements are its own: ask one at a time. */
  async ask(query: string, options: AskOptions = {}): Promise<Answer> {
    const { signal } = options;
    return await this.#observed(async () => {
      const response = await fetch(`${this.url}${GRAPHQL_PATH}`, {
        method: 'POST',
        headers: headersOf(options),
        body: bodyOf(query, options),
        ...(signal === undefined ? {} : { signal }),
      });
      const { status, headers } = response;
      return { status, headers, text: await response.text() };
    });
  }

  /** Sends a document past the network, straight into the HTTP server: faster, else the same. */
  async inject(query: string, options: AskOptions = {}): Promise<Answer> {
    return await this.#observed(async () => {
      const response = await this.app.server.fastify.inject({
        method: 'POST',
        url: GRAPHQL_PATH,
        headers: headersOf(options),
        payload: bodyOf(query, options),
      });
      const headers = new Headers(response.headers as Record<string, string>);
      return { status: response.statusCode, headers, text: response.payload };
    });
  }

  async #observed(
    send: () => Promise<Pick<Answer, 'status' | 'headers' | 'text'>>,
  ): Promise<Answer> {
    const statements: ObservedStatement[] = [];
    const stopObserving = observeStatements(this.app.orm, (statement) =>
      statements.push(statement),
    );
    try {
      const answer = await send();
      return { ...answer, body: JSON.parse(answer.text) as Answer['body'], statements };
    } finally {
      stopObserving();
    }
  }

  /** The data of an answer that must have no errors. @throws TypeError that shows them */
  async data<T = Record<string, never>>(query: string, options: AskOptions = {}): Promise<T> {
    const { body, text } = await this.ask(query, options);
    if (body.errors !== undefined) {
      throw new TypeError(`Unexpected errors: ${text}`);
    }
    return body.data as unknown as T;
  }

  /** Stops it; a database of its own goes, too. */
  async stop(): Promise<void> {
    await (this.#isDatabaseOwn ? this.database.close() : this.#end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #end(): Promise<void> {
    await (this.#stopped ??= this.app.stop());
  }
}

function running<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new TypeError('The application does not run yet: use it inside tests');
  }
  return value;
}

function headersOf({ viewer, headers }: AskOptions): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    ...(viewer === undefined ? {} : { [VIEWER_HEADER]: inAscii(JSON.stringify(viewer)) }),
    ...headers,
  };
}

function bodyOf(query: string, { variables, operationName }: AskOptions): string {
  // What is undefined is left out.
  return JSON.stringify({ query, variables, operationName });
}

/** JSON as a header may have it. */
function inAscii(json: string): string {
  return json.replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Who a test asks as; null leaves it to the tokens of the request. */
function viewerOf(header: string | string[] | undefined): Viewer | null {
  if (typeof header !== 'string') {
    return null;
  }
  const { userId, permissions = [], attributes } = JSON.parse(header) as TestViewer;
  return {
    userId,
    permissions: new Set(permissions),
    ...(attributes === undefined ? {} : { attributes }),
  };
}
