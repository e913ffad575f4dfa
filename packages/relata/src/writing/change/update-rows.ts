import type { Key } from '../../kinds/kind.js';
import type { Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { checkVersion } from '../checks/check-version.js';
import { checkFields, neverAllowed, unseenKeys } from '../checks/permissions.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import type { RootWrite, RowWrite } from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { findRows } from '../rows/find-rows.js';
import { resolve, rowsToCreate } from '../rows/resolve.js';
import { findUpserted } from '../rows/sought.js';
import { checkFound, policyOf, targetKeys } from '../rows/targets.js';
import { keyOf } from '../../model/entity-key.js';
import { type Entity, Unit } from '../unit/unit.js';
import { throwIfAny } from '../user-error.js';
import { applyUpdate } from './apply-row.js';
import { createRows } from './create-rows.js';
import { toldOfTaken } from './told-of-taken.js';
import { writeUnit } from './write-unit.js';

type Of<K extends RootWrite['kind']> = Extract<RootWrite, { readonly kind: K }>;

/** Changes the rows a target names, all alike. */
export async function updateRows(session: StatementRunner, write: Of<'update'>): Promise<Outcome> {
  const { model, target, row, expectedVersion } = write;
  const keys = await targetKeys(session, { model, target, policy: 'update' });
  return await updateKeys(session, { row, expected: expectedVersion }, keys);
}

/** Changes the row that a unique value finds, or creates one. */
export async function upsertRow(session: StatementRunner, write: Of<'upsert'>): Promise<Outcome> {
  const { model, create, update } = write;
  const key = await findUpserted(session, write);
  if (key !== undefined && update.values.size === 0 && update.links.length === 0) {
    // To find is to read: it takes no right to update.
    return { model, keys: [key], deletedKeys: [], affectedCount: 0, userErrors: [] };
  }
  const found = key === undefined ? undefined : await lockedRow(session, model, key);
  if (found === undefined) {
    // It is not there, or went before it could be locked.
    return await createRows(session, { model, rows: [create] });
  }
  checkFound([found], { model, path: ['by'], what: 'update' });
  return await updateKeys(session, { row: update, expected: null }, [found.key]);
}

async function lockedRow(session: StatementRunner, model: Model, key: Key) {
  const allowed = policyOf(session, model, 'update');
  const [found] = await findRows(session, {
    model,
    where: { keys: [key] },
    allowed,
    isLocking: true,
  });
  return found;
}

async function updateKeys(
  session: StatementRunner,
  { row, expected }: { readonly row: RowWrite; readonly expected: number | null },
  keys: readonly Key[],
): Promise<Outcome> {
  const { model } = row;
  const unit = new Unit(session);
  const entities = await unit.load(model, keys);
  await checkVersion(unit, entities, { row, expected });
  await changeRows(unit, row, entities);
  return { model, keys, deletedKeys: [], affectedCount: keys.length, userErrors: [] };
}

async function changeRows(unit: Unit, row: RowWrite, entities: readonly Entity[]): Promise<void> {
  const { session } = unit;
  const keys = entities.map((entity) => keyOf(row.model, entity));
  const { resolved, userErrors } = await resolve(session, [row]);
  const wanted = rowsToCreate([row], resolved).slice(1);
  const claims = [...keys.map((key) => ({ write: row, key })), ...claimants(wanted)];
  const forbidden = [...neverAllowed(session, wanted), ...(await checkFields(session, row, keys))];
  const taken = (await UniqueValues.lookUp(session, claims, resolved)).judge(claims).userErrors;
  const found = [...forbidden, ...userErrors];
  const apply = (): Promise<void> => applyUpdate({ unit, resolved }, row, entities);
  throwIfAny([...found, ...(await toldOfTaken(unit, { apply, found, taken }))]);
  await apply();
  await touchUnseen(unit, row, entities);
  await writeUnit(unit, { path: row.path, writes: [row, ...wanted] });
}

/**
 * Writes what the viewer set without seeing it even where nothing changes: else the version of the
 * row would tell whether the value was guessed.
 */
async function touchUnseen(unit: Unit, row: RowWrite, entities: readonly Entity[]): Promise<void> {
  for (const [column, keys] of await unseenKeys(
    unit.session,
    row,
    entities.map((entity) => keyOf(row.model, entity)),
  )) {
    for (const entity of entities.filter((each) => keys.has(keyOf(row.model, each)))) {
      unit.touch(entity, column);
    }
  }
}
