import type { Operand } from '../../kinds/kind.js';
import type { Column, Lookup } from '../../model/model.js';
import { foldKey } from '../../text/case-folding.js';

/** What a unique column is compared with: the caseless key where it has one. */
export function lookupKey(
  { column, key }: Pick<Lookup, 'column' | 'key'>,
  value: unknown,
): Operand {
  return key === column ? (value as Operand) : foldKey(String(value));
}

/** A value of a unique column as a text that no other value of any has. */
export function mentionOf({ model, field, kind }: Column, value: Operand): string {
  const written = kind.cursor?.write(value, Infinity) ?? String(value);
  return `${model.table}.${field}:${written}`;
}
