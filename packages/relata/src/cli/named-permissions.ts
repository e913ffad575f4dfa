import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsAsked } from '../access/permissions.js';
import { type Application, doorsOf } from '../application.js';
import { permissionRows } from '../auth/permission-rows.js';
import type { PermissionTables } from '../auth/permission-tables.js';
import { NO_ROWS, type RowStatements } from '../database/migrations/row-statements.js';
import type { Orm } from '../database/orm.js';
import { withOfflineApp } from './offline-app.js';

/** The permissions that policies of an application ask for, and where they are. */
export interface NamedPermissions {
  readonly tables: PermissionTables;
  readonly names: readonly string[];
}

/** @returns null where none of the doors keeps permissions in the database */
export async function namedPermissions(application: Application): Promise<NamedPermissions | null> {
  const doors = doorsOf(application).flatMap(({ permissionTables }) => permissionTables ?? []);
  if (doors.length === 0) {
    return null;
  }
  return await withOfflineApp(application, ({ engine: { catalog } }) => {
    const tables = doors.map((tablesIn) => tablesIn(catalog)).find((found) => found !== null);
    return tables === undefined ? null : { tables, names: permissionsAsked(catalog) };
  });
}

/** Permissions that policies ask for and no migration of a dialect makes. */
export interface UnwrittenPermissions {
  readonly names: readonly string[];
  /** What a migration is to do about it; null where it has to be written by hand. */
  readonly rows: RowStatements | null;
}

/**
 * Migrations are written by hand, too: that a name stands in the text of any of them is all that can be known without a
 * database.
 */
export function unwrittenPermissions(
  orm: Orm,
  permissions: NamedPermissions | null,
): UnwrittenPermissions {
  const texts = migrationTexts(orm.config.get('migrations').path ?? '');
  const names = (permissions?.names ?? []).filter(
    (name) => !texts.some((text) => QUOTES.some((quote) => text.includes(quote + name + quote))),
  );
  return permissions === null || names.length === 0
    ? { names, rows: NO_ROWS }
    : { names, rows: permissionRows(orm, permissions.tables, names) };
}

const QUOTES = [`'`, '"', '`'];

/** The migrations of a folder, without what TypeScript and SQL write before quotes in texts. */
function migrationTexts(folder: string): readonly string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .map((text) => text.replaceAll(/\\(.)/g, '$1').replaceAll(`''`, `'`));
}
