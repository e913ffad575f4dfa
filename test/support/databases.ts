import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tablesOf } from '../../packages/relata/src/application.js';
import type { DatabaseSettings } from '../../packages/relata/src/database/database-settings.js';
import { createOrm, type Models, type Orm } from '../../packages/relata/src/database/orm.js';
import { loadSettings, type Settings } from '../../packages/relata/src/settings.js';
import { applicationWith } from './application.js';
import {
  createPostgresDatabase,
  databaseUrl,
  dropPostgresDatabase,
  TEST_POSTGRES,
  TEST_SEEDED_SQLITE,
  TEST_SEEDED_TEMPLATE,
  TEST_SQLITE,
  TEST_TEMPLATE,
} from './test-servers.js';

/** Both dialects, as the settings name them. */
export const DIALECTS = ['sqlite', 'postgresql'] as const;

/** Options of {@link TestDatabase}. */
export interface TestDatabaseOptions {
  /** Models of its ORM; those of the application by default. */
  readonly models?: Models;
  /** Whether the tables are there; true by default. */
  readonly migrated?: boolean;
  /** Whether the rows that migrations write are there, roles and permissions; false by default. */
  readonly seeded?: boolean;
  /** More environment variables for its settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A database of a test file's own, with an ORM on it. Both exist between `open` and `close`. */
export class TestDatabase {
  readonly dialect: DatabaseSettings['dialect'];
  readonly #options: TestDatabaseOptions;
  #url: string | undefined;
  #orm: Orm | undefined;
  #remove: () => Promise<void> = () => Promise.resolve();
  readonly #users: (() => Promise<unknown>)[] = [];

  constructor(dialect: DatabaseSettings['dialect'], options: TestDatabaseOptions = {}) {
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
    return loadSettings({ NODE_ENV: 'test', DATABASE_URL: this.url, ...this.#options.env });
  }

  /** Makes the database, a copy of the migrated template, and the ORM. */
  async open(): Promise<void> {
    const migrated = this.#options.migrated ?? true;
    this.#url = await (this.dialect === 'sqlite'
      ? this.#openSqlite(migrated)
      : this.#openPostgres(migrated));
    this.#orm = await createOrm(this.settings.database, tablesOf(applicationWith(this.#options)));
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

  #openSqlite(migrated: boolean): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'relata-test-'));
    const file = join(folder, 'relata.sqlite3');
    if (migrated) {
      copyFileSync(
        present(process.env[this.#options.seeded === true ? TEST_SEEDED_SQLITE : TEST_SQLITE]),
        file,
      );
    }
    this.#remove = () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    };
    return Promise.resolve(`sqlite:${file}`);
  }

  async #openPostgres(migrated: boolean): Promise<string> {
    const server = present(process.env[TEST_POSTGRES]);
    const name = `relata_test_${randomUUID().replaceAll('-', '')}`;
    await createPostgresDatabase(
      server,
      name,
      migrated
        ? present(process.env[this.#options.seeded === true ? TEST_SEEDED_TEMPLATE : TEST_TEMPLATE])
        : undefined,
    );
    this.#remove = () => dropPostgresDatabase(server, name);
    return databaseUrl(server, name);
  }
}

/** A database of each dialect, not open yet. */
export function testDatabases(options: TestDatabaseOptions = {}): readonly TestDatabase[] {
  return DIALECTS.map((dialect) => new TestDatabase(dialect, options));
}

/**
 * A `describe` for each dialect, with a database of its own that is open while its tests run.
 * @param define - defines the tests; the database may be used inside them, not before
 */
export function describeEachDatabase(
  title: string,
  define: (database: TestDatabase) => void,
  options: TestDatabaseOptions = {},
): void {
  for (const database of testDatabases(options)) {
    describe(`${title} (${database.dialect})`, () => {
      beforeAll(() => database.open());
      afterAll(() => database.close());
      define(database);
    });
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new TypeError('The test database is not open: use it inside tests, run by Jest');
  }
  return value;
}
