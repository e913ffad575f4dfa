import { sql } from 'kysely';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import { observedSoFar } from '../dry-run/observed-links.js';
import type { RowWrite } from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { type Resolved, rowsToCreate } from '../rows/resolve.js';
import { isBelow, type UserError, WriteFailure } from '../user-error.js';
import { violationOf } from '../violations/violation-of.js';
import {
  applyRows,
  type CreatedRows,
  type Creation,
  lookUp,
  outcomeOf,
  writeRows,
} from './create-rows.js';
import { toldOfTaken } from './told-of-taken.js';
import { Unit } from '../unit/unit.js';

/** Rows of which some may be dropped. */
interface Batch {
  readonly rows: readonly RowWrite[];
  readonly resolved: Resolved;
  /** What was found wrong before anything was written. */
  readonly found: readonly UserError[];
  /** What was found wrong since. */
  readonly late: readonly UserError[];
}

const BEFORE = sql.id('before_rows');

/**
 * Creates the rows that have no errors. What is found wrong only once they are written undoes them
 * all, and they are written again without those at fault.
 * @param known - what is wrong with their inputs
 * @throws WriteFailure when none can be created
 */
export async function createWhatMay(
  session: StatementRunner,
  creation: Creation,
  known: readonly UserError[],
): Promise<Outcome> {
  const { rows } = creation;
  const { resolved, userErrors: missing } = await lookUp(session, rows);
  // Each row by itself: which of them mentions a value first depends on who goes on.
  const claiming = claimants(rows.flatMap((row) => rowsToCreate([row], resolved)));
  const uniques = await UniqueValues.lookUp(session, claiming, resolved);
  const late: UserError[] = [];
  for (;;) {
    const batch = { rows, resolved, found: [...known, ...missing], late };
    const { kept, userErrors } = await sift(session, batch, uniques);
    if (kept.length === 0 && rows.length > 0) {
      throw new WriteFailure(userErrors);
    }
    const tried = await tryRows(session, kept, resolved);
    if ('entities' in tried) {
      return outcomeOf(creation, tried.entities, userErrors);
    }
    const isPlaced = (placed: readonly UserError[]): boolean =>
      kept.some((row) => errorsOf(row, placed).length > 0);
    const { failure } = tried;
    const placed = isPlaced(failure.userErrors)
      ? failure.userErrors
      : await userErrorsOfEach(session, kept, resolved);
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
  session: StatementRunner,
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
    await undo().catch((ended: unknown) => {
      // A trigger of SQLite may have ended the transaction: then there is nothing to go on with.
      throw violationOf(ended) === null ? ended : error;
    });
    return { failure: error };
  }
}

/** Finds whose an error is that does not say: those rows fail by themselves as well. */
async function userErrorsOfEach(
  session: StatementRunner,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<readonly UserError[]> {
  const userErrors: UserError[] = [];
  for (const row of rows) {
    const tried = await tryRows(session, [row], resolved);
    if ('failure' in tried) {
      userErrors.push(...tried.failure.userErrors);
    } else {
      await tried.undo();
    }
  }
  return userErrors;
}

/**
 * Which rows go on, and what is wrong with the others. What was found late, or would be if values
 * were not taken, is told in the order of the rows: which is found first is up to the database. A row
 * that is dropped claims nothing.
 */
async function sift(
  session: StatementRunner,
  { rows, resolved, found, late }: Batch,
  uniques: UniqueValues,
): Promise<{ readonly kept: readonly RowWrite[]; readonly userErrors: readonly UserError[] }> {
  const kept: RowWrite[] = [];
  const inOrder: UserError[] = [];
  const claimed = new Set<string>();
  let mentioned = new Set<string>();
  for (const row of rows) {
    const mentions = new Set(mentioned);
    const created = claimants(rowsToCreate([row], resolved, mentions));
    const { userErrors: taken, claims } = uniques.judge(created, claimed);
    const own = errorsOf(row, [...found, ...late]);
    const unit = new Unit(session);
    const apply = (): Promise<unknown> => applyRows(unit, [row], resolved);
    const told = await toldOfTaken(unit, { apply, found: own, taken });
    inOrder.push(...errorsOf(row, late), ...told);
    if (taken.length === 0 && own.length === 0) {
      kept.push(row);
      claims.forEach((claim) => claimed.add(claim));
      mentioned = mentions;
    }
  }
  const isTaken = ({ code }: UserError): boolean => code === 'NOT_UNIQUE';
  const others = inOrder.filter((error) => !isTaken(error));
  return { kept, userErrors: [...found, ...others, ...inOrder.filter(isTaken)] };
}

function errorsOf(row: RowWrite, userErrors: readonly UserError[]): readonly UserError[] {
  return userErrors.filter(({ path }) => isBelow(path, row.path));
}
