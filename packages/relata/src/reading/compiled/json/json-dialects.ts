import type { Dialect } from '../../sql/dialect.js';
import type { JsonDialect } from './json-dialect.js';
import { jsonPostgresql } from './json-postgresql.js';
import { jsonSqlite } from './json-sqlite.js';

/** How each database writes JSON. */
export const jsonDialects: Readonly<Record<Dialect['name'], JsonDialect>> = {
  sqlite: jsonSqlite,
  postgresql: jsonPostgresql,
};
