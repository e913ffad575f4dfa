import { type RawBuilder, sql } from 'kysely';
import type { App } from '../../create-app.js';
import type { DialectName } from '../../kinds/kind.js';
import { printedKey } from '../../model/key.js';
import type { Column, Model } from '../../model/model.js';
import { decodeValue } from '../../reading/reader/row.js';
import { withSession } from '../../request/session.js';
import { cellOf } from '../oracle/cells.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { keyedBy, rowNumber } from '../rows/row-keys.js';
import { relationsOf } from '../rows/catalog-facts.js';

type RawRow = Readonly<Record<string, unknown>>;
type LinkRow = Readonly<Record<'source' | 'target', unknown>>;

/** Everything the tables of the models hold, past the API. */
export async function readTables(app: App): Promise<DataSet> {
  const { catalog } = app.engine;
  const { dialect } = app.settings.database;
  return await withSession(app, async (em) => {
    const rows: Record<string, readonly StoredRow[]> = {};
    for (const model of catalog.values()) {
      const columns = [...model.columns.values()].map(
        (column) => sql`${selected(column, dialect)} as ${sql.ref(column.name)}`,
      );
      const found = await sql<RawRow>`select ${sql.join(columns)} from ${sql.table(model.table)}
        order by ${sql.join(model.id.parts.map(({ field }) => sql.ref(field)))}`.execute(
        em.getKysely(),
      );
      rows[model.name] = found.rows.map((raw) => rowOf(model, raw));
    }
    const links: Record<string, readonly (readonly [number, number])[]> = {};
    const owners: Record<string, string> = {};
    for (const { join } of relationsOf(catalog)) {
      if (join.kind === 'link' && links[join.table] === undefined) {
        const ends = [join.source, join.target].map((end) => selected(end, dialect));
        const found = await sql<LinkRow>`select ${ends[0]} as source, ${ends[1]} as target
          from ${sql.table(join.table)} order by 1, 2`.execute(em.getKysely());
        owners[join.table] = join.source.field;
        links[join.table] = found.rows.map(
          ({ source, target }) => [rowNumber(source), rowNumber(target)] as const,
        );
      }
    }
    return { rows, links, owners };
  });
}

/** A column as a select list has it; several that are one key in the form of ids. */
function selected(column: Column, dialect: DialectName): RawBuilder<unknown> {
  const refs = column.parts.map(({ field }) => sql.ref(field));
  return sql`${column.kind.storage[dialect].selected(printedKey(column, refs))}`;
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
