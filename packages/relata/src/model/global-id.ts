import { BadInputError } from '../errors.js';
import type { Key, ReadKey } from '../kinds/kind.js';
import { shortened } from '../text/text.js';
import { keyFormOf } from './key.js';
import type { Catalog, Model } from './model.js';

const ID = /^([A-Za-z][A-Za-z0-9]*)_(.+)$/s;

/** What the id of any object is, for people who read the schema. */
export const NODE_ID = 'Globally unique id: the type and the key, joined by `_`.';

/** What stands before the key in the ids of a model: `post_`. */
export function idPrefix({ singular }: Model): string {
  return `${singular}_`;
}

/** The globally unique id of a row: `post_42`. */
export function globalId(model: Model, key: Key): string {
  return `${idPrefix(model)}${keyFormOf(model.id).print(key)}`;
}

/** Of no row in particular. */
export function exampleId(model: Model): string {
  return `${idPrefix(model)}${keyFormOf(model.id).example}`;
}

/** How the ids of a model may be written, for people who read the schema. */
export function idForms(model: Model): string {
  const { isBare, example } = keyFormOf(model.id);
  return `\`${exampleId(model)}\`${isBare ? `, or the bare key, \`${example}\`` : ''}`;
}

/** Reads an id whose type is known: `post_42`, or, where it can be no id of another, the bare key `42`. */
export function readId(model: Model, text: string): ReadKey {
  const form = keyFormOf(model.id);
  const read = (form.isBare ? form.read(text) : null) ?? ofModel(model, text);
  return read === null
    ? { reason: `expected a ${model.name} id, got ${shown(text)}` }
    : told(read, text);
}

/**
 * Reads an id whose type is known, as {@link readId} does.
 * @param argument - where the id stands, for the error
 * @throws BadInputError for an id of another type, and for what is no id
 */
export function parseId(model: Model, text: string, argument: string): Key {
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
): { readonly model: Model; readonly key: Key } {
  const [, singular] = ID.exec(text) ?? [];
  const model = [...catalog.values()].find((each) => each.singular === singular);
  const read = model === undefined ? null : ofModel(model, text);
  if (model !== undefined && read !== null) {
    return { model, key: keyAt(argument, told(read, text)) };
  }
  const [first] = catalog.values();
  const example = first === undefined ? 'book_42' : exampleId(first);
  throw BadInputError.at(argument, `expected an id like ${example}, got ${shown(text)}`);
}

function ofModel(model: Model, text: string): ReadKey | null {
  const prefix = idPrefix(model);
  return text.startsWith(prefix) ? keyFormOf(model.id).read(text.slice(prefix.length)) : null;
}

/** What is wrong, with what it is wrong with. */
function told(read: ReadKey, text: string): ReadKey {
  return 'reason' in read ? { reason: `${shown(text)} ${read.reason}` } : read;
}

function keyAt(argument: string, read: ReadKey): Key {
  if ('reason' in read) {
    throw BadInputError.at(argument, read.reason);
  }
  return read.key;
}

/** What a client sent, short enough for a message. */
function shown(text: string): string {
  return shortened(text, 41);
}
