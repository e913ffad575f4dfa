import type { Column } from '../../model/model.js';
import type { ReadSession } from '../../reading/reader/session.js';
import { applyUpdate } from './apply-row.js';
import { createAll, createWhatMay, placeOfAll } from './create-rows.js';
import { deleteRows } from './delete-rows.js';
import { RuleError } from '../../errors.js';
import {
  apartFromForbidden,
  type Fault,
  Faults,
  type InputPath,
  throwIfAny,
  WriteFailure,
} from '../user-error.js';
import { nothing, type Outcome } from '../outcome.js';
import { checkFields, neverAllowed, unseenKeys } from '../checks/permissions.js';
import { resolve, rowsToCreate } from '../rows/resolve.js';
import { findRows } from '../rows/find-rows.js';
import { findUpserted } from '../rows/sought.js';
import { checkVersion } from '../checks/check-version.js';
import { checkFound, pathOf, policyOf, targetKeys } from '../rows/targets.js';
import { writeUnit } from './write-unit.js';
import { type Entity, Unit } from '../unit/unit.js';
import { claimants, UniqueValues } from '../checks/uniqueness.js';
import type { RootWrite, RowWrite } from '../input/write-plan.js';

type Of<K extends RootWrite['kind']> = Extract<RootWrite, { readonly kind: K }>;

/**
 * Does what one root field of a mutation asks for, in the transaction of the session. What was
 * expected to go wrong comes back as faults, and then the document is rolled back.
 * @param known - what was found wrong with its input already
 */
export async function runWrite(
  session: ReadSession,
  write: RootWrite,
  known: readonly Fault[],
): Promise<Outcome> {
  try {
    if (write.kind !== 'create' || !write.continues) {
      throwIfAny(known);
    }
    switch (write.kind) {
      case 'create':
        return await runCreate(session, write, known);
      case 'update':
        return await runUpdate(session, write);
      case 'upsert':
        return await runUpsert(session, write);
      case 'delete':
        return await runDelete(session, write);
      case 'restore':
        return await runRestore(session, write);
    }
  } catch (error) {
    const faults = faultsOf(error, write);
    if (faults === null) {
      throw error;
    }
    return nothing(write.model, faults);
  } finally {
    // Link tables are changed beside the unit of work: what it remembers of them may be stale.
    session.context.em.clear();
  }
}

/** What an error that a write throws says to its payload; null for one nobody expects. */
function faultsOf(error: unknown, write: RootWrite): readonly Fault[] | null {
  if (error instanceof WriteFailure) {
    return error.faults;
  }
  // A hook may find a rule broken while rows are loaded; what the database finds, it finds later.
  return error instanceof RuleError ? [Faults.invalid(placeOf(write), error.message)] : null;
}

/** The argument a write as a whole is about. */
function placeOf(write: RootWrite): InputPath {
  switch (write.kind) {
    case 'create':
      return placeOfAll(write.rows);
    case 'update':
    case 'delete':
      return pathOf(write.target);
    case 'upsert':
      return ['by'];
    case 'restore':
      return ['id'];
  }
}

async function runCreate(
  session: ReadSession,
  write: Of<'create'>,
  known: readonly Fault[],
): Promise<Outcome> {
  const { model, rows } = write;
  const { resolved, faults: unresolved } = await resolve(session, rows);
  const forbidden = neverAllowed(session, rowsToCreate(rows, resolved));
  const found = [...known, ...forbidden, ...unresolved];
  const batch = { rows, resolved, found };
  const { entities, faults } = write.continues
    ? await createWhatMay(session, batch)
    : await createAll(session, batch);
  const keys = rows.map((row) => entities.get(row)?.id ?? null);
  return { model, keys, deletedKeys: [], affectedCount: entities.size, faults };
}

async function runUpdate(session: ReadSession, write: Of<'update'>): Promise<Outcome> {
  const { model, target, row, expectedVersion } = write;
  const keys = await targetKeys(session, { model, target, policy: 'update' });
  return await updateRows(session, { row, expected: expectedVersion }, keys);
}

async function updateRows(
  session: ReadSession,
  { row, expected }: { readonly row: RowWrite; readonly expected: number | null },
  keys: readonly number[],
): Promise<Outcome> {
  const { model } = row;
  const unit = new Unit(session);
  const entities = await unit.load(model, keys);
  await checkVersion(unit, entities, { row, expected });
  await changeRows(unit, row, entities);
  return { model, keys, deletedKeys: [], affectedCount: keys.length, faults: [] };
}

