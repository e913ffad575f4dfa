import { sql } from 'kysely';
import type { ReadSession } from '../../reading/reader/session.js';
import { applyCreate } from './apply-row.js';
import {
  apartFromForbidden,
  type Fault,
  type InputPath,
  isBelow,
  throwIfAny,
  WriteFailure,
} from '../user-error.js';
import { observedSoFar } from '../dry-run/observed-links.js';
import { type Resolved, rowsToCreate } from '../rows/resolve.js';
import { writeUnit } from './write-unit.js';
import { type Entity, Unit } from '../unit/unit.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import type { RowWrite } from '../input/write-plan.js';

/** Rows to create together. */
export interface Batch {
  readonly rows: readonly RowWrite[];
  readonly resolved: Resolved;
  /** What was found wrong so far. */
  readonly found: readonly Fault[];
}

type CreatedRows = ReadonlyMap<RowWrite, Entity>;

/** What became of a batch. */
interface Created {
  readonly entities: CreatedRows;
  /** What was wrong with rows that were dropped. */
  readonly faults: readonly Fault[];
}

const BEFORE = sql.id('before_rows');

/**
 * Creates all rows of a batch.
 * @throws WriteFailure when anything is wrong with any
 */
export async function createAll(session: ReadSession, batch: Batch): Promise<Created> {
  const { rows, resolved, found } = batch;
  const claiming = claimants(rowsToCreate(rows, resolved));
  const taken = (await UniqueValues.lookUp(session, claiming, resolved)).judge(claiming).faults;
  throwIfAny([...found, ...apartFromForbidden(found, taken)]);
  return { entities: await createRows(session, rows, resolved), faults: [] };
}

/**
 * Creates the rows of a batch that have no faults. What is found wrong only once they are written
 * undoes them all, and they are written again without those at fault.
 * @throws WriteFailure when none can be created
 */
export async function createWhatMay(session: ReadSession, batch: Batch): Promise<Created> {
  const { rows, resolved } = batch;
  // Each row by itself: which of them mentions a value first depends on who goes on.
  const claiming = claimants(rows.flatMap((row) => rowsToCreate([row], resolved)));
  const uniques = await UniqueValues.lookUp(session, claiming, resolved);
  const late: Fault[] = [];
  for (;;) {
    // Which of them is found first is up to the database.
    const inOrder = rows.flatMap((row) => late.filter(({ path }) => isBelow(path, row.path)));
    const found = [...batch.found, ...inOrder];
    const { kept, faults } = sift({ rows, resolved, found }, uniques);
    if (kept.length === 0 && rows.length > 0) {
      throw new WriteFailure(faults);
    }
    const tried = await tryRows(session, kept, resolved);
    if ('entities' in tried) {
      return { entities: tried.entities, faults };
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
 * Creates rows, or leaves everything as it was before.
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
    return { entities: await createRows(session, rows, resolved), undo };
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
  await writeUnit(unit, { path: placeOfAll(rows), writes: rowsToCreate(rows, resolved) });
  return entities;
}

/** Where rows that are created together stand: the one, or the list. */
export function placeOfAll(rows: readonly RowWrite[]): InputPath {
  const [first, ...others] = rows;
  return first?.path.slice(0, others.length === 0 ? undefined : 1) ?? [];
}
