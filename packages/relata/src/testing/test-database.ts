import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Application, tablesOf } from '../application.js';
import { createOrm, type Orm } from '../database/orm.js';
import { loadSettings, type Settings } from '../settings.js';
import { createPostgresDatabase, databaseUrl, dropPostgresDatabase } from './postgres-databases.js';
import { copyPostgresTemplate, copySqliteTemplate } from './templates.js';
import { databasePrefix, type Dialect, testRun } from './test-run.js';
import { LANE } from './lane.js';

/**
 * Options of {@link TestDatabase}.
 * @example
 * const options: TestDatabaseOptions = { emptied: true, env: { POOL_MAX: '2' } };
 */
export interface TestDatabaseOptions {
  /** Whether the tables are there; true by default. */
  readonly migrated?: boolean;
  /** Whether the rows that migrations write are taken away; false by default. */
  readonly emptied?: boolean;
  /** More environment variables for its settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A database of a test file's own, with an ORM on it. Both exist between `open` and `close`. Its
 * tables are those of the application's migrations, or of its models where it has none.
 * @example
 * const database = new TestDatabase(application, 'postgresql');
 * beforeAll(() => database.open());
 * afterAll(() => database.close());
 */
export class TestDatabase {
  readonly application: Application;
  readonly dialect: Dialect;
  readonly #options: TestDatabaseOptions;
  #url: string | undefined;
  #orm: Orm | undefined;
  #remove: () => Promise<void> = () => Promise.resolve();
  readonly #users: (() => Promise<unknown>)[] = [];

  constructor(application: Application, dialect: Dialect, options: TestDatabaseOptions = {}) {
    this.application = application;
    this.dialect = dialect;
    this.#options = options;
  }

  /** Its DATABASE_URL. */
  get url(): string {
    return present(this.#url);
  }

  /** The ORM on it. */
  get orm(): Orm {
    return present(this.#orm);
  }

  /** Settings of an application on it. */
  get settings(): Settings {
    return loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: this.url,
      ...this.#options.env,
    });
  }

  /** Makes the database and the ORM. */
  async open(): Promise<void> {
    this.#url = await (this.dialect === 'sqlite' ? this.#openSqlite() : this.#openPostgres());
    this.#orm = await createOrm(this.settings.database, tablesOf(this.application));
  }

  /**
   * Has something end before the database closes, however its test ended: what a test that failed
   * left running would keep Jest from ending.
   */
  beforeClose(end: () => Promise<unknown>): void {
    this.#users.push(end);
  }

  /** Ends what uses it, closes the ORM and drops the database. */
  async close(): Promise<void> {
    await Promise.all(this.#users.splice(0).map((end) => end()));
    await this.#orm?.close(true);
    await this.#remove();
  }

  async #openSqlite(): Promise<string> {
    const folder = mkdtempSync(join(testRun().folder, 'database-'));
    const file = join(folder, 'relata.sqlite3');
    this.#remove = () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    };
    if (this.#isMigrated) {
      await copySqliteTemplate(this.#template, file);
    }
    return `sqlite:${file}`;
  }

  async #openPostgres(): Promise<string> {
    const run = testRun();
    const server = present(run.postgres ?? undefined);
    const name = `${databasePrefix(run)}_${randomUUID().replaceAll('-', '')}`;
    this.#remove = () => dropPostgresDatabase(server, name);
    await (this.#isMigrated
      ? copyPostgresTemplate(this.#template, server, name)
      : createPostgresDatabase(server, name));
    return databaseUrl(server, name);
  }

  get #isMigrated(): boolean {
    return this.#options.migrated ?? true;
  }

  get #template(): { readonly application: Application; readonly isEmptied: boolean } {
    return { application: this.application, isEmptied: this.#options.emptied ?? false };
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new TypeError('The test database is not open: use it inside tests, run by Jest');
  }
  return value;
}
