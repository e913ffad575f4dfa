import type { EntityManager } from '@mikro-orm/core';

/**
 * Whether a flush writes a row by a second statement, which is no change of its own: a row that refers to another new row
 * of its own table the ORM inserts without that, and where code of the application lets rows trade unique values it writes
 * these apart.
 * @param row - an entity that is about to be updated
 */
export function isExtraUpdate(row: object, em: EntityManager): boolean {
  const unitOfWork = em.getUnitOfWork();
  // Most flushes have none, and are asked for each row they update.
  return (
    unitOfWork.getExtraUpdates().size > 0 &&
    unitOfWork.getChangeSets().some(({ entity }) => entity === row)
  );
}
