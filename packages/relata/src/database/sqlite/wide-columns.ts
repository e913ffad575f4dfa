import type { EntityProperty, MetadataStorage } from '@mikro-orm/core';
import type { Statement } from 'better-sqlite3';
import { getOrMake } from '../../cache/get-or-make.js';
import { isWide } from '../../kinds/wide-type.js';

/** Columns with integers that a number cannot hold, by their tables. */
export type WideColumns = ReadonlyMap<string, ReadonlySet<string>>;

/** The wide columns of all models. */
export function wideColumnsOf(storage: MetadataStorage): WideColumns {
  const found = new Map<string, Set<string>>();
  for (const { tableName, props } of storage.getAll().values()) {
    for (const field of props.flatMap(wideFieldsOf)) {
      getOrMake(found, tableName, () => new Set()).add(field);
    }
  }
  return found;
}

/** Of a reference to a key of several columns, some columns may be wide. */
function wideFieldsOf(property: EntityProperty): readonly string[] {
  const { fieldNames = [], targetMeta } = property as Partial<EntityProperty>;
  const keys = targetMeta?.getPrimaryProps(true) ?? [];
  return keys.length === fieldNames.length
    ? fieldNames.filter((_field, at) => isWide(keys[at] ?? property))
    : fieldNames.filter(() => isWide(property));
}

/** What is done to each row of a statement. */
export type RowReading = (row: unknown) => unknown;

/**
 * Has a statement give bigints in wide columns, and numbers in all others, as always. Asked once a statement: rows of
 * those without wide columns are left alone. Columns that are computed count as those that are not wide.
 * @returns what is to be done to its rows; null for nothing
 */
export function readWide(statement: Statement, wide: WideColumns): RowReading | null {
  if (wide.size === 0 || !statement.reader) {
    return null;
  }
  const columns = statement.columns();
  const isWideColumn = columns.map(
    ({ table, column }) => wide.get(table ?? '')?.has(column ?? '') === true,
  );
  if (!isWideColumn.includes(true)) {
    return null;
  }
  statement.safeIntegers(true);
  const others = columns.filter((_column, at) => isWideColumn[at] !== true);
  return (row) => {
    const values = row as Record<string, unknown>;
    for (const { name } of others) {
      const value = values[name];
      if (typeof value === 'bigint') {
        values[name] = Number(value);
      }
    }
    return values;
  };
}
