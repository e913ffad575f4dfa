import { foldKey } from '../../text/case-folding.js';
import type { Lookup } from '../../model/model.js';

/** What a unique column is compared with: the caseless key where it has one. */
export function lookupKey({ column, key }: Lookup, value: unknown): string | number {
  return key === column ? (value as string | number) : foldKey(String(value));
}
