import type { AnyEntity, EntityClass } from '@mikro-orm/core';
import type { Orm } from '../database/orm.js';
import { openSession, withSession } from '../request/session.js';

/** Rows that have ended: nobody will ask for them again. */
export interface Prunable {
  readonly model: EntityClass<AnyEntity>;
  /** A condition in the ORM's form that an index answers; what met it once, meets it for good. */
  readonly ended: (now: Date) => object;
  /** A condition to look at again when rows are deleted, where a row may begin anew meanwhile. */
  readonly stillEnded?: (now: Date) => object;
}

/** How {@link prune} goes about it. */
export interface PruneOptions {
  readonly now: Date;
  /** Most rows that one transaction deletes. */
  readonly chunk: number;
  /** Resolves when the next chunk may be deleted, to false where none shall. */
  readonly pause: () => Promise<boolean>;
}

/**
 * Deletes rows that have ended, a chunk in a transaction. They are looked for outside of it, so that
 * on SQLite the one who may write is held up only while a chunk is deleted by its keys. Any number of
 * processes may do so at once.
 * @returns how many rows were deleted
 */
export async function prune(
  orm: Orm,
  prunables: readonly Prunable[],
  { now, chunk, pause }: PruneOptions,
): Promise<number> {
  let pruned = 0;
  for (const each of prunables) {
    let isLeft = true;
    while (isLeft) {
      if (!(await pause())) {
        return pruned;
      }
      const { found, deleted } = await pruneChunk(orm, each, { now, chunk });
      pruned += deleted;
      // What somebody else deleted, or began anew, is not looked for without end.
      isLeft = found === chunk && deleted > 0;
    }
  }
  return pruned;
}

async function pruneChunk(
  orm: Orm,
  { model, ended, stillEnded }: Prunable,
  { now, chunk }: Omit<PruneOptions, 'pause'>,
): Promise<{ readonly found: number; readonly deleted: number }> {
  const rows = await openSession(orm).find(model, ended(now), {
    fields: ['id'] as never,
    limit: chunk,
  });
  if (rows.length === 0) {
    return { found: 0, deleted: 0 };
  }
  const ids = rows.map((row) => (row as { readonly id: number }).id);
  const where = { id: { $in: ids.sort((a, b) => a - b) }, ...stillEnded?.(now) };
  const deleted = await withSession({ orm }, (em) => em.nativeDelete(model, where as never));
  return { found: rows.length, deleted };
}
