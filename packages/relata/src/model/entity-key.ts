import { Reference } from '@mikro-orm/core';
import type { Key } from '../kinds/kind.js';
import { keyFormOf, keyOfParts, keyParts } from './key.js';
import type { Column, Model } from './model.js';

/** An entity, of which properties are asked by name. */
type Entity = Readonly<Record<string, unknown>>;

/** The key of an entity that has one: of a row that is there, or was just written. */
export function keyOf(model: Model, entity: Entity): Key {
  // A row that a trigger has kept out has none, and is found by none.
  return knownKey(model, entity) ?? '';
}

/** The key of an entity; null as long as it has none. */
export function knownKey(model: Model, entity: Entity): Key | null {
  const [only] = model.keys;
  const { parts } = model.id;
  if (only !== undefined && parts.length === 1) {
    return keyIn(model.columns.get(only) ?? model.id, entity[only]);
  }
  const keys = model.keys.flatMap((name) => {
    const column = model.columns.get(name) ?? model.id;
    const key = keyIn(column, entity[name]);
    return key === null ? [] : keyParts(column, key);
  });
  return keys.length === parts.length ? keyOfParts(model.id, keys) : null;
}

/** The key in the value of a column: it is there as such, or as an entity or a reference to one. */
export function keyIn(column: Column, value: unknown): Key | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (Array.isArray(value)) {
    const values: readonly unknown[] = value.flat(Infinity);
    const keys = column.parts.map((part, index) => keyFormOf(part).ofCode(values[index]));
    return keyOfParts(column, keys);
  }
  if (typeof value !== 'object' || column.references === null) {
    return keyFormOf(column).ofCode(value);
  }
  return knownKey(column.references.model, Reference.unwrapReference(value) as Entity);
}

/** A key as the ORM takes it: of several columns a list, in which a row with such a key is a list again. */
export function ormKey(model: Model, key: Key): unknown {
  const values = keyParts(model.id, key).map((each, index) =>
    keyFormOf(model.id.parts[index] ?? model.id).inCode(each),
  );
  return nested(model, values);
}

function nested(model: Model, values: readonly unknown[]): unknown {
  let start = 0;
  const keys = model.keys.map((name) => {
    const { parts, references } = model.columns.get(name) ?? model.id;
    const own = values.slice(start, (start += parts.length));
    return references === null ? own[0] : nested(references.model, own);
  });
  return keys.length === 1 ? keys[0] : keys;
}
