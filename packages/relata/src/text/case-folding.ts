import { isPlain, visibleText } from './visible-text.js';

/**
 * The key under which two spellings of a caseless unique string are the same: what is seen of it
 * ({@link visibleText}), in compatibility normal form (NFKC) and Unicode lower case of the root
 * locale, as Unicode's NFKC_Casefold goes about it. Computed on write, stored in a column of its own,
 * so that both databases agree on what is taken. The key of a key is the key itself.
 * @example
 * const isSame = foldKey('Straße') === foldKey('STRASSE'); // false: ß is a letter of its own
 */
export function foldKey(value: string): string {
  if (isPlain(value)) {
    return value.toLowerCase();
  }
  // Both ways round: what is invisible keeps characters from composing, and NFKC makes some visible
  // ones of it, and spaces.
  return visibleText(visibleText(value).normalize('NFKC').toLowerCase().normalize('NFKC'));
}
