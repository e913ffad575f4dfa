import { sql } from 'kysely';
import type { ReadSession } from '../reading/reader/session.js';
import { applyCreate } from './apply-row.js';
import { type Fault, isBelow, WriteFailure } from './fault.js';
import { type Resolved, rowsToCreate } from './resolve.js';
import { finish } from './steps.js';
import { type Entity, Unit } from './unit.js';
import { claimants } from './uniqueness.js';
import type { RowWrite } from './write-plan.js';

/** Rows to create together. */
export interface Batch {
  readonly rows: readonly RowWrite[];
  readonly resolved: Resolved;
  /** Whether rows without faults are kept when others have some. */
  readonly continues: boolean;
}

type CreatedRows = ReadonlyMap<RowWrite, Entity>;

const BEFORE = sql.id('before_rows');

/**
 * Creates the rows of a batch that have no faults. What is found wrong only once they are written
 * undoes them all; where the batch may continue they are written again without those at fault.
 * @param faults - what was found wrong so far; grows
 * @throws WriteFailure when none, or not all that must, can be created
 */
export async function createWhatMay(
  session: ReadSession,
  { rows, resolved, continues }: Batch,
  faults: Fault[],
): Promise<CreatedRows> {
  if (!continues) {
    return await createRows(session, rows, resolved);
  }
  for (;;) {
    const kept = rows.filter((row) => !faults.some(({ path }) => isBelow(path, row.path)));
    if (kept.length === 0 && rows.length > 0) {
      throw new WriteFailure(faults);
    }
    await session.run(sql`savepoint ${BEFORE}`);
    try {
      return await createRows(session, kept, resolved);
    } catch (error) {
      const found = error instanceof WriteFailure ? error.faults : [];
      if (!found.some(({ path }) => kept.some((row) => isBelow(path, row.path)))) {
        throw error;
      }
      faults.push(...found);
      await session.run(sql`rollback to savepoint ${BEFORE}`);
      session.context.em.clear();
    }
  }
}

async function createRows(
  session: ReadSession,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<CreatedRows> {
  const unit = new Unit(session);
  const entities = new Map<RowWrite, Entity>();
  for (const row of rows) {
    entities.set(row, await applyCreate({ unit, resolved }, row));
  }
  await finish(unit, {
    path: rows[0]?.path.slice(0, 1) ?? [],
    claimants: claimants(rowsToCreate(rows, resolved)),
  });
  return entities;
}
