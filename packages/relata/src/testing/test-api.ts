import type { FormattedExecutionResult } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import type { Application } from '../application.js';
import { type App, type AppOptions, createApp } from '../create-app.js';
import { type ObservedStatement, observeStatements } from '../database/statements/statement-log.js';
import { GRAPHQL_PATH } from '../server/http/graphql-route.js';
import { loadSettings } from '../settings.js';
import type { TestDatabase } from './test-database.js';
import { LANE } from './lane.js';

/** Header in which tests say who is asking. */
const VIEWER_HEADER = 'x-test-viewer';
const SECRET = 'a secret of the tests, thirty-two bytes';

/** Someone a test asks as. */
export interface TestViewer {
  readonly userId: number | null;
  readonly permissions?: readonly string[];
}

/** What one request may say besides its document. */
export interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly viewer?: TestViewer;
  /** More headers, or others: `idempotency-key`, `x-dry-run`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which operation of the document, where it has several. */
  readonly operationName?: string;
  /** Aborted by a client that leaves. */
  readonly signal?: AbortSignal;
}

/** An answer as a client gets it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body to the byte. */
  readonly text: string;
  readonly body: FormattedExecutionResult<Record<string, never>>;
  /** What was asked of the database, in order. */
  readonly statements: readonly ObservedStatement[];
}

/** What a test serves, and how. */
export interface TestApiOptions extends Pick<AppOptions, 'decorateEngine'> {
  /** In the place of the one the database is of. */
  readonly application?: Application;
  /** More environment variables for its settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running application on a test database, asked over HTTP as a client asks it. */
export class TestApi {
  readonly app: App;
  readonly #url: string;
  #stopped: Promise<void> | null = null;

  private constructor(app: App, url: string) {
    this.app = app;
    this.#url = url;
  }

  /** Starts the application on a database that is open; it stops with that at the latest. */
  static async start(database: TestDatabase, options: TestApiOptions = {}): Promise<TestApi> {
    const { application = database.application, env, decorateEngine } = options;
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      PORT: '0',
      SECRET,
      LOG_LEVEL: 'silent',
      SAMPLE_DATA: 'off',
      SHUTDOWN_IDLE_MS: '1',
      ...env,
    });
    const app = await createApp(application, settings, {
      ...(decorateEngine && { decorateEngine }),
      resolveViewer: ({ headers }) => viewerOf(headers[VIEWER_HEADER]),
    });
    const api = new TestApi(app, await app.start());
    database.beforeClose(() => api.stop());
    return api;
  }

  /** Where it listens, without a slash at the end. */
  get url(): string {
    return this.#url;
  }

  /** Sends a document. Whatever the answer, its statements are its own: ask one at a time. */
  async ask(query: string, options: AskOptions = {}): Promise<Answer> {
    const { signal } = options;
    return await this.#observed(async () => {
      const response = await fetch(`${this.#url}${GRAPHQL_PATH}`, {
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

  /** The data of an answer that must have no errors. */
  async data<T>(query: string, options: AskOptions = {}): Promise<T> {
    const { body, text } = await this.ask(query, options);
    if (body.errors !== undefined) {
      throw new TypeError(`Unexpected errors: ${text}`);
    }
    return body.data as unknown as T;
  }

  async stop(): Promise<void> {
    await (this.#stopped ??= this.app.stop());
  }
}

function headersOf({ viewer, headers }: AskOptions): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    ...(viewer === undefined ? {} : { [VIEWER_HEADER]: JSON.stringify(viewer) }),
    ...headers,
  };
}

function bodyOf(query: string, { variables, operationName }: AskOptions): string {
  // What is undefined is left out.
  return JSON.stringify({ query, variables, operationName });
}

/** Who a test asks as; null leaves it to the tokens of the request. */
function viewerOf(header: string | string[] | undefined): Viewer | null {
  if (typeof header !== 'string') {
    return null;
  }
  const viewer = JSON.parse(header) as TestViewer;
  return { userId: viewer.userId, permissions: new Set(viewer.permissions ?? []) };
}
