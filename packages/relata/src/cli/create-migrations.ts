import { join } from 'node:path';
import type { Application } from '../application.js';
import { refuseKindChanges } from '../database/migrations/kind-changes.js';
import { createMigration } from '../database/migrations/migration-files.js';
import { NO_ROWS } from '../database/migrations/row-statements.js';
import { namedPermissions, unwrittenPermissions } from './named-permissions.js';
import { forEachDialect } from './offline-orms.js';

/** A migration of one dialect; without a path where there was nothing to do. */
export interface CreatedMigration {
  readonly dialect: string;
  readonly path: string | null;
}

/**
 * Writes the migrations of both dialects, offline, under one name, with the permissions that policies ask for and no
 * migration makes yet. What one dialect keeps in the same way as before may be
 * refused by the other: both are asked before a file is written.
 * @throws StartupError for columns of which values would be lost
 */
export async function createMigrations(
  application: Application,
  name: string,
): Promise<readonly CreatedMigration[]> {
  await forEachDialect(application, (orm) => {
    refuseKindChanges(orm);
    return Promise.resolve();
  });
  const permissions = await namedPermissions(application);
  const created: CreatedMigration[] = [];
  let first: string | null = null;
  await forEachDialect(application, async (orm, dialect) => {
    const { rows } = unwrittenPermissions(orm, permissions);
    const file = await createMigration(orm, name, { like: first, rows: rows ?? NO_ROWS });
    first ??= file;
    const { path = '' } = orm.config.get('migrations');
    created.push({ dialect, path: file === null ? null : join(path, file) });
  });
  return created;
}
