import { type RawBuilder, sql } from 'kysely';
import { type Catalog, type Column, type Model, storedColumns } from '../../model/model.js';
import type { DialectName } from '../../kinds/kind.js';
import type { App } from '../../create-app.js';
import { withSession } from '../../request/session.js';
import { propertyOf } from '../oracle/cells.js';
import { type Cell, type DataSet, modelNamed, type StoredRow } from '../oracle/data-set.js';
import { keyFormOf, keyParts } from '../../model/key.js';
import { madeKeys } from './made-keys.js';
import { keyedBy, rowKey } from './row-keys.js';
import { caselessKey } from './caseless-key.js';
import { parentsFirst, relationsOf, sourceOfKey } from './catalog-facts.js';

/**
 * Empties the tables of the models and fills them with a data set, by plain SQL. New rows get keys
 * above those of the data set.
 */
export async function replaceData(app: App, data: DataSet): Promise<void> {
  const { catalog } = app.engine;
  const { dialect } = app.settings.database;
  const models = parentsFirst(catalog);
  await emptyTables(app);
  madeKeys.clear();
  for (const model of models) {
    const late = lateColumns(model, models);
    const rows = data.rows[model.name] ?? [];
    await insertRows(
      app,
      model.name,
      rows.map((row) => ({ ...row, ...nulls(late) })),
    );
  }
  await run(app, [
    ...models.flatMap((model) =>
      lateColumns(model, models).flatMap((column) => tiesOf(column, data, dialect)),
    ),
    ...Object.entries(data.links)
      .filter(([, pairs]) => pairs.length > 0)
      .map(([table, pairs]) => {
        const ends = endsOf(catalog, table, data.owners[table] ?? '');
        const values = pairs.map(
          (pair) =>
            sql`(${sql.join(ends.flatMap(({ model, column }, at) => keyOf(model, column, [pair[at] ?? 0, dialect])))})`,
        );
        return sql`insert into ${sql.table(table)} (${sql.join(ends.flatMap(({ column }) => refsOf(column)))})
          values ${sql.join(values)}`;
      }),
    ...(dialect === 'postgresql' ? models.filter(isCounted).map(nextKey) : []),
  ]);
}

async function emptyTables(app: App): Promise<void> {
  const models = parentsFirst(app.engine.catalog);
  const { dialect } = app.settings.database;
  const links = relationsOf(app.engine.catalog).flatMap(({ join }) =>
    join.kind === 'link' ? [join.table] : [],
  );
  await run(app, [
    ...[...new Set(links)].map((table) => sql`delete from ${sql.table(table)}`),
    ...models.flatMap((model) =>
      lateColumns(model, models).map(
        (column) =>
          sql`update ${sql.table(model.table)} set ${sql.join(equals(column, parameters(column, null, dialect)))}`,
      ),
    ),
    ...models.toReversed().map(({ table }) => sql`delete from ${sql.table(table)}`),
  ]);
}

/** Inserts rows of a model with the keys they have. */
export async function insertRows(
  app: App,
  name: string,
  rows: readonly StoredRow[],
): Promise<void> {
  const model = modelNamed(app.engine.catalog, name);
  const columns = storedColumns(model);
  const { dialect } = app.settings.database;
  const statement = sql`insert into ${sql.table(model.table)}
    (${sql.join(columns.flatMap(refsOf))})
    values ${sql.join(
      rows.map(
        (row) =>
          sql`(${sql.join(columns.flatMap((column) => parameters(column, cellIn(column, row), dialect)))})`,
      ),
    )}`;
  try {
    await run(app, rows.length === 0 ? [] : [statement]);
  } catch (error) {
    throw new TypeError(
      `The database refuses the rows that were made up for ${name}: say what its CHECKs say with class-validator, too, ` +
        `or give the suite rows that it takes, { rows: { ${name}: (row) => row } }`,
      { cause: error },
    );
  }
}

/** Keys of rows that are inserted later, or together with those that hold them. */
function lateColumns(model: Model, models: readonly Model[]): readonly Column[] {
  return [...model.columns.values()].filter(
    ({ references, nullable }) =>
      references !== null && nullable && models.indexOf(references.model) >= models.indexOf(model),
  );
}

function nulls(columns: readonly Column[]): Readonly<Record<string, null>> {
  return Object.fromEntries(columns.map(({ name }) => [name, null]));
}

function tiesOf(column: Column, data: DataSet, dialect: DialectName): RawBuilder<unknown>[] {
  const { model, name } = column;
  return (data.rows[model.name] ?? [])
    .filter((row) => (row[name] ?? null) !== null)
    .map(
      (row) =>
        sql`update ${sql.table(model.table)} set ${sql.join(equals(column, parameters(column, row[name] ?? null, dialect)))}
          where ${sql.join(equals(model.id, parameters(model.id, row.id, dialect)), sql` and `)}`,
    );
}

/** Whether the database counts the keys of a model up. */
function isCounted({ id }: Model): boolean {
  return keyFormOf(id).isNumber;
}

function nextKey({ table, id }: Model): RawBuilder<unknown> {
  return sql`select setval(pg_get_serial_sequence(${table}, ${id.field}),
    (select coalesce(max(${sql.ref(id.field)}), 0) + 1 from ${sql.table(table)}), false)`;
}

/** The columns of a link table, that of its owner first, and whose keys they have. */
function endsOf(
  catalog: Catalog,
  table: string,
  owner: string,
): readonly { readonly model: Model; readonly column: Column }[] {
  return relationsOf(catalog)
    .flatMap(({ source, target, join }) =>
      join.kind === 'link' && join.table === table && join.source.field === owner
        ? [
            [
              { model: source, column: join.source },
              { model: target, column: join.target },
            ],
          ]
        : [],
    )
    .slice(0, 1)
    .flat();
}

async function run(app: App, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  await withSession(app, async (em) => {
    for (const statement of statements) {
      await statement.execute(em.getKysely());
    }
  });
}

/** The hidden keys of caseless names are computed, as on every write. */
function cellIn(column: Column, row: StoredRow): Cell {
  const source = sourceOfKey(column);
  const text = source === undefined ? undefined : row[source.name];
  return typeof text === 'string' ? caselessKey(text) : (row[column.name] ?? null);
}

/** What is bound for a cell, one value for each column of the table that it stands in. */
function parameters(
  column: Column,
  cell: Cell,
  dialect: DialectName,
): readonly RawBuilder<unknown>[] {
  if (cell === null) {
    return column.parts.map(() => sql`null`);
  }
  const model = keyedBy(column);
  if (model !== null) {
    return keyOf(model, column, [Number(cell), dialect]);
  }
  return [bound(column, propertyOf(column, cell), dialect)];
}

function keyOf(
  model: Model,
  column: Column,
  [number, dialect]: readonly [number, DialectName],
): readonly RawBuilder<unknown>[] {
  const keys = keyParts(model.id, rowKey(model, number));
  return column.parts.map((part, at) => bound(part, keys[at], dialect));
}

function bound({ kind }: Column, value: unknown, dialect: DialectName): RawBuilder<unknown> {
  const storage = kind.storage[dialect];
  return storage.bound(sql`${storage.parameter(value)}`);
}

function refsOf({ parts }: Column): readonly RawBuilder<unknown>[] {
  return parts.map(({ field }) => sql`${sql.ref(field)}`);
}

function equals(
  column: Column,
  values: readonly RawBuilder<unknown>[],
): readonly RawBuilder<unknown>[] {
  return refsOf(column).map((ref, at) => sql`${ref} = ${values[at] ?? sql`null`}`);
}
