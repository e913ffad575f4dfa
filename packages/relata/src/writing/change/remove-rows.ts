import type { WritePolicy } from '../../access/access.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { Column } from '../../model/model.js';
import { checkVersion } from '../checks/check-version.js';
import type { RootWrite } from '../input/write-plan.js';
import type { Outcome } from '../outcome.js';
import { findRows } from '../rows/find-rows.js';
import { checkFound, pathOf, policyOf, targetKeys } from '../rows/targets.js';
import { type Entity, Unit } from '../unit/unit.js';
import { deleteRows } from './delete-rows.js';
import { writeUnit } from './write-unit.js';

type Of<K extends RootWrite['kind']> = Extract<RootWrite, { readonly kind: K }>;

/** Deletes the rows a target names, or marks them deleted where the model does so. */
export async function removeRows(session: StatementRunner, write: Of<'delete'>): Promise<Outcome> {
  const { model, target, expectedVersion } = write;
  const keys = await targetKeys(session, { model, target, policy: 'delete' });
  const unit = new Unit(session);
  const entities = await unit.load(model, keys);
  const row = { model, path: [], values: new Map(), links: [], sought: null };
  await checkVersion(unit, entities, { row, known: { version: expectedVersion, base: null } });
  if (model.deletedAt === null) {
    await deleteRows(
      unit,
      entities.map((entity) => ({ model, entity, path: pathOf(target) })),
    );
  } else {
    markDeleted(unit, { column: model.deletedAt, at: new Date() }, entities);
  }
  await writeUnit(unit, { path: pathOf(target), writes: [] });
  return { model, keys: [], deletedKeys: keys, affectedCount: keys.length, userErrors: [] };
}

/** Takes back that a row was deleted. */
export async function restoreRow(session: StatementRunner, write: Of<'restore'>): Promise<Outcome> {
  const { model, key } = write;
  await findDeleted(session, write, 'delete');
  const unit = new Unit(session);
  const entities = await unit.load(model, [key]);
  if (model.deletedAt !== null) {
    markDeleted(unit, { column: model.deletedAt, at: null }, entities);
  }
  await writeUnit(unit, { path: ['id'], writes: [] });
  return { model, keys: [key], deletedKeys: [], affectedCount: 1, userErrors: [] };
}

/** Deletes for good a row that was deleted, with what hangs on it. */
export async function purgeRow(session: StatementRunner, write: Of<'purge'>): Promise<Outcome> {
  const { model, key } = write;
  await findDeleted(session, write, 'purge');
  const unit = new Unit(session);
  const entities = await unit.load(model, [key]);
  await deleteRows(
    unit,
    entities.map((entity) => ({ model, entity, path: ['id'] })),
  );
  await writeUnit(unit, { path: ['id'], writes: [] });
  return { model, keys: [], deletedKeys: [key], affectedCount: 1, userErrors: [] };
}

/** Leaves the write unless the row is soft-deleted, seen so, and may be written by a policy; locks it. */
async function findDeleted(
  session: StatementRunner,
  { model, key, kind }: Of<'restore' | 'purge'>,
  policy: WritePolicy,
): Promise<void> {
  const found = await findRows(session, {
    model,
    where: { keys: [key] },
    allowed: policyOf(session, model, policy),
    deleted: 'ONLY',
    isLocking: true,
  });
  checkFound(found, { model, path: ['id'], what: kind });
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
