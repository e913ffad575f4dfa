import {
  type EntityDictionary,
  type EntityMetadata,
  type EntityName,
  type EntityProperty,
  type FilterQuery,
  type NativeInsertUpdateManyOptions,
  ReferenceKind,
} from '@mikro-orm/core';

/** What a driver of the ORM is given to update many rows, each in its own way. */
export type UpdateManyArguments<T extends object> = [
  entity: EntityName<T>,
  where: FilterQuery<T>[],
  rows: EntityDictionary<T>[],
  options?: NativeInsertUpdateManyOptions<T>,
];

/**
 * Rows as the ORM hands them to its driver, with one value a column where a reference is a key of several columns. A
 * key that is part of another is a list within a list, which the ORM flattens in inserts and not in updates of many rows.
 */
export function flatReferences<T extends object>(
  meta: EntityMetadata<T>,
  rows: EntityDictionary<T>[],
): EntityDictionary<T>[] {
  const names = meta.relations.filter(hasSeveralColumns).map(({ name }) => name);
  const flat = (row: EntityDictionary<T>): EntityDictionary<T> => ({
    ...row,
    ...Object.fromEntries(
      names.flatMap((name) => {
        const key = row[name];
        return Array.isArray(key) ? [[name, key.flat(Infinity)]] : [];
      }),
    ),
  });
  return names.length === 0 ? rows : rows.map(flat);
}

/** A collection has none, whatever the ORM says. */
function hasSeveralColumns({ kind, fieldNames }: Partial<EntityProperty>): boolean {
  const isOne = kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE;
  return isOne && (fieldNames ?? []).length > 1;
}
