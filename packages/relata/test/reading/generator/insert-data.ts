import { type RawBuilder, sql } from 'kysely';
import type { Catalog, Column } from '../../../src/model/model.js';
import { canonicalJson, type JsonValue } from '../../../src/model/kinds/canonical-json.js';
import type { App } from '../../../src/create-app.js';
import { withSession } from '../../../src/request/session.js';
import {
  type Cell,
  type DataSet,
  LINK_OWNERS,
  modelNamed,
  type StoredRow,
} from '../oracle/data-set.js';
import { parentsFirst } from './added-rows.js';
import { caselessKey } from '../../support/caseless-key.js';

/** Empties the database and fills it with a data set, by plain SQL. */
export async function replaceData(app: App, data: DataSet): Promise<void> {
  const { catalog } = app.engine;
  const models = parentsFirst(catalog);
  const tables = models.map(({ table }) => table);
  await run(app, [
    ...Object.keys(data.links).map((table) => sql`delete from ${sql.table(table)}`),
    ...tables.toReversed().map((table) => sql`delete from ${sql.table(table)}`),
  ]);
  for (const model of models) {
    await insertRows(app, model.name, data.rows[model.name] ?? []);
  }
  await run(
    app,
    Object.entries(data.links).map(([table, pairs]) => {
      const owner = data.owners?.[table] ?? LINK_OWNERS[table] ?? '';
      return sql`insert into ${sql.table(table)}
          (${sql.ref(owner)}, ${sql.ref(otherEnd(catalog, table, owner))})
          values ${sql.join(pairs.map((pair) => sql`(${sql.join(pair)})`))}`;
    }),
  );
}

/** Inserts rows of a model with the keys they have. */
export async function insertRows(
  app: App,
  name: string,
  rows: readonly StoredRow[],
): Promise<void> {
  const model = modelNamed(app.engine.catalog, name);
  const columns = [...model.columns.values()];
  const isPostgres = app.settings.database.dialect === 'postgresql';
  const statement = sql`insert into ${sql.table(model.table)}
    (${sql.join(columns.map(({ field }) => sql.ref(field)))})
    values ${sql.join(
      rows.map(
        (row) =>
          sql`(${sql.join(columns.map((column) => parameter(column, cellOf(column, row), isPostgres)))})`,
      ),
    )}`;
  await run(app, rows.length === 0 ? [] : [statement]);
}

/** The other column of a link table. */
function otherEnd(catalog: Catalog, table: string, owner: string): string {
  const [end = ''] = [...catalog.values()]
    .flatMap((model) => [...model.relations.values()])
    .flatMap(({ join }) =>
      join.kind === 'link' && join.table === table && join.sourceField === owner
        ? [join.targetField]
        : [],
    );
  return end;
}

async function run(app: App, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  await withSession(app, async (em) => {
    for (const statement of statements) {
      await statement.execute(em.getKysely());
    }
  });
}

/** The hidden keys of caseless names are computed, as on every write. */
function cellOf(column: Column, row: StoredRow): Cell {
  const source = column.name.endsWith('Key') ? row[column.name.slice(0, -3)] : undefined;
  return typeof source === 'string' ? caselessKey(source) : (row[column.name] ?? null);
}

function parameter(column: Column, cell: Cell, isPostgres: boolean): RawBuilder<unknown> {
  if (cell === null) {
    return sql`null`;
  }
  switch (column.kind) {
    case 'dateTime':
      return isPostgres
        ? sql`${new Date(cell as number).toISOString()}::timestamptz`
        : sql`${cell}`;
    case 'boolean':
      return sql`${isPostgres ? cell : Number(cell)}`;
    case 'stringList':
      return isPostgres ? sql`${cell}::text[]` : sql`${JSON.stringify(cell)}`;
    case 'json':
      return isPostgres
        ? sql`${canonicalJson(cell as JsonValue)}::json`
        : sql`${canonicalJson(cell as JsonValue)}`;
    case 'bytes':
      return sql`${Buffer.from(cell as Uint8Array)}`;
    default:
      return sql`${cell}`;
  }
}
