import type { App } from '../../create-app.js';
import type { Column, Model } from '../../model/model.js';
import { withSession } from '../../request/session.js';
import type { Cell, DataSet, StoredRow } from '../oracle/data-set.js';
import { relationsOf } from '../rows/catalog-facts.js';

type RawRow = Readonly<Record<string, unknown>>;

/** Everything the tables of the models hold, past the API. */
export async function readTables(app: App): Promise<DataSet> {
  const { catalog } = app.engine;
  const isSqlite = app.settings.database.dialect === 'sqlite';
  return await withSession(app, async (em) => {
    const rows: Record<string, readonly StoredRow[]> = {};
    for (const model of catalog.values()) {
      const found = await em.execute<RawRow[]>(
        `select * from "${model.table}" order by "${model.id.field}"`,
      );
      rows[model.name] = found.map((raw) => rowOf(model, raw, isSqlite));
    }
    const links: Record<string, readonly (readonly [number, number])[]> = {};
    const owners: Record<string, string> = {};
    for (const { join } of relationsOf(catalog)) {
      if (join.kind === 'link' && links[join.table] === undefined) {
        const found = await em.execute<RawRow[]>(`select * from "${join.table}" order by 1, 2`);
        owners[join.table] = join.sourceField;
        links[join.table] = found.map(
          (raw) => [Number(raw[join.sourceField]), Number(raw[join.targetField])] as const,
        );
      }
    }
    return { rows, links, owners };
  });
}

function rowOf(model: Model, raw: RawRow, isSqlite: boolean): StoredRow {
  const cells = [...model.columns.values()].map((column) => [
    column.name,
    cellOf(column, raw[column.field], isSqlite),
  ]);
  return {
    ...(Object.fromEntries(cells) as Record<string, Cell>),
    id: Number(raw[model.id.field]),
  };
}

/** What a cell holds, whichever way its database says it. */
function cellOf({ kind }: Column, raw: unknown, isSqlite: boolean): Cell {
  if (raw === null || raw === undefined) {
    return null;
  }
  switch (kind) {
    case 'id':
    case 'int':
    case 'float':
      return Number(raw);
    case 'string':
    case 'enum':
      return raw;
    case 'boolean':
      return Boolean(raw);
    case 'dateTime':
      return typeof raw === 'number' ? raw : new Date(raw as string | Date).getTime();
    case 'stringList':
      return typeof raw === 'string' ? (JSON.parse(raw) as string[]) : raw;
    case 'json':
      // A document may be a text itself.
      return isSqlite ? (JSON.parse(raw as string) as Cell) : raw;
    case 'bytes':
      return new Uint8Array(raw as Buffer);
  }
}
