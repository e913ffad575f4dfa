import type { ViewerFilter } from '../../access/viewer-filters.js';
import { PolicyFilterError } from '../../errors.js';
import { Placeholder, sampleOf } from '../../filter/placeholder.js';
import { ArgumentWalk } from './argument-walk.js';

/** Filters that policies make of a viewer, as a statement takes them. */
export interface BoundFilters {
  /** Two viewers with one key differ in their values only. */
  readonly key: string;
  /** The filters with placeholders in the place of their values. */
  readonly bound: readonly ViewerFilter[];
}

const NONE: BoundFilters = { key: '', bound: [] };

/**
 * Puts placeholders in the place of the values of filters.
 * @param values - takes the values, after those that are in it
 */
export function boundFilters(filters: readonly ViewerFilter[], values: unknown[]): BoundFilters {
  if (filters.length === 0) {
    return NONE;
  }
  const walk = new ArgumentWalk((value) => {
    values.push(value);
    return Placeholder.at(sampleOf(value), values.length - 1);
  });
  const bound = filters.map((filter) => {
    walk.key += ';';
    if (filter === null || filter instanceof PolicyFilterError) {
      walk.key += filter === null ? '-' : '!';
      return filter;
    }
    return walk.condition(filter);
  });
  return { key: `${walk.key}:`, bound };
}
