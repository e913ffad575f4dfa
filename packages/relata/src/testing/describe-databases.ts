import type { TestDatabase } from './test-database.js';

/**
 * A `describe` for each of some databases, which are open while their tests run.
 * @param define - defines the tests; the database may be used inside them, not before
 */
export function describeDatabases<Database extends TestDatabase>(
  title: string,
  databases: readonly Database[],
  define: (database: Database) => void,
): void {
  for (const database of databases) {
    describe(`${title} (${database.dialect})`, () => {
      beforeAll(() => database.open());
      afterAll(() => database.close());
      define(database);
    });
  }
}
