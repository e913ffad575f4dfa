import { ALWAYS, and } from '../../filter/condition.js';
import type { Column, Model } from '../../model/model.js';
import { CHANGED_AND_REMOVED } from '../input/parse-removal.js';
import { UserErrors, throwIfAny } from '../user-error.js';
import { allowedKeys, children } from '../rows/find-rows.js';
import { keyOf } from '../../model/entity-key.js';
import type { Deletion, Unit } from '../unit/unit.js';

/**
 * Plans what leaves with some rows, level by level: dependents are found in batches, checked by
 * the delete policy of their model, and become part of the unit of work. The foreign keys of the
 * database are the net beneath.
 */
export async function deleteRows(unit: Unit, deletions: readonly Deletion[]): Promise<void> {
  for (const [model, level] of Map.groupBy(deletions, (deletion) => deletion.model)) {
    for (const { entity } of level) {
      const changed = unit.changed.get(entity);
      throwIfAny(changed === undefined ? [] : [UserErrors.invalid(changed, CHANGED_AND_REMOVED)]);
      unit.remove(model, entity);
    }
    for (const key of referencesTo(unit, model)) {
      await deleteDependents(unit, key, level);
    }
  }
}

/**
 * Checks by the delete policy rows that leave although nobody named them by id.
 * @param parent - the model of the rows they go with: those that hang on rows of no tenant may be of any
 */
export async function checkDeletable(
  unit: Unit,
  deletions: readonly Deletion[],
  parent?: Model,
): Promise<void> {
  const { engine, context } = unit.session;
  const { policies } = engine;
  for (const [model, level] of Map.groupBy(deletions, (deletion) => deletion.model)) {
    const ofTenant = parent?.tenant === null ? policies.tenant(model, context.viewer) : ALWAYS;
    const condition = and(ofTenant, policies.write(model, 'delete', context.viewer));
    const keys = level.map(({ entity }) => keyOf(model, entity));
    const allowed = await allowedKeys(unit.session, { model, keys }, condition);
    throwIfAny(
      level
        .filter(({ entity }) => !allowed.has(keyOf(model, entity)))
        .slice(0, 1)
        .map(({ path }) => UserErrors.forbidden(path, `delete a ${model.name} that goes with it`)),
    );
  }
}

async function deleteDependents(
  unit: Unit,
  key: Column,
  parents: readonly Deletion[],
): Promise<void> {
  const [first] = parents;
  const found = await children(unit.session, key, {
    parents: parents.map(({ model: parent, entity }) => keyOf(parent, entity)),
  });
  if (first === undefined || found.length === 0) {
    return;
  }
  const { model } = key;
  const rule = key.references?.onDelete;
  if (rule !== 'cascade' && rule !== 'set null') {
    throwIfAny([UserErrors.invalid(first.path, `is still used by a ${model.name}`)]);
  }
  const entities = await unit.load(
    model,
    found.map((child) => child.key),
  );
  if (rule === 'set null') {
    for (const entity of entities) {
      unit.point(entity, key, null);
    }
    return;
  }
  const dependents = entities.map((entity) => ({ model, entity, path: first.path }));
  await checkDeletable(unit, dependents, first.model);
  await deleteRows(unit, dependents);
}

function referencesTo(unit: Unit, model: Model): readonly Column[] {
  return [...unit.session.engine.catalog.values()].flatMap((other) =>
    [...other.columns.values()].filter((column) => column.references?.model === model),
  );
}
