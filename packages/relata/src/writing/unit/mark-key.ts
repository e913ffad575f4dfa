import { type AnyEntity, EntityIdentifier, helper } from '@mikro-orm/core';
import type { Model } from '../../model/model.js';

/**
 * Has the ORM know of the key of a new row what is known already, for other new rows that refer to it. By itself it keeps
 * marks for what the database is still to make, and forgets the rows in the key that have theirs.
 */
export function markKey({ keys }: Model, entity: AnyEntity): void {
  const wrapped = helper(entity);
  if (keys.length > 1 && !wrapped.hasPrimaryKey()) {
    wrapped.__identifier = marksOf(entity, keys) as never;
  }
}

function marksOf(entity: AnyEntity, keys: readonly string[]): unknown {
  const marks = keys.map((name) => markOf((entity as Readonly<Record<string, unknown>>)[name]));
  return marks.length === 1 ? marks[0] : marks;
}

function markOf(part: unknown): unknown {
  if (!isEntity(part)) {
    return new EntityIdentifier(part as never);
  }
  const wrapped = helper(part);
  if (wrapped.hasPrimaryKey()) {
    return new EntityIdentifier(wrapped.getPrimaryKey(true) as never);
  }
  wrapped.__identifier ??= marksOf(part, wrapped.__meta.primaryKeys) as never;
  return wrapped.__identifier;
}

function isEntity(part: unknown): part is AnyEntity {
  return typeof part === 'object' && part !== null && '__helper' in part;
}
