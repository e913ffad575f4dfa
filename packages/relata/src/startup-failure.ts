import { StartupError } from './errors.js';
import { failurePlaceOf, placeText } from './failure-place.js';

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

/** Levels of the log that show the stack of a failure in the files of an application. */
const TALKATIVE = ['debug', 'trace'];

/** What {@link explainStartupFailure} goes by. */
export interface ExplainOptions {
  /** The folder of the application. */
  readonly folder?: string;
  /** The level of the log. */
  readonly logLevel?: string | undefined;
}

/**
 * One line about why the process does not start, for whoever started it. A failure in a file of the
 * application names the place; the stack comes with it at the levels `debug` and `trace`. Any other failure nobody
 * foresaw brings its stack along.
 * @example
 * try {
 *   await createApp(application, loadSettings());
 * } catch (error) {
 *   process.stderr.write(`${explainStartupFailure(error)}\n`);
 * }
 */
export function explainStartupFailure(
  error: unknown,
  { folder = process.cwd(), logLevel = process.env['LOG_LEVEL'] }: ExplainOptions = {},
): string {
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
    const place = failurePlaceOf(error, folder);
    const isShort = place !== null && !TALKATIVE.includes(logLevel ?? '');
    return `${prefix} ${isShort ? placeText(place) : (error.stack ?? error.message)}`;
  }
  const [what = ''] = error.message.split('\n', 1);
  return `${prefix} ${what === '' ? code : what}; ${remedy}`;
}

// One of the runtime itself is no instance of our `Error` where modules have a realm of their own.
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown;
}
