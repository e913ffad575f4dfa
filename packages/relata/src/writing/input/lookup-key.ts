import type { Column, Lookup } from '../../model/model.js';
import { foldKey } from '../../text/case-folding.js';

/** What a unique column is compared with: the caseless key where it has one. */
export function lookupKey({ column, key }: Lookup, value: unknown): string | number {
  return key === column ? (value as string | number) : foldKey(String(value));
}

/** A value of a unique column as a text that no other value of any has. */
export function mentionOf({ model, field }: Column, value: string | number): string {
  return `${model.table}.${field}:${String(value)}`;
}
