import {
  describeDatabases,
  type Dialect,
  TestDatabase as BaseTestDatabase,
  type TestDatabaseOptions,
} from 'relata/testing';
import { application } from '../src/app.js';

/** Both dialects, as the settings name them. */
export const DIALECTS = ['sqlite', 'postgresql'] as const;

/** A database of the application. */
export class TestDatabase extends BaseTestDatabase {
  constructor(dialect: Dialect, options: TestDatabaseOptions = {}) {
    super(application, dialect, options);
  }
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
  describeDatabases(
    title,
    DIALECTS.map((dialect) => new TestDatabase(dialect, options)),
    define,
  );
}
