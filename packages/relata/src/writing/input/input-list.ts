import { parseId } from '../../model/global-id.js';
import { tooLong } from '../../model/kinds/list-length.js';
import type { Model } from '../../model/model.js';
import { RelataError } from '../../errors.js';
import { type Fault, Faults, type InputPath } from '../user-error.js';
import type { Reference } from './write-plan.js';

/** One item of an input, and where it stands. */
export interface ListItem {
  readonly item: unknown;
  readonly place: InputPath;
}

/** What could be read of a list, and what is wrong with the rest. */
export interface Parsed<T> {
  readonly items: readonly T[];
  readonly faults: readonly Fault[];
}

/**
 * The items of a list, or a single item where the relation takes one; none of a list that is too long.
 * @param most - how many there may be
 */
export function listItems(value: unknown, path: InputPath, most: number): Parsed<ListItem> {
  if (value === undefined || value === null) {
    return { items: [], faults: [] };
  }
  if (!Array.isArray(value)) {
    return { items: [{ item: value, place: path }], faults: [] };
  }
  const fault = tooLong(value, most);
  return fault === null
    ? {
        items: value.map((item: unknown, index) => ({ item, place: [...path, String(index)] })),
        faults: [],
      }
    : { items: [], faults: [Faults.invalid(path, fault)] };
}

/** Reads ids of rows of a model. */
export function parseReferences(model: Model, ids: readonly ListItem[]): Parsed<Reference> {
  const items: Reference[] = [];
  const faults: Fault[] = [];
  for (const { item, place } of ids) {
    try {
      items.push({ key: parseId(model, String(item), place.at(-1) ?? ''), path: place });
    } catch (error) {
      if (!(error instanceof RelataError)) {
        throw error;
      }
      faults.push(Faults.invalid(place, error.message.replace(/^[^:]*: /, '')));
    }
  }
  return { items, faults };
}
