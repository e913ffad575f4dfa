import {
  type EntityDictionary,
  EntityIdentifier,
  type EntityKey,
  type EntityMetadata,
  type EntityName,
  type EntityProperty,
  type FilterQuery,
  type NativeInsertUpdateManyOptions,
  type NativeInsertUpdateOptions,
  ReferenceKind,
} from '@mikro-orm/core';
import { getOrMake } from '../cache/get-or-make.js';

/** What a driver of the ORM is given to update many rows, each in its own way. */
export type UpdateManyArguments<T extends object> = [
  entity: EntityName<T>,
  where: FilterQuery<T>[],
  rows: EntityDictionary<T>[],
  options?: NativeInsertUpdateManyOptions<T>,
];

/** What it is given to update rows all alike. */
export type UpdateArguments<T extends object> = [
  entity: EntityName<T>,
  where: FilterQuery<T>,
  row: EntityDictionary<T>,
  options?: NativeInsertUpdateOptions<T>,
];

/**
 * Rows as the ORM hands them to its driver, with one value a column where a reference is a key of several columns. A
 * key that is part of another is a list within a list, in which the ORM leaves marks for what the database only just
 * made, and which it does not flatten in updates of many rows.
 */
export function flatReferences<T extends object>(
  meta: EntityMetadata<T>,
  rows: EntityDictionary<T>[],
): EntityDictionary<T>[] {
  const names = getOrMake(wideReferences, meta, () =>
    meta.relations.filter(hasSeveralColumns).map(({ name }) => name),
  );
  const flat = (row: EntityDictionary<T>): EntityDictionary<T> => ({
    ...row,
    ...Object.fromEntries(
      names.flatMap((name) => {
        const key = row[name as EntityKey<T>];
        return Array.isArray(key) ? [[name, key.flat(Infinity).flatMap(madeValue)]] : [];
      }),
    ),
  });
  return names.length === 0 ? rows : rows.map(flat);
}

const wideReferences = new WeakMap<object, readonly string[]>();

function madeValue(part: unknown): unknown {
  return part instanceof EntityIdentifier ? part.getValue() : part;
}

/** A collection has none, whatever the ORM says. */
function hasSeveralColumns({ kind, fieldNames }: Partial<EntityProperty>): boolean {
  const isOne = kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE;
  return isOne && (fieldNames ?? []).length > 1;
}
