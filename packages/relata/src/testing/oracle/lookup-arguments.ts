import type { Column, Lookup } from '../../model/model.js';
import { rowId } from '../rows/row-keys.js';
import { writtenCell } from './cells.js';
import type { Cell, StoredRow } from './data-set.js';
import type { LookupArgument } from './request.js';

/** What a cell of a column is as the argument of a lookup: of a reference, the id of the row it refers to. */
export function lookupArgument(column: Column, cell: Cell): LookupArgument {
  const { name, kind, references } = column;
  return references === null
    ? { name, type: kind.filter(column).operand.name, value: writtenCell(column, cell) as string }
    : { name, type: 'ID', value: rowId(references.model, Number(cell)) };
}

/** What finds a row by a lookup, as inputs say it. */
export function lookupInput(
  { name, columns }: Lookup,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return columns.length === 1 ? values : { [name]: values };
}

/** The argument that is an id. */
export function idArguments(value: string): readonly LookupArgument[] {
  return [{ name: 'id', type: 'ID', value }];
}

/** What finds a row by a lookup; null for one that has nothing in one of the columns. */
export function argumentsOfRow(
  { columns }: Lookup,
  row: StoredRow,
): readonly LookupArgument[] | null {
  const cells = columns.map(({ column }) => ({ column, cell: row[column.name] ?? null }));
  return cells.some(({ cell }) => cell === null)
    ? null
    : cells.map(({ column, cell }) => lookupArgument(column, cell));
}
