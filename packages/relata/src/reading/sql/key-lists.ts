import { keyFormOf, keyParts } from '../../model/key.js';
import type { Key } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';

/** A list for each column that keys are made of, with PostgreSQL's type of its items. */
export function listsOfParts(
  column: Column,
  keys: readonly Key[],
): readonly { readonly native: string; readonly items: readonly Key[] }[] {
  const rows = keys.map((key) => keyParts(column, key));
  return column.parts.map((part, index) => ({
    native: keyFormOf(part).native,
    items: rows.map((row) => row[index] ?? ''),
  }));
}

/** Keys as JSON: of several columns, lists of theirs. */
export function keysJson(column: Column, keys: readonly Key[]): string {
  return `[${keys.map((key) => keyJson(column, key)).join()}]`;
}

/** A key as JSON, in which integers of any size are numbers. */
export function keyJson(column: Column, key: Key): string {
  const parts = keyParts(column, key).map((each, index) => {
    const part = column.parts[index] ?? column;
    return keyFormOf(part).isNumber ? String(each) : JSON.stringify(each);
  });
  return parts.length === 1 ? parts.join() : `[${parts.join()}]`;
}
