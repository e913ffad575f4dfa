import { ReferenceKind } from '@mikro-orm/core';
import { StartupError } from '../errors.js';
import { isPostgres } from '../kinds/platform.js';
import { TablesOfModels } from './migrations/tables-of-models.js';
import { migrationNames } from './migrations/migrations.js';
import type { Orm } from './orm.js';

/** How many of the missing columns a message names. */
const NAMED = 5;

const SQLITE = `
  select t.name || '.' || c.name as name from sqlite_schema t, pragma_table_xinfo(t.name) c
  where t.type in ('table', 'view')`;

const POSTGRES = `
  select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and pg_table_is_visible(c.oid)
  and a.attnum > 0 and not a.attisdropped`;

/**
 * Makes sure that the database has every column of the models: a model that was changed without a
 * migration would fail with the first request that asks for it. One statement.
 * @throws StartupError naming what is missing, and what to do
 */
export async function checkColumns(orm: Orm): Promise<void> {
  const rows = await orm.em
    .fork()
    .execute<readonly { readonly name: string }[]>(
      isPostgres(orm.em.getPlatform()) ? POSTGRES : SQLITE,
    );
  const there = new Set(rows.map(({ name }) => name));
  const missing = columnsOf(orm).filter((name) => !there.has(name));
  if (missing.length > 0) {
    const named = missing.slice(0, NAMED).join(', ');
    const more = missing.length > NAMED ? ` and ${String(missing.length - NAMED)} more` : '';
    throw new StartupError(`The database lacks ${named}${more} of the models: ${remedy(orm)}`);
  }
}

function remedy(orm: Orm): string {
  const [name] = migrationNames(orm.config);
  return name === TablesOfModels.name
    ? 'without migrations, tables are made once, so begin with a new database, or give the application migrations'
    : 'run npm run migration:create -- --name <what changed>, then npx mikro-orm migration:up';
}

/** Table and column of everything that is stored: `posts.author_id`. */
function columnsOf(orm: Orm): readonly string[] {
  const stored = [...orm.getMetadata().getAll().values()].filter(
    ({ abstract, virtual, tableName }) => !abstract && virtual !== true && tableName !== '',
  );
  return stored.flatMap(({ tableName, props }) =>
    props
      .filter(({ kind, persist }) => COLUMN_KINDS.has(kind) && persist !== false)
      .flatMap(({ fieldNames, kind, owner }) =>
        kind === ReferenceKind.ONE_TO_ONE && !owner ? [] : fieldNames,
      )
      .map((column) => `${tableName}.${column}`),
  );
}

const COLUMN_KINDS: ReadonlySet<ReferenceKind> = new Set([
  ReferenceKind.SCALAR,
  ReferenceKind.MANY_TO_ONE,
  ReferenceKind.ONE_TO_ONE,
]);
