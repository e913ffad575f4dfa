import { ChangeSetType, type EntityManager } from '@mikro-orm/core';

/**
 * Whether the flush that writes a row is the one that inserts it: a row that refers to another new row of its own table
 * the ORM inserts without that, and updates at once. For its clients it was never changed.
 * @param row - an entity that is about to be updated
 */
export function isBeingCreated(row: unknown, em: EntityManager): boolean {
  const unitOfWork = em.getUnitOfWork();
  // Most flushes have none, and are asked for each row they update.
  return (
    unitOfWork.getExtraUpdates().size > 0 &&
    unitOfWork
      .getChangeSets()
      .some(({ entity, type }) => entity === row && type === ChangeSetType.CREATE)
  );
}
