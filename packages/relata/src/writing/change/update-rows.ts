import type { Key } from '../../kinds/kind.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { checkVersion } from '../checks/check-version.js';
import { editedRows } from '../checks/edited-rows.js';
import { checkFields, neverAllowed, unseenRows } from '../checks/permissions.js';
import { type Claimant, claimants, UniqueValues } from '../checks/uniqueness.js';
import {
  type KnownRow,
  KNOWS_NOTHING,
  type RootWrite,
  type RowWrite,
  saysNothing,
} from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { resolve, rowsToCreateIn } from '../rows/resolve.js';
import { findUpserted } from '../rows/sought.js';
import { checkFound, rowsToUpdate, targetKeys } from '../rows/targets.js';
import { keyOf } from '../../model/entity-key.js';
import { settle } from '../nested/settle.js';
import { type RowsUpdate, Unit } from '../unit/unit.js';
import { apartFromForbidden, throwIfAny } from '../user-error.js';
import { applyUpdate } from './apply-row.js';
import { createRows, placeOfAll } from './create-rows.js';
import { loadNamed, loadPresent } from './named-rows.js';
import { toldOfTaken } from './told-of-taken.js';
import { writeUnit } from './write-unit.js';

type Of<K extends RootWrite['kind']> = Extract<RootWrite, { readonly kind: K }>;

/** Changes the rows a target names, all alike. */
export async function updateRows(session: StatementRunner, write: Of<'update'>): Promise<Outcome> {
  const { model, target, row, known } = write;
  const keys = await targetKeys(session, { model, target, policy: 'update' });
  return await updateKeys(session, { row, known }, keys);
}

/** Changes the row that a unique value finds, or creates one. */
export async function upsertRow(session: StatementRunner, write: Of<'upsert'>): Promise<Outcome> {
  const { model, create, update } = write;
  const key = await findUpserted(session, write);
  if (key !== undefined && saysNothing(update)) {
    // To find is to read: it takes no right to update.
    return { model, keys: [key], deletedKeys: [], affectedCount: 0, userErrors: [] };
  }
  const found =
    key === undefined ? undefined : (await rowsToUpdate(session, model, [key])).get(key);
  if (found === undefined) {
    // It is not there, or went before it could be locked.
    return await createRows(session, { model, rows: [create] });
  }
  checkFound([found], { model, path: ['by'], what: 'update' });
  return await updateKeys(session, { row: update, known: KNOWS_NOTHING }, [found.key]);
}

async function updateKeys(
  session: StatementRunner,
  { row, known }: { readonly row: RowWrite; readonly known: KnownRow },
  keys: readonly Key[],
): Promise<Outcome> {
  const { model } = row;
  const unit = new Unit(session);
  const entities = await unit.load(model, keys);
  await checkVersion(unit, entities, { row, known });
  await changeRows(unit, [{ write: row, entities }]);
  return { model, keys, deletedKeys: [], affectedCount: keys.length, userErrors: [] };
}

/**
 * Changes rows, and what hangs on them, as one unit.
 * @throws WriteFailure when anything is wrong with any
 */
export async function changeRows(unit: Unit, asked: readonly RowsUpdate[]): Promise<void> {
  const { session } = unit;
  const settled = await settle(unit, asked);
  throwIfAny(settled.userErrors);
  const edited = await editedRows(session, settled.all);
  const [updates, all] = [
    [...settled.updates, ...edited.updates],
    [...settled.all, ...edited.updates],
  ];
  const rows = settled.updates.map(({ write }) => write);
  const { resolved, userErrors } = await resolve(session, rows);
  const mentioned = new Set<string>();
  const wanted = rows.flatMap((row) => rowsToCreateIn(row, resolved, mentioned));
  const claims = [...all.flatMap(claimantsOf), ...claimants(wanted)];
  const forbidden = [
    ...neverAllowed(session, wanted),
    ...(await checkFields(session, settled.all)),
  ];
  const taken = (await UniqueValues.lookUp(session, claims, resolved)).judge(claims).userErrors;
  const found = [...forbidden, ...userErrors, ...apartFromForbidden(forbidden, edited.userErrors)];
  const apply = async (): Promise<void> => {
    const present = await loadPresent(unit, all, resolved);
    await loadNamed(unit, rows, resolved);
    for (const { write, entities } of updates) {
      await applyUpdate({ unit, resolved, present }, write, entities);
    }
  };
  throwIfAny([...found, ...(await toldOfTaken(unit, { apply, found, taken }))]);
  await apply();
  for (const { write, entities: changed } of all) {
    changed.forEach((entity) => unit.inputs.set(entity, write.path));
  }
  await touchUnseen(unit, all);
  const writes = [...all.map(({ write }) => write), ...wanted];
  await writeUnit(unit, { path: placeOfAll(rows), writes });
}

function claimantsOf({ write, entities }: RowsUpdate): readonly Claimant[] {
  return entities.map((entity) => ({ write, key: keyOf(write.model, entity) }));
}

/**
 * Writes what the viewer set without seeing it even where nothing changes: else the version of the
 * row would tell whether the value was guessed.
 */
async function touchUnseen(unit: Unit, updates: readonly RowsUpdate[]): Promise<void> {
  for (const [column, entities] of await unseenRows(unit.session, updates)) {
    for (const entity of entities) {
      unit.touch(entity, column);
    }
  }
}
