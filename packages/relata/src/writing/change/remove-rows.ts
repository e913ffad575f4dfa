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
  return { model, keys: [], deletedKeys: keys, affectedCount: keys.length, userErrors: [] };
}

/** Takes back that a row was deleted. */
export async function restoreRow(session: StatementRunner, write: Of<'restore'>): Promise<Outcome> {
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
  return { model, keys: [key], deletedKeys: [], affectedCount: 1, userErrors: [] };
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
