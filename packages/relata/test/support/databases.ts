import { describeDatabases } from '../../src/testing/describe-each-database.js';
import {
  TestDatabase as BaseTestDatabase,
  type TestDatabaseOptions as BaseOptions,
} from '../../src/testing/test-database.js';
import type { Dialect } from '../../src/testing/test-run.js';
import { seedRoles } from '../blog/roles.js';
import { blogWith, type Served } from './application.js';

/** Both dialects, as the settings name them. */
export const DIALECTS = ['sqlite', 'postgresql'] as const;

/** Options of {@link TestDatabase}. */
export interface TestDatabaseOptions extends Omit<BaseOptions, 'emptied'>, Pick<Served, 'models'> {
  /** Whether the roles of the blog are there, with their permissions; false by default. */
  readonly seeded?: boolean;
}

/** A database of the blog, or of other models. */
export class TestDatabase extends BaseTestDatabase {
  readonly #isSeeded: boolean;

  constructor(dialect: Dialect, { seeded = false, ...options }: TestDatabaseOptions = {}) {
    super(blogWith(options), dialect, options);
    this.#isSeeded = seeded;
  }

  override async open(): Promise<void> {
    await super.open();
    if (this.#isSeeded) {
      await seedRoles(this.orm);
    }
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
  describeDatabases(title, testDatabases(options), define);
}
