import type { Operand } from '../../kinds/kind.js';
import type { Column, Unique, UniqueColumn } from '../../model/model.js';
import { foldKey } from '../../text/case-folding.js';

/** What a column of a lookup is compared with: the caseless key where it has one. */
export function lookupKey({ column, key }: UniqueColumn, value: unknown): Operand {
  return key === column ? (value as Operand) : foldKey(String(value));
}

/** Values of the columns of a lookup as a text that no others of any have. */
export function mentionOf({ model, columns }: Unique, values: readonly Operand[]): string {
  const written = columns.map(({ key }, index) => [key.field, writtenOf(key, values[index] ?? '')]);
  return JSON.stringify([model.table, ...written]);
}

function writtenOf({ kind }: Column, value: Operand): string {
  return kind.cursor?.write(value, Infinity) ?? String(value);
}
