import { sql } from 'kysely';
import { BETWEEN_KEYS, joinedKeys, joinedSql } from '../kinds/key-forms.js';
import type { Key, KeyForm, Sql } from '../kinds/kind.js';
import type { Column, Model } from './model.js';

/** How the values of a column are keys. */
export function keyFormOf({ kind, model, name }: Column): KeyForm {
  if (kind.key === null) {
    throw new TypeError(`${model.name}.${name} is no key`);
  }
  return kind.key;
}

/** A key of no row in particular: for asking whether rows of a model can be read. */
export function exampleKey({ id }: Model): Key {
  const form = keyFormOf(id);
  const known = form.read(form.example);
  return known !== null && 'key' in known ? known.key : form.example;
}

/** The keys of the columns that a key is made of. */
export function keyParts({ parts }: Column, key: Key): readonly Key[] {
  if (parts.length === 1) {
    return [key];
  }
  const texts = String(key).split(BETWEEN_KEYS);
  return parts.map((part, index) => {
    const read = keyFormOf(part).read(texts[index] ?? '');
    if (read === null || 'reason' in read) {
      throw new TypeError(`${String(key)} is no key`);
    }
    return read.key;
  });
}

/** The key that is made of those of its columns. */
export function keyOfParts({ parts }: Column, keys: readonly Key[]): Key {
  const [only = ''] = keys;
  return parts.length === 1 ? only : joinedKeys(parts.map(keyFormOf), keys);
}

/** One value of a statement for a key: of several columns, the text that ids have. */
export function printedKey({ parts }: Column, key: readonly Sql[]): Sql {
  const [only = sql`null`] = key;
  return parts.length === 1 ? only : joinedSql(parts.map(keyFormOf), key);
}
