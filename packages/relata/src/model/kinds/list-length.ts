import { plural } from '../../plural.js';
/**
 * What is wrong with the length of a list; null where nothing is.
 * @param most - items it may have
 */
export function tooLong(list: readonly unknown[], most: number): string | null {
  return list.length > most
    ? `takes at most ${String(most)} ${plural(most, 'item')}, got ${String(list.length)}`
    : null;
}
