import { sql } from 'kysely';
import type { ReadSession } from '../../reading/reader/session.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import { observedSoFar } from '../dry-run/observed-links.js';
import type { RowWrite } from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { type Resolved, rowsToCreate } from '../rows/resolve.js';
import { apartFromForbidden, type Fault, isBelow, WriteFailure } from '../user-error.js';
import { type CreatedRows, type Creation, lookUp, outcomeOf, writeRows } from './create-rows.js';

/** Rows of which some may be dropped. */
interface Batch {
  readonly rows: readonly RowWrite[];
  readonly resolved: Resolved;
  /** What was found wrong so far. */
  readonly found: readonly Fault[];
}

const BEFORE = sql.id('before_rows');

/**
 * Creates the rows that have no faults. What is found wrong only once they are written undoes them
 * all, and they are written again without those at fault.
 * @param known - what is wrong with their inputs
 * @throws WriteFailure when none can be created
 */
export async function createWhatMay(
  session: ReadSession,
  creation: Creation,
  known: readonly Fault[],
): Promise<Outcome> {
  const { rows } = creation;
  const { resolved, faults: missing } = await lookUp(session, rows);
  // Each row by itself: which of them mentions a value first depends on who goes on.
  const claiming = claimants(rows.flatMap((row) => rowsToCreate([row], resolved)));
  const uniques = await UniqueValues.lookUp(session, claiming, resolved);
  const late: Fault[] = [];
  for (;;) {
    // Which of them is found first is up to the database.
    const inOrder = rows.flatMap((row) => late.filter(({ path }) => isBelow(path, row.path)));
    const found = [...known, ...missing, ...inOrder];
    const { kept, faults } = sift({ rows, resolved, found }, uniques);
    if (kept.length === 0 && rows.length > 0) {
      throw new WriteFailure(faults);
    }
    const tried = await tryRows(session, kept, resolved);
    if ('entities' in tried) {
      return outcomeOf(creation, tried.entities, faults);
    }
    const isPlaced = (placed: readonly Fault[]): boolean =>
      kept.some((row) => isAtFault(row, placed));
    const { failure } = tried;
    const placed = isPlaced(failure.faults)
      ? failure.faults
      : await faultsOfEach(session, kept, resolved);
    if (!isPlaced(placed)) {
      throw failure;
    }
    late.push(...placed);
  }
}

/**
 * Writes rows, or leaves everything as it was before.
 * @returns them, and what undoes it; or why there are none
 */
async function tryRows(
  session: ReadSession,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<
  | { readonly entities: CreatedRows; readonly undo: () => Promise<void> }
  | { readonly failure: WriteFailure }
> {
  const { context } = session;
  const forget = observedSoFar(context);
  const undo = async (): Promise<void> => {
    await session.run(sql`rollback to savepoint ${BEFORE}`);
    await session.run(sql`release savepoint ${BEFORE}`);
    context.em.clear();
    forget();
  };
  await session.run(sql`savepoint ${BEFORE}`);
  try {
    return { entities: await writeRows(session, rows, resolved), undo };
  } catch (error) {
    if (!(error instanceof WriteFailure)) {
      throw error;
    }
    await undo();
    return { failure: error };
  }
}

/** Finds whose a fault is that does not say: those rows fail by themselves as well. */
async function faultsOfEach(
  session: ReadSession,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const row of rows) {
    const tried = await tryRows(session, [row], resolved);
    if ('failure' in tried) {
      faults.push(...tried.failure.faults);
    } else {
      await tried.undo();
    }
  }
  return faults;
}

/** Which rows go on, and what is wrong with the others. A row that is dropped claims nothing. */
function sift(
  { rows, resolved, found }: Batch,
  uniques: UniqueValues,
): { readonly kept: readonly RowWrite[]; readonly faults: readonly Fault[] } {
  const kept: RowWrite[] = [];
  const faults = [...found];
  const claimed = new Set<string>();
  let mentioned = new Set<string>();
  for (const row of rows) {
    const mentions = new Set(mentioned);
    const created = claimants(rowsToCreate([row], resolved, mentions));
    const taken = uniques.judge(created, claimed);
    if (taken.faults.length === 0 && !isAtFault(row, found)) {
      kept.push(row);
      taken.claims.forEach((claim) => claimed.add(claim));
      mentioned = mentions;
    }
    faults.push(...apartFromForbidden(found, taken.faults));
  }
  return { kept, faults };
}

function isAtFault(row: RowWrite, faults: readonly Fault[]): boolean {
  return faults.some(({ path }) => isBelow(path, row.path));
}
