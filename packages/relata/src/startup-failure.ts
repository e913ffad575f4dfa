import { StartupError } from './errors.js';

/** What a person can do about a start that failed with a code like this. */
const REMEDIES: readonly (readonly [code: RegExp, remedy: string])[] = [
  [/^EADDRINUSE$/, 'stop what uses the address, or set PORT to another'],
  [/^EADDRNOTAVAIL$/, 'set HOST to an address of this machine'],
  [/^(?:EACCES|EPERM)$/, 'check PORT, and the rights on the file and the folder in DATABASE_URL'],
  [/^(?:EROFS|SQLITE_READONLY.*)$/, 'the file and the folder in DATABASE_URL must be writable'],
  [
    /^(?:ENOTDIR|EEXIST|EISDIR)$/,
    'the path in DATABASE_URL does not lead through folders to a file',
  ],
  [/^(?:SQLITE_FULL|ENOSPC|EDQUOT|53100)$/, 'the disk is full: make room for the database'],
  [/^SQLITE_CANTOPEN/, 'check the path in DATABASE_URL and its rights'],
  [/^SQLITE_NOTADB$/, 'the file in DATABASE_URL is not a SQLite database'],
  [/^SQLITE_CORRUPT/, 'the file in DATABASE_URL is damaged: put a backup in its place'],
  [/^SQLITE_IOERR/, 'the disk with the file in DATABASE_URL fails, or is full'],
  [
    /^SQLITE_(?:BUSY|LOCKED|PROTOCOL)/,
    'another process keeps the file in DATABASE_URL locked: stop it',
  ],
  [
    /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|08...)$/,
    'the database cannot be reached: check DATABASE_URL',
  ],
  [/^57P0/, 'the database starts or stops: try again'],
  [/^53300$/, 'the database has no connection left: close some, or raise its max_connections'],
  [/^28/, 'check user and password in DATABASE_URL'],
  [/^3D000$/, 'create the database, or check its name in DATABASE_URL'],
  [/^42501$/, 'the user in DATABASE_URL may not use the tables: grant it the rights'],
  [/CERT|^UNABLE_TO_/, 'check sslmode and sslrootcert in DATABASE_URL'],
];

/** Failures that have a message and no code. */
const UNREACHABLE = /timeout exceeded when trying to connect|^Connection terminated/;

/**
 * One line about why the process does not start, for whoever started it. Only a failure nobody
 * foresaw brings its stack along.
 * @example
 * try {
 *   await createApp(application, loadSettings());
 * } catch (error) {
 *   process.stderr.write(`${explainStartupFailure(error)}\n`);
 * }
 */
export function explainStartupFailure(error: unknown): string {
  const prefix = 'Relata did not start:';
  if (!isError(error)) {
    return `${prefix} ${String(error)}`;
  }
  if (error instanceof StartupError) {
    return `${prefix} ${error.message}`;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = UNREACHABLE.test(error.message) ? 'ETIMEDOUT' : code;
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(known)) ?? [];
  if (remedy === undefined) {
    return `${prefix} ${error.stack ?? error.message}`;
  }
  const [what = ''] = error.message.split('\n', 1);
  return `${prefix} ${what === '' ? code : what}; ${remedy}`;
}

// One of the runtime itself is no instance of our `Error` where modules have a realm of their own.
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown;
}
