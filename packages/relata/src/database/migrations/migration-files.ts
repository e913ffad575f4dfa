import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Orm } from '../orm.js';
import { refuseKindChanges } from './kind-changes.js';

// A database without tables: compared with it, the first migration has an up and a down.
const EMPTY_SNAPSHOT = { namespaces: [], tables: [], views: [], nativeEnums: {} };

/**
 * Writes the migration that leads from the snapshot in the folder of the ORM's dialect to the
 * models, and the new snapshot. Needs no database.
 * @param name - what the migration does, `add_comments`
 * @param like - name of the file written for another dialect, to be called the same
 * @throws StartupError for columns of which values would be lost
 * @returns the name of the file; null when models and snapshot agree
 */
export async function createMigration(
  orm: Orm,
  name: string,
  like?: string | null,
): Promise<string | null> {
  refuseKindChanges(orm);
  const folder = orm.config.get('migrations').path ?? '';
  const snapshot = join(folder, '.snapshot.json');
  if (!existsSync(snapshot)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(snapshot, JSON.stringify(EMPTY_SNAPSHOT));
  }
  const { fileName } = await orm.migrator.create(undefined, false, false, name);
  if (fileName === '') {
    return null;
  }
  return like === undefined || like === null ? fileName : renamed(folder, fileName, like);
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
