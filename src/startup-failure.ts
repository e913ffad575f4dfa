import { StartupError } from './errors.js';

/** What a person can do about a start that failed with this code. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'stop what uses the address, or set PORT to another',
  EADDRNOTAVAIL: 'set HOST to an address of this machine',
  EACCES: 'check PORT and the rights on the database file',
  SQLITE_CANTOPEN: 'check the path in DATABASE_URL and its rights',
  SQLITE_NOTADB: 'the file in DATABASE_URL is not a SQLite database',
  ECONNREFUSED: 'the database cannot be reached: check DATABASE_URL',
  ENOTFOUND: 'the database cannot be reached: check DATABASE_URL',
  ETIMEDOUT: 'the database cannot be reached: check DATABASE_URL',
  '28P01': 'check user and password in DATABASE_URL',
  '3D000': 'create the database, or check its name in DATABASE_URL',
};

/**
 * One line about why the process does not start, for whoever started it. Only a failure nobody
 * foresaw brings its stack along.
 */
export function explainStartupFailure(error: unknown): string {
  const prefix = 'Relata did not start:';
  if (!(error instanceof Error)) {
    return `${prefix} ${String(error)}`;
  }
  if (error instanceof StartupError) {
    return `${prefix} ${error.message}`;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  if (remedy === undefined) {
    return `${prefix} ${error.stack ?? error.message}`;
  }
  const [what = ''] = error.message.split('\n', 1);
  return `${prefix} ${what === '' ? code : what}; ${remedy}`;
}
