import { BadInputError } from '../errors.js';
import type { Catalog, Model } from './model.js';

const ID = /^([A-Za-z][A-Za-z0-9]*)_([1-9]\d{0,9})$/;
const KEY = /^[1-9]\d{0,9}$/;
/** Largest key that both databases take. */
export const MAX_KEY = 2_147_483_647;

/** What the id of any object is, for people who read the schema. */
export const NODE_ID = 'Globally unique id: the type and the key, joined by `_`.';

/** The globally unique id of a row: `post_42`. */
export function globalId(model: Model, key: number): string {
  return `${model.singular}_${String(key)}`;
}

/**
 * Reads an id whose type is known: `post_42`, or the bare key `42`.
 * @param argument - where the id stands, for the error
 * @throws BadInputError for an id of another type, and for what is no id
 */
export function parseId(model: Model, text: string, argument: string): number {
  const key = KEY.test(text) ? Number(text) : keyOf(model, text);
  if (key === null) {
    throw BadInputError.at(argument, `expected a ${model.name} id, got ${shown(text)}`);
  }
  return inRange(key, text, argument);
}

/**
 * Reads an id of any type.
 * @throws BadInputError for what is no id of a model
 */
export function parseGlobalId(
  catalog: Catalog,
  text: string,
  argument: string,
): { readonly model: Model; readonly key: number } {
  const match = ID.exec(text);
  for (const model of catalog.values()) {
    if (match?.[1] === model.singular) {
      return { model, key: inRange(Number(match[2]), text, argument) };
    }
  }
  const [{ singular } = { singular: 'book' }] = catalog.values();
  throw BadInputError.at(argument, `expected an id like ${singular}_42, got ${shown(text)}`);
}

function keyOf(model: Model, text: string): number | null {
  const match = ID.exec(text);
  return match?.[1] === model.singular ? Number(match[2]) : null;
}

function inRange(key: number, text: string, argument: string): number {
  if (key > MAX_KEY) {
    throw BadInputError.at(argument, `${shown(text)} is out of range`);
  }
  return key;
}

/** What a client sent, short enough for a message. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
