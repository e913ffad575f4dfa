/**
 * The key under which two spellings of a caseless unique string are the same: compatibility
 * normal form (NFKC), then Unicode lower case of the root locale. Computed on write, stored in a
 * column of its own, so that both databases agree on what is taken.
 */
export function foldKey(value: string): string {
  return value.normalize('NFKC').toLowerCase();
}
