import { postgresqlViolation } from './postgresql.js';
import { sqliteViolation } from './sqlite.js';
import type { Violation } from './violation.js';

/** What an error of a driver says of what was to be written; null for one that says something else. */
export function violationOf(error: unknown): Violation | null {
  if (!(error instanceof Error) || !('code' in error)) {
    return null;
  }
  const code = String(error.code);
  return sqliteViolation(error, code) ?? postgresqlViolation(error, code);
}
