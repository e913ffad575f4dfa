import type { Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { neverAllowed } from '../checks/permissions.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import type { RowWrite } from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { type Resolved, resolve, rowsToCreate } from '../rows/resolve.js';
import { knownKey } from '../../model/entity-key.js';
import { type Entity, Unit } from '../unit/unit.js';
import { type InputPath, throwIfAny, type UserError } from '../user-error.js';
import { applyCreate } from './apply-row.js';
import { loadNamed } from './named-rows.js';
import { toldOfTaken } from './told-of-taken.js';
import { writeUnit } from './write-unit.js';

/** Rows to create together. */
export interface Creation {
  readonly model: Model;
  readonly rows: readonly RowWrite[];
}

/** The rows of a creation, by what they were created from. */
export type CreatedRows = ReadonlyMap<RowWrite, Entity>;

/**
 * Creates all rows, or none.
 * @throws WriteFailure when anything is wrong with any
 */
export async function createRows(session: StatementRunner, creation: Creation): Promise<Outcome> {
  const { rows } = creation;
  const { resolved, userErrors: found } = await lookUp(session, rows);
  const claiming = claimants(rowsToCreate(rows, resolved));
  const taken = (await UniqueValues.lookUp(session, claiming, resolved)).judge(claiming).userErrors;
  if (found.length + taken.length > 0) {
    const unit = new Unit(session);
    const apply = (): Promise<unknown> => applyRows(unit, rows, resolved);
    throwIfAny([...found, ...(await toldOfTaken(unit, { apply, found, taken }))]);
  }
  return outcomeOf(creation, await writeRows(session, rows, resolved), []);
}

/** What inputs refer to, and what of them is missing or never allowed. */
export async function lookUp(
  session: StatementRunner,
  rows: readonly RowWrite[],
): Promise<{ readonly resolved: Resolved; readonly userErrors: readonly UserError[] }> {
  const { resolved, userErrors } = await resolve(session, rows);
  const forbidden = neverAllowed(session, rowsToCreate(rows, resolved));
  return { resolved, userErrors: [...forbidden, ...userErrors] };
}

/**
 * Writes rows, and what hangs on them, as one unit.
 * @throws WriteFailure for what is found wrong only now
 */
export async function writeRows(
  session: StatementRunner,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<CreatedRows> {
  const unit = new Unit(session);
  const entities = await applyRows(unit, rows, resolved);
  await writeUnit(unit, { path: placeOfAll(rows), writes: rowsToCreate(rows, resolved) });
  return entities;
}

/** Makes the entities of rows, for the unit to write. */
export async function applyRows(
  unit: Unit,
  rows: readonly RowWrite[],
  resolved: Resolved,
): Promise<CreatedRows> {
  const entities = new Map<RowWrite, Entity>();
  await loadNamed(unit, rows, resolved);
  for (const row of rows) {
    entities.set(row, await applyCreate({ unit, resolved, present: new Map() }, row));
  }
  return entities;
}

/** What a creation comes to; null stands for a row that was dropped. */
export function outcomeOf(
  { model, rows }: Creation,
  entities: CreatedRows,
  userErrors: readonly UserError[],
): Outcome {
  const keys = rows.map((row) => {
    const entity = entities.get(row);
    return entity === undefined ? null : knownKey(model, entity);
  });
  return { model, keys, deletedKeys: [], affectedCount: entities.size, userErrors };
}

/** Where rows that are created together stand: the one, or the list. */
export function placeOfAll(rows: readonly RowWrite[]): InputPath {
  const [first, ...others] = rows;
  return first?.path.slice(0, others.length === 0 ? undefined : 1) ?? [];
}
