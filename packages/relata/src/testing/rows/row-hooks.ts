import type { Model } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import { refusing } from './column-validators.js';

/**
 * Changes rows that tests make up, by the name of their model, where they cannot know what a row
 * must be: a CHECK over several columns, a validator of an application's own.
 * @example
 * const rows: RowHooks = { Booking: (row) => ({ ...row, until: Number(row['from']) + 3_600_000 }) };
 */
export type RowHooks = Readonly<Record<string, (row: StoredRow) => StoredRow>>;

/** A row as the hook of its model has it. */
export function hooked(model: Model, row: StoredRow, hooks: RowHooks): StoredRow {
  return hooks[model.name]?.(row) ?? row;
}

/** @throws TypeError for a row that class-validator does not let through */
export function checkRow(model: Model, row: StoredRow): void {
  for (const column of model.columns.values()) {
    const cell = row[column.name] ?? null;
    const [broken] = refusing(column, cell);
    if (broken !== undefined) {
      throw new TypeError(
        `${JSON.stringify(cell)}, made up for ${model.name}.${column.name}, is refused by ${broken.name ?? 'a validator'}: ` +
          `give the suite rows that it lets through, { rows: { ${model.name}: (row) => ({ ...row, ${column.name}: … }) } }`,
      );
    }
  }
}
