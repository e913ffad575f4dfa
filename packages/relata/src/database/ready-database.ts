import { StartupError } from '../errors.js';
import { plural } from '../plural.js';
import { migrationNames } from './migrations/migrations.js';
import type { Orm } from './orm.js';
import { isNewSqliteFile } from './sqlite/sqlite-driver.js';

/** How a database came by its tables. */
export interface ReadyDatabase {
  /** Whether it is a SQLite file that was made just now. */
  readonly isNew: boolean;
}

/**
 * Sees to it that a database has every migration. A SQLite file is made where it is missing, and
 * brought up to date; a PostgreSQL database is somebody's own and is only looked at.
 * @throws StartupError for a file of something else, and for a database that lacks migrations
 * @example
 * const orm = await createOrm(loadSettings().database, tablesOf(application));
 * const { isNew } = await readyDatabase(orm);
 */
export async function readyDatabase(orm: Orm): Promise<ReadyDatabase> {
  if (orm.em.getDriver().constructor.name.includes('Sqlite')) {
    // A file that cannot be used says so here, without the name of a statement.
    await orm.connect();
    await orm.migrator.up();
    return { isNew: isNewSqliteFile(orm.config) };
  }
  const pending = await orm.migrator.getPending();
  const [first] = pending;
  if (first !== undefined) {
    const stranger =
      pending.length === migrationNames(orm.config).length ? await anyTable(orm) : undefined;
    throw new StartupError(
      stranger === undefined
        ? `${String(pending.length)} ${plural(pending.length, 'migration')} not applied (first: ${first.name}). Run: npx mikro-orm migration:up`
        : `The database has tables of something else (${stranger}) and none of Relata's. Let DATABASE_URL name another, or add Relata's tables to it by: npx mikro-orm migration:up`,
    );
  }
  return { isNew: false };
}

/** The first table or view of a PostgreSQL database that no extension brought along. */
async function anyTable(orm: Orm): Promise<string | undefined> {
  const [table] = await orm.em.fork().execute<readonly { readonly name: string }[]>(
    `select c.relname as name from pg_class c
     where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p', 'v', 'm', 'f')
     and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by c.relname limit 1`,
  );
  return table?.name;
}
