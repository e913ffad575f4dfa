import { application } from '../../src/app.js';
import { type App, createApp } from '../../packages/relata/src/create-app.js';
import { SAMPLE_PASSWORD } from '../../src/sample-data/sample-accounts.js';
import { fillSampleData } from '../../src/sample-data/sample-data.js';
import { GRAPHQL_PATH } from '../../packages/relata/src/server/http/graphql-route.js';
import { loadSettings } from '../../packages/relata/src/settings.js';
import type { TestDatabase } from '../databases.js';
import { LANE } from '../../packages/relata/src/testing/lane.js';

/** The application with its sample data, as a frontend meets it. */
export class ClientServer {
  readonly app: App;
  readonly url: string;

  private constructor(app: App, url: string) {
    this.app = app;
    this.url = `${url}${GRAPHQL_PATH}`;
  }

  static async start(database: TestDatabase): Promise<ClientServer> {
    const app = await createApp(
      application,
      loadSettings({
        ...LANE,
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
        SAMPLE_DATA: 'off',
        SECRET: 'the secret of the clients in tests',
      }),
    );
    await fillSampleData(app.orm, true);
    return new ClientServer(app, await app.start());
  }

  /** How many refresh tokens were ever given out. */
  async refreshTokens(): Promise<number> {
    const [row] = await this.app.orm.em
      .fork()
      .execute<readonly { readonly n: number | string }[]>(
        'select count(*) as n from refresh_tokens',
      );
    return Number(row?.n);
  }

  async stop(): Promise<void> {
    await this.app.stop();
  }
}

/** An author of the sample data. */
export const ZOE = { login: 'zoe', password: SAMPLE_PASSWORD };

/** Fails each test of a file in which a library printed: stores warn of what they cannot keep apart. */
export function expectNoWarnings(): void {
  const levels = ['warn', 'error', 'info', 'log', 'debug'] as const;
  const original = { ...console };
  const printed: unknown[][] = [];
  beforeEach(() => {
    for (const level of levels) {
      console[level] = (...args: unknown[]): void => {
        printed.push([level, ...args]);
      };
    }
  });
  afterEach(() => {
    Object.assign(console, original);
    expect(printed.splice(0)).toEqual([]);
  });
}
