import type { Application } from '../application.js';
import { type CreateTestAppOptions, TestApp } from './test-app.js';
import { TestDatabase } from './test-database.js';
import { dialectsOfRun } from './test-run.js';

/**
 * Options of {@link describeEachDatabase}.
 * @example
 * const options: DescribeOptions = { application, emptied: true, env: { PAGE_SIZE: '5' } };
 */
export interface DescribeOptions extends Omit<CreateTestAppOptions, 'dialect'> {
  /** What is served. */
  readonly application: Application;
}

/**
 * A `describe` for each database there is, with the application running on it while its tests run.
 * @param define - defines the tests; the application may be used inside them, not before
 * @example
 * describeEachDatabase('books', { application }, (app) => {
 *   it('are counted by one statement', async () => {
 *     const { body, statements } = await app.ask('{ books { totalCount } }');
 *     expect(body.errors).toBeUndefined();
 *     expect(statements).toHaveLength(1);
 *   });
 * });
 */
export function describeEachDatabase(
  title: string,
  { application, emptied = false, ...options }: DescribeOptions,
  define: (app: TestApp) => void,
): void {
  describeDatabases(
    title,
    dialectsOfRun().map((dialect) => new TestDatabase(application, dialect, { emptied })),
    (database) => {
      const app = new TestApp(database, options);
      beforeAll(() => app.start());
      define(app);
    },
  );
}

/**
 * A `describe` for each of some databases, which are open while their tests run: for tests that
 * start the application themselves, or need none.
 * @param define - defines the tests; the database may be used inside them, not before
 * @example
 * const databases = [new TestDatabase(application, 'sqlite')];
 * describeDatabases('tags', databases, (database) => {
 *   it('are none', async () => {
 *     expect(await openSession(database.orm).count(Tag)).toBe(0);
 *   });
 * });
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
