import { isPostgres } from '../kinds/platform.js';
import { type Catalog, type Column, storedColumns } from '../model/model.js';
import { StartupError } from '../errors.js';
import type { Orm } from './orm.js';

/**
 * Makes sure that the database compares text by code point, as both databases must to answer alike:
 * filters, orders, cursors, aggregates and lookups rely on the collation of the column. One
 * statement about the catalog of the database; the migrations make columns as they should be, so
 * that only a change by hand is found.
 * @throws StartupError naming every column that it compares in another way, and what to do
 */
export async function checkCollations(orm: Orm, catalog: Catalog): Promise<void> {
  const columns = [...catalog.values()].flatMap((model) =>
    storedColumns(model)
      .flatMap(({ parts }) => parts)
      .filter(({ kind }) => kind.isCollated),
  );
  const find = isPostgres(orm.em.getPlatform()) ? oddOnPostgres : oddOnSqlite;
  const faults = await find(orm, columns);
  if (faults.length > 0) {
    throw new StartupError(`Text must be compared by code point: ${faults.join('; ')}`);
  }
}

/** What PostgreSQL says of a column. */
interface Stored {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly collation: string;
}

// Of a list nothing is compared but whether items are the same. By what a database compares where a
// column says nothing, versions before 15 do not tell: they know the C library only. The one question
// mark is the parameter, also within a text.
const POSTGRES = `
  select wanted.table, wanted.column, format_type(a.atttypid, a.atttypmod) as type,
    coalesce(case when l.collprovider <> 'd' then l.collname else 'default, ' ||
      coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate) end, 'none') as collation
  from jsonb_to_recordset(?::jsonb) as wanted("table" text, "column" text, "isList" boolean)
  join pg_attribute a on a.attrelid = to_regclass(quote_ident(wanted.table)) and a.attname = wanted.column
  join pg_type t on t.oid = a.atttypid
  join pg_database d on d.datname = current_database()
  left join pg_collation l on l.oid = a.attcollation
  cross join lateral (select
    case when l.collprovider = 'd' then coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') else l.collprovider::text end as provider,
    case when l.collprovider = 'd' then d.datcollate else l.collcollate end as name) as effective
  where case when wanted."isList" then not coalesce(l.collisdeterministic, true) else
    coalesce(nullif(t.typbasetype, 0), t.oid) not in ('text'::regtype, 'varchar'::regtype)
    or not (effective.provider = 'b' or effective.provider = 'c' and effective.name ~* '^(C|POSIX|C[.]utf-{0,1}8)$')
  end
  order by 1, 2`;

async function oddOnPostgres(orm: Orm, columns: readonly Column[]): Promise<readonly string[]> {
  const wanted = columns.map(({ model, field, kind }) => ({
    table: model.table,
    column: field,
    isList: kind.isList,
  }));
  const odd = await orm.em.fork().execute<Stored[]>(POSTGRES, [JSON.stringify(wanted)]);
  return odd.map(({ table, column, type, collation }) => {
    const isText = /^(?:text|character varying)/.test(type);
    return (
      `${nameOf(columns, table, column)}: the column has the type ${type} and the collation ${collation}; ` +
      `run alter table "${table}" alter column "${column}" type ${isText ? type : 'text'} collate "C"`
    );
  });
}

async function oddOnSqlite(orm: Orm, columns: readonly Column[]): Promise<readonly string[]> {
  const tables = await orm.em
    .fork()
    .execute<{ readonly name: string; readonly sql: string }[]>(
      `select name, sql from sqlite_schema where type = 'table' and sql like '%collate%' order by name`,
    );
  return tables.flatMap(({ name, sql }) =>
    columns
      .filter(({ model }) => model.table === name)
      .flatMap((column) => {
        const collation = sqliteCollation(sql, column.field);
        return collation === null
          ? []
          : `${nameOf(columns, name, column.field)}: the column has the collation ${collation}; make the table anew without it`;
      }),
  );
}

/** The collation that a `create table` gives a column; null for the one of SQLite itself. */
function sqliteCollation(sql: string, field: string): string | null {
  // Texts and what stands in brackets may have anything in them.
  const body = sql.slice(sql.indexOf('(') + 1).replace(/'(?:[^']|'')*'/g, "''");
  const definitions = withoutBrackets(body).split(',');
  const own = definitions.find((part) => /^\s*["`[]?([^"`\]\s]+)/.exec(part)?.[1] === field);
  const [, collation] = /\bcollate\s+["`[']?(\w+)/i.exec(own ?? '') ?? [];
  return collation === undefined || collation.toLowerCase() === 'binary' ? null : collation;
}

function withoutBrackets(text: string): string {
  const inner = /\([^()]*\)/g;
  return inner.test(text) ? withoutBrackets(text.replace(inner, '')) : text;
}

function nameOf(columns: readonly Column[], table: string, field: string): string {
  const found = columns.find((each) => each.model.table === table && each.field === field);
  return found === undefined ? `${table}.${field}` : `${found.model.name}.${found.name}`;
}
