import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StartupError } from '../../errors.js';
import { migrationName } from '../migrations/migrations.js';

/** What there is at the path of a SQLite database: nothing yet, or a database of this application. */
export type SqliteFileState = 'new' | 'own';

/** How a database of this application is told from others. */
export interface MigrationHistory {
  /** The table that says which migrations were applied. */
  readonly table: string;
  /** Names of the migrations there are. */
  readonly own: () => readonly string[];
}

/**
 * Looks at a SQLite file before it is opened to be used, which alone would change it, and makes its
 * folder. The file is only read.
 * @returns `new` for one that is not there, is empty, or has neither tables nor migrations
 * @throws StartupError for a file of somebody else, and for one that cannot be written
 */
export function inspectSqliteFile(path: string, history: MigrationHistory): SqliteFileState {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) {
    throw new StartupError(`${path} is a folder: let DATABASE_URL name a file`);
  }
  for (const needed of stats === undefined ? [folder] : [path, folder]) {
    demandWritable(needed);
  }
  return stats === undefined || stats.size === 0 ? 'new' : stateOf(path, history);
}

// What is written beside the file, SQLite makes in its folder.
function demandWritable(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new StartupError(
      `${path} cannot be written (${code}): the database in DATABASE_URL needs the rights to its file and to the folder of it`,
    );
  }
}

function stateOf(path: string, { table, own }: MigrationHistory): SqliteFileState {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const applied = appliedMigrations(database, table);
    const names = new Set(own());
    if (applied?.some((name) => names.has(migrationName(name))) === true) {
      return 'own';
    }
    // A start that was cut short leaves a list without any.
    const isEmptyList = (name: string): boolean => name === table && applied?.length === 0;
    const stranger = tablesOf(database).find((name) => !isEmptyList(name));
    if (stranger !== undefined) {
      throw new StartupError(
        `${path} has tables of something else (${stranger}) and was left as it is: let DATABASE_URL name another file`,
      );
    }
    return 'new';
  } finally {
    database.close();
  }
}

function tablesOf(database: Database.Database): readonly string[] {
  return database
    .prepare<[], string>(
      `select name from sqlite_schema
       where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name`,
    )
    .pluck()
    .all();
}

/** Names of the migrations that a table lists; null where it is not there, or is another kind of table. */
function appliedMigrations(database: Database.Database, table: string): readonly string[] | null {
  const columns = database.pragma(`table_info(${table})`) as readonly { readonly name: string }[];
  return columns.some(({ name }) => name === 'name')
    ? database.prepare<[], string>(`select cast(name as text) from ${table}`).pluck().all()
    : null;
}
