import { ConnectionException } from '@mikro-orm/core';
import { OvertakenError, RelataError, UnavailableError } from '../errors.js';

/** Nothing answers at the address, or the connection broke (Node's own codes). */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs of a PostgreSQL that is there but cannot serve: connection exceptions (08), shutdown,
 * crash and start-up (57P01 to 57P05), too many connections (53300), idle transaction ended (25P03),
 * a lock not had in time (55P03), deadlock and serialization failure (40P01, 40001).
 */
const UNAVAILABLE_STATE = /^(?:08...|57P0\d|53300|25P03|55P03|40P01|40001)$/;

/** What better-sqlite3 calls a database that another process keeps locked. */
const SQLITE_LOCKED = /^SQLITE_(?:BUSY|LOCKED)/;

/** Failures of pg and its pool that carry a message only. */
const UNAVAILABLE_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired$|Client has encountered a connection error|Client was closed and is not queryable|Query read timeout|Cannot use a pool after calling end/;

/** PostgreSQL gave a statement up: statement_timeout, or a request to cancel it. */
const STATEMENT_CANCELLED = '57014';

/**
 * Tells a database that failed us from a fault of ours.
 * @param chain - an error with its causes, outermost first
 * @returns what the client may read, null if it is not the database's doing
 */
export function databaseFailureOf(chain: readonly Error[]): RelataError | null {
  for (const error of chain) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (code === STATEMENT_CANCELLED) {
      return new RelataError('TIMEOUT', 'The database took too long to answer');
    }
    const isUnavailable =
      error instanceof ConnectionException ||
      NETWORK_CODES.has(code) ||
      UNAVAILABLE_STATE.test(code) ||
      SQLITE_LOCKED.test(code) ||
      UNAVAILABLE_MESSAGE.test(error.message);
    if (isUnavailable) {
      return UnavailableError.database(error);
    }
  }
  return null;
}

/** Two transactions met, and one had to give way: begun again it may well succeed. */
const COLLISION_STATE = /^(?:40P01|40001|55P03)$/;

/** Whether a unit of work failed only because of another that ran at the same time. */
export function isCollision(error: unknown): boolean {
  return chainOf(error).some(
    ({ error: each, code }) =>
      each instanceof OvertakenError || COLLISION_STATE.test(code) || SQLITE_LOCKED.test(code),
  );
}

/** Whether the connection to the database broke, so that nobody knows what it did last. */
export function isConnectionLost(error: unknown): boolean {
  const states = chainOf(error);
  return (
    !isCollision(error) && states.some(({ error: each }) => databaseFailureOf([each]) !== null)
  );
}

function chainOf(thrown: unknown): readonly { readonly error: Error; readonly code: string }[] {
  const chain: { error: Error; code: string }[] = [];
  let error: unknown = thrown;
  while (error instanceof Error && !chain.some((known) => known.error === error)) {
    chain.push({
      error,
      code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    });
    error =
      'originalError' in error && error.originalError instanceof Error
        ? error.originalError
        : error.cause;
  }
  return chain;
}
