import { sql } from 'kysely';
import type { App } from '../../create-app.js';
import type { Column, Model } from '../../model/model.js';
import { decodeValue } from '../../reading/reader/row.js';
import { withSession } from '../../request/session.js';
import { cellOf } from '../oracle/cells.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { keyedBy, rowNumber } from '../rows/row-keys.js';
import { relationsOf } from '../rows/catalog-facts.js';

type RawRow = Readonly<Record<string, unknown>>;

/** Everything the tables of the models hold, past the API. */
export async function readTables(app: App): Promise<DataSet> {
  const { catalog } = app.engine;
  const { dialect } = app.settings.database;
  return await withSession(app, async (em) => {
    const rows: Record<string, readonly StoredRow[]> = {};
    for (const model of catalog.values()) {
      const columns = [...model.columns.values()].map(
        ({ kind, field, name }) =>
          sql`${kind.storage[dialect].selected(sql.ref(field))} as ${sql.ref(name)}`,
      );
      const found = await sql<RawRow>`select ${sql.join(columns)} from ${sql.table(model.table)}
        order by ${sql.ref(model.id.field)}`.execute(em.getKysely());
      rows[model.name] = found.rows.map((raw) => rowOf(model, raw));
    }
    const links: Record<string, readonly (readonly [number, number])[]> = {};
    const owners: Record<string, string> = {};
    for (const { join } of relationsOf(catalog)) {
      if (join.kind === 'link' && links[join.table] === undefined) {
        const found = await em.execute<RawRow[]>(`select * from "${join.table}" order by 1, 2`);
        owners[join.table] = join.source.field;
        links[join.table] = found.map(
          (raw) => [rowNumber(raw[join.source.field]), rowNumber(raw[join.target.field])] as const,
        );
      }
    }
    return { rows, links, owners };
  });
}

function rowOf(model: Model, raw: RawRow): StoredRow {
  const cells = [...model.columns.values()].map((column) => [
    column.name,
    keyedCell(column, decodeValue(column, raw[column.name])),
  ]);
  return {
    ...(Object.fromEntries(cells) as Record<string, Cell>),
    id: rowNumber(raw[model.id.name]),
  };
}

/** A cell; of a key, the number that the suites know its row by. */
function keyedCell(column: Column, value: unknown): Cell {
  return keyedBy(column) === null || value === null ? cellOf(column, value) : rowNumber(value);
}
