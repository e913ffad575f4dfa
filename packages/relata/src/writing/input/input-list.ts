import { readId } from '../../model/global-id.js';
import { tooLong } from '../../model/kinds/list-length.js';
import type { Model } from '../../model/model.js';
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
  const tooMany = tooLong(value, most);
  return tooMany === null
    ? {
        items: value.map((item: unknown, index) => ({ item, place: [...path, String(index)] })),
        faults: [],
      }
    : { items: [], faults: [Faults.invalid(path, tooMany)] };
}

/** Reads ids of rows of a model. */
export function parseReferences(model: Model, ids: readonly ListItem[]): Parsed<Reference> {
  const items: Reference[] = [];
  const faults: Fault[] = [];
  for (const { item, place } of ids) {
    const read = readId(model, String(item));
    if ('reason' in read) {
      faults.push(Faults.invalid(place, read.reason));
    } else {
      items.push({ key: read.key, path: place });
    }
  }
  return { items, faults };
}
