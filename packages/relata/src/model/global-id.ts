import { BadInputError } from '../errors.js';
import type { Catalog, Model } from './model.js';

const ID = /^([A-Za-z][A-Za-z0-9]*)_([1-9]\d{0,9})$/;
const KEY = /^[1-9]\d{0,9}$/;
/** Largest key that both databases take. */
export const MAX_KEY = 2_147_483_647;

/** What the id of any object is, for people who read the schema. */
export const NODE_ID = 'Globally unique id: the type and the key, joined by `_`.';

/** What stands before the key in the ids of a model: `post_`. */
export function idPrefix({ singular }: Model): string {
  return `${singular}_`;
}

/** The globally unique id of a row: `post_42`. */
export function globalId(model: Model, key: number): string {
  return `${idPrefix(model)}${String(key)}`;
}

/** A key, or what is wrong with the id that should have had one. */
export type ReadKey = { readonly key: number } | { readonly reason: string };

/** Reads an id whose type is known: `post_42`, or the bare key `42`. */
export function readId(model: Model, text: string): ReadKey {
  const key = KEY.test(text) ? Number(text) : keyOf(model, text);
  return key === null
    ? { reason: `expected a ${model.name} id, got ${shown(text)}` }
    : inRange(key, text);
}

/**
 * Reads an id whose type is known, as {@link readId} does.
 * @param argument - where the id stands, for the error
 * @throws BadInputError for an id of another type, and for what is no id
 */
export function parseId(model: Model, text: string, argument: string): number {
  return keyAt(argument, readId(model, text));
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
      return { model, key: keyAt(argument, inRange(Number(match[2]), text)) };
    }
  }
  const [{ singular } = { singular: 'book' }] = catalog.values();
  throw BadInputError.at(argument, `expected an id like ${singular}_42, got ${shown(text)}`);
}

function keyOf(model: Model, text: string): number | null {
  const match = ID.exec(text);
  return match?.[1] === model.singular ? Number(match[2]) : null;
}

function inRange(key: number, text: string): ReadKey {
  return key > MAX_KEY ? { reason: `${shown(text)} is out of range` } : { key };
}

function keyAt(argument: string, read: ReadKey): number {
  if ('reason' in read) {
    throw BadInputError.at(argument, read.reason);
  }
  return read.key;
}

/** What a client sent, short enough for a message. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
