import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Orm } from '../orm.js';
import { refuseKindChanges } from './kind-changes.js';
import type { RowOptions } from './migration-generator.js';
import { NO_ROWS, type RowStatements } from './row-statements.js';

// A database without tables: compared with it, the first migration has an up and a down.
const EMPTY_SNAPSHOT = { namespaces: [], tables: [], views: [], nativeEnums: {} };

/** What else there is to say of a migration that is written. */
export interface MigrationContent {
  /** Name of the file written for another dialect, to be called the same. */
  readonly like?: string | null;
  /** What it does to rows. */
  readonly rows?: RowStatements;
}

/**
 * Writes the migration that leads from the snapshot in the folder of the ORM's dialect to the
 * models, and the new snapshot. Needs no database.
 * @param name - what the migration does, `add_comments`
 * @throws StartupError for columns of which values would be lost
 * @returns the name of the file; null when models and snapshot agree, and there are no rows to write
 */
export async function createMigration(
  orm: Orm,
  name: string,
  { like = null, rows = NO_ROWS }: MigrationContent = {},
): Promise<string | null> {
  refuseKindChanges(orm);
  const folder = orm.config.get('migrations').path ?? '';
  const snapshot = join(folder, '.snapshot.json');
  if (!existsSync(snapshot)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(snapshot, JSON.stringify(EMPTY_SNAPSHOT));
  }
  // The generator gets the options of its migrator.
  Object.assign(orm.config.get('migrations'), { rows } satisfies RowOptions);
  const isOfRowsAlone = rows.up.length > 0 && !(await hasDrifted(orm));
  const { fileName } = await orm.migrator.create(undefined, isOfRowsAlone, false, name);
  if (fileName === '') {
    return null;
  }
  return like === null ? fileName : renamed(folder, fileName, like);
}

/** Whether the models differ from what the migrations of the ORM's dialect make. Needs no database. */
export async function hasDrifted(orm: Orm): Promise<boolean> {
  return orm.migrator.checkSchema();
}

// The clock may have ticked between two dialects; a migration is named the same in both.
function renamed(folder: string, from: string, to: string): string {
  const text = readFileSync(join(folder, from), 'utf8');
  writeFileSync(join(folder, from), text.replaceAll(basename(from, '.ts'), basename(to, '.ts')));
  renameSync(join(folder, from), join(folder, to));
  return to;
}
