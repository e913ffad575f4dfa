import { TestApp, type TestAppOptions } from '../../src/testing/test-app.js';
import type { TestDatabase } from '../../src/testing/test-database.js';
import { blogWith, type Served } from './application.js';

export type { Answer, AskOptions, TestViewer } from '../../src/testing/test-app.js';

/** What a test serves, and how. */
export interface TestApiOptions extends TestAppOptions, Served {}

/** A running application on a test database. */
export type TestApi = TestApp;

/** Starts them: what the database is of, or the blog with what a test changes of it. */
export const TestApi = {
  async start(database: TestDatabase, options: TestApiOptions = {}): Promise<TestApi> {
    const { models, auth, operations } = options;
    const isOther = [models, auth, operations].some((each) => each !== undefined);
    return await TestApp.start(database, {
      ...options,
      ...(isOther && { application: blogWith(options) }),
    });
  },
};
