import { plural } from '../plural.js';
/**
 * What is wrong with the length of a list; null where nothing is.
 * @param most - items it may have
 */
export function tooLong(list: readonly unknown[], most: number): string | null {
  return list.length > most
    ? `takes at most ${String(most)} ${plural(most, 'item')}, got ${String(list.length)}`
    : null;
}

/** What is wrong with the first of some items in which something is; null where nothing is. */
export function firstProblem<T>(
  items: Iterable<T>,
  problemOf: (item: T) => string | null,
): string | null {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}
