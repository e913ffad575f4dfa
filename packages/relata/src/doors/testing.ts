// What a team tests its models with: databases, a server that is asked, and suites made from the models.
export { type AttackOptions, describeAttacks } from '../testing/attacks/describe-attacks.js';
export {
  describeDatabases,
  describeEachDatabase,
  type DescribeOptions,
} from '../testing/describe-each-database.js';
export { type EmbeddedPostgres, startEmbeddedPostgres } from '../testing/embedded-postgres.js';
export {
  createPostgresDatabase,
  databaseUrl,
  dropPostgresDatabase,
} from '../testing/postgres-databases.js';
export {
  type Answer,
  type AskOptions,
  createTestApp,
  type CreateTestAppOptions,
  TestApp,
  type TestAppOptions,
  type TestViewer,
} from '../testing/test-app.js';
export { TestDatabase, type TestDatabaseOptions } from '../testing/test-database.js';
export type { Dialect } from '../testing/test-run.js';
export { describeReads } from '../testing/reads/describe-reads.js';
export type { RowHooks } from '../testing/rows/row-hooks.js';
export type { RandomSuiteOptions, SuiteOptions } from '../testing/suite-options.js';
export { describeStatementCounts } from '../testing/describe-statement-counts.js';
export { describeWrites } from '../testing/writes/describe-writes.js';