async function changeRows(unit: Unit, row: RowWrite, entities: readonly Entity[]): Promise<void> {
  const { session } = unit;
  const keys = entities.map(({ id }) => id);
  const { resolved, faults } = await resolve(session, [row]);
  const wanted = rowsToCreate([row], resolved).slice(1);
  const claims = [...entities.map(({ id }) => ({ write: row, key: id })), ...claimants(wanted)];
  const forbidden = [...neverAllowed(session, wanted), ...(await checkFields(session, row, keys))];
  const taken = (await UniqueValues.lookUp(session, claims, resolved)).judge(claims).faults;
  throwIfAny([...forbidden, ...faults, ...apartFromForbidden(forbidden, taken)]);
  await applyUpdate({ unit, resolved }, row, entities);
  await touchUnseen(unit, row, entities);
  await writeUnit(unit, { path: row.path, writes: [row, ...wanted] });
}

async function runUpsert(session: ReadSession, write: Of<'upsert'>): Promise<Outcome> {
  const { model, create, update } = write;
  const key = await findUpserted(session, write);
  if (key !== undefined && update.values.size === 0 && update.links.length === 0) {
    // To find is to read: it takes no right to update.
    return { model, keys: [key], deletedKeys: [], affectedCount: 0, faults: [] };
  }
  const [found] =
    key === undefined
      ? []
      : await findRows(session, {
          model,
          where: { keys: [key] },
          allowed: policyOf(session, model, 'update'),
          isLocking: true,
        });
  if (found === undefined) {
    // It is not there, or went before it could be locked.
    const rows = [create];
    return await runCreate(session, { kind: 'create', model, rows, continues: false }, []);
  }
  checkFound([found], { model, path: ['by'], what: 'update' });
  return await updateRows(session, { row: update, expected: null }, [found.key]);
}

async function runDelete(session: ReadSession, write: Of<'delete'>): Promise<Outcome> {
  const { model, target, expectedVersion } = write;
  const keys = await targetKeys(session, { model, target, policy: 'delete' });
  const unit = new Unit(session);
  const entities = await unit.load(model, keys);
  const row = { model, path: [], values: new Map(), links: [], sought: null };
  await checkVersion(unit, entities, { row, expected: expectedVersion });
  if (model.deletedAt === null) {
    await deleteRows(
      unit,
      entities.map((entity) => ({ model, entity, path: pathOf(target) })),
    );
  } else {
    markDeleted(unit, { column: model.deletedAt, at: new Date() }, entities);
  }
  await writeUnit(unit, { path: pathOf(target), writes: [] });
  return { model, keys: [], deletedKeys: keys, affectedCount: keys.length, faults: [] };
}

async function runRestore(session: ReadSession, write: Of<'restore'>): Promise<Outcome> {
  const { model, key } = write;
  const [found] = await findRows(session, {
    model,
    where: { keys: [key] },
    allowed: policyOf(session, model, 'delete'),
    deleted: 'ONLY',
    isLocking: true,
  });
  checkFound(found === undefined ? [] : [found], { model, path: ['id'], what: 'restore' });
  const unit = new Unit(session);
  const entities = await unit.load(model, [key]);
  if (model.deletedAt !== null) {
    markDeleted(unit, { column: model.deletedAt, at: null }, entities);
  }
  await writeUnit(unit, { path: ['id'], writes: [] });
  return { model, keys: [key], deletedKeys: [], affectedCount: 1, faults: [] };
}

function markDeleted(
  unit: Unit,
  mark: { readonly column: Column; readonly at: Date | null },
  entities: readonly Entity[],
): void {
  for (const entity of entities) {
    unit.assign(entity, new Map([[mark.column, mark.at]]), ['id']);
  }
}

/**
 * Writes what the viewer set without seeing it even where nothing changes: else the version of the
 * row would tell whether the value was guessed.
 */
async function touchUnseen(unit: Unit, row: RowWrite, entities: readonly Entity[]): Promise<void> {
  for (const [column, keys] of await unseenKeys(
    unit.session,
    row,
    entities.map(({ id }) => id),
  )) {
    for (const entity of entities.filter(({ id }) => keys.has(id))) {
      unit.touch(entity, column);
    }
  }
}
