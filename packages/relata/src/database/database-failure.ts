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
 * SQLSTATEs after which nobody knows what a PostgreSQL did last: connection exceptions (08), shutdown,
 * crash and start-up (57P01 to 57P05), idle transaction ended (25P03).
 */
const LOST_STATE = /^(?:08...|57P0\d|25P03)$/;

/**
 * SQLSTATEs of a PostgreSQL that is there but cannot serve: no disk, memory or connection left (53),
 * a failing system or damaged data (58, XX001, XX002), a standby or a database that is read-only
 * (25006), a user or a database that is gone (28, 3D000).
 */
const UNABLE_STATE = /^(?:53...|58...|XX00[12]|25006|28...|3D000)$/;

/** Two transactions met, and one had to give way: begun again it may well succeed. */
const COLLISION_STATE = /^(?:40P01|40001|55P03)$/;

/** What better-sqlite3 calls a database that another process keeps locked. */
const SQLITE_LOCKED = /^SQLITE_(?:BUSY|LOCKED)/;

/** A file that cannot be written or read: a full or failing disk, missing rights, damage. */
const SQLITE_UNABLE = /^SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM)/;

/** Failures of pg and its pool that carry a message only. */
const UNAVAILABLE_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired$|Client has encountered a connection error|Client was closed and is not queryable|Query read timeout|Cannot use a pool after calling end/;

/** PostgreSQL gave a statement up: statement_timeout, or a request to cancel it. */
const STATEMENT_CANCELLED = '57014';

/** How a database failed. */
type Failure =
  | 'cancelled'
  /** Another transaction was in the way. */
  | 'collision'
  /** The connection broke. */
  | 'lost'
  /** It answers that it cannot. */
  | 'unable';

/** @returns null for what is not the database's doing */
function failureOf(error: Error): Failure | null {
  const code = codeOf(error);
  if (code === STATEMENT_CANCELLED) {
    return 'cancelled';
  }
  if (COLLISION_STATE.test(code) || SQLITE_LOCKED.test(code)) {
    return 'collision';
  }
  if (UNABLE_STATE.test(code) || SQLITE_UNABLE.test(code)) {
    return 'unable';
  }
  const isLost =
    error instanceof ConnectionException ||
    NETWORK_CODES.has(code) ||
    LOST_STATE.test(code) ||
    UNAVAILABLE_MESSAGE.test(error.message);
  return isLost ? 'lost' : null;
}

/**
 * Tells a database that failed us from a fault of ours.
 * @param chain - an error with its causes, outermost first
 * @returns what the client may read, null if it is not the database's doing
 */
export function databaseFailureOf(chain: readonly Error[]): RelataError | null {
  for (const error of chain) {
    const failure = failureOf(error);
    if (failure !== null) {
      return failure === 'cancelled'
        ? new RelataError('TIMEOUT', 'The database took too long to answer')
        : UnavailableError.database(error);
    }
  }
  return null;
}

/** Whether a unit of work failed only because of another that ran at the same time. */
export function isCollision(error: unknown): boolean {
  return chainOf(error).some(
    (each) => each instanceof OvertakenError || failureOf(each) === 'collision',
  );
}

/** Whether the connection to the database broke, so that nobody knows what it did last. */
export function isConnectionLost(error: unknown): boolean {
  const [failure] = chainOf(error).flatMap((each) => failureOf(each) ?? []);
  return failure === 'lost' || failure === 'cancelled';
}

/** What keeps a database from serving, in a word or two. */
export type Obstacle =
  'disk full' | 'database read-only' | 'database damaged' | 'database unreachable';

const OBSTACLES: readonly (readonly [code: RegExp, obstacle: Obstacle])[] = [
  [/^(?:SQLITE_FULL|53100)$/, 'disk full'],
  [/^(?:SQLITE_READONLY.*|25006)$/, 'database read-only'],
  [/^(?:SQLITE_CORRUPT.*|SQLITE_NOTADB|XX00[12])$/, 'database damaged'],
];

/** What keeps a database from serving that answered with an error. */
export function obstacleOf(error: unknown): Obstacle {
  const code = codeOf(error);
  const [, obstacle] = OBSTACLES.find(([pattern]) => pattern.test(code)) ?? [];
  return obstacle ?? 'database unreachable';
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

function chainOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  let error: unknown = thrown;
  while (error instanceof Error && !chain.includes(error)) {
    chain.push(error);
    error =
      'originalError' in error && error.originalError instanceof Error
        ? error.originalError
        : error.cause;
  }
  return chain;
}
