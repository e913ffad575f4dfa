import type { EntityProperty } from '@mikro-orm/core';
import type { Kind } from './kind.js';

// By the class that converts their values, which no other kind has: nobody needs to be told of it.
const kinds = new WeakMap<object, Kind>();

/** Remembers a kind that is none of the engine's. */
export function rememberKind(type: NonNullable<Kind['ormType']>, kind: Kind): void {
  kinds.set(type, kind);
}

/** The kind of a column that is none of the engine's; null for any other. */
export function outsideKindOf({ type, customType }: EntityProperty): Kind | null {
  const custom = (customType as object | undefined)?.constructor;
  const declared: unknown = type;
  const own = custom ?? (typeof declared === 'function' ? declared : null);
  return own === null ? null : (kinds.get(own) ?? null);
}
