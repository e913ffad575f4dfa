import { readId } from '../../model/global-id.js';
import { tooLong } from '../../kinds/list-length.js';
import type { Model } from '../../model/model.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import type { Reference } from './write-plan.js';

/** One item of an input, and where it stands. */
export interface ListItem {
  readonly item: unknown;
  readonly place: InputPath;
}

/** What could be read of a list, and what is wrong with the rest. */
export interface Parsed<T> {
  readonly items: readonly T[];
  readonly userErrors: readonly UserError[];
}

/**
 * The items of a list, or a single item where the relation takes one; none of a list that is too long.
 * @param most - how many there may be
 */
export function listItems(value: unknown, path: InputPath, most: number): Parsed<ListItem> {
  if (value === undefined || value === null) {
    return { items: [], userErrors: [] };
  }
  if (!Array.isArray(value)) {
    return { items: [{ item: value, place: path }], userErrors: [] };
  }
  const tooMany = tooLong(value, most);
  return tooMany === null
    ? {
        items: value.map((item: unknown, index) => ({ item, place: [...path, String(index)] })),
        userErrors: [],
      }
    : { items: [], userErrors: [UserErrors.invalid(path, tooMany)] };
}

/** Reads ids of rows of a model. */
export function parseReferences(model: Model, ids: readonly ListItem[]): Parsed<Reference> {
  const items: Reference[] = [];
  const userErrors: UserError[] = [];
  for (const { item, place } of ids) {
    const read = readId(model, String(item));
    if ('reason' in read) {
      userErrors.push(UserErrors.invalid(place, read.reason));
    } else {
      items.push({ key: read.key, path: place });
    }
  }
  return { items, userErrors };
}
