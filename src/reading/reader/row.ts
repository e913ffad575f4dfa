import { sql } from 'kysely';
import type { Column, Model } from '../../catalog/model.js';
import { parseMoment } from '../../catalog/types.js';
import type { RowPlan } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import type { Sql } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';

/** A row as the driver hands it out, its columns under the names of the properties. */
export type RawRow = Readonly<Record<string, unknown>>;

/** A row that was read, by property: moments as Dates, keys of to-one relations as numbers. */
export type RowValues = Readonly<Record<string, unknown>>;

/** What resolvers get as the value of a model's type: the row, and what was planned for it. */
export interface Row {
  readonly values: RowValues;
  readonly plan: RowPlan;
}

/** The select list for columns, as the viewer of the scope sees them. */
export function selectColumns(scope: Scope, columns: Iterable<Column>, alias: string): Sql {
  const selected = [...columns].map((column) => {
    const value = visibleColumn(scope, column, alias);
    return sql`${scope.dialect.selectable(column, value)} as ${sql.id(column.name)}`;
  });
  return sql.join(selected);
}

/** Turns a raw row into values: an instance of the model's class where the plan wants it whole. */
export function decodeRow(columns: Iterable<Column>, raw: RawRow): RowValues {
  const values: Record<string, unknown> = {};
  for (const column of columns) {
    values[column.name] = decodeValue(column, raw[column.name]);
  }
  return values;
}

/** The row as its class has it, so that hand-written fields find their methods and getters. */
export function instanceOf(model: Model, values: RowValues): object {
  return Object.assign(Object.create(model.target.prototype as object) as object, values);
}

/** Turns what a driver hands out for a column into what the schema's scalars take. */
export function decodeValue(column: Column, raw: unknown): unknown {
  if (raw === null || raw === undefined) {
    return null;
  }
  switch (column.kind) {
    case 'moment':
      return parseMoment(raw as string | number);
    case 'boolean':
      return raw === true || raw === 1;
    case 'stringList':
    case 'json':
      return typeof raw === 'string' ? (JSON.parse(raw) as unknown) : raw;
    default:
      return raw;
  }
}
