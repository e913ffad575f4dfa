// What the tests of an application are made of: databases of their own, and a server that is asked.
export { describeDatabases } from '../testing/describe-databases.js';
export { type EmbeddedPostgres, startEmbeddedPostgres } from '../testing/embedded-postgres.js';
export {
  createPostgresDatabase,
  databaseUrl,
  dropPostgresDatabase,
} from '../testing/postgres-databases.js';
export {
  type Answer,
  type AskOptions,
  TestApi,
  type TestApiOptions,
  type TestViewer,
} from '../testing/test-api.js';
export { type Dialect, TestDatabase, type TestDatabaseOptions } from '../testing/test-database.js';
