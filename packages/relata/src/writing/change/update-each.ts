import type { Key } from '../../kinds/kind.js';
import { keyOf } from '../../model/entity-key.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { versionError } from '../checks/check-version.js';
import type { NestedUpdate, RootWrite } from '../input/write-plan.js';
import { CHANGED_TWICE } from '../nested/settle.js';
import type { Outcome } from '../outcome.js';
import { rowsToUpdate } from '../rows/targets.js';
import { type Entity, type RowsUpdate, Unit } from '../unit/unit.js';
import { throwIfAny, type UserError, UserErrors } from '../user-error.js';
import { changeRows } from './update-rows.js';

type UpdateEach = Extract<RootWrite, { readonly kind: 'updateEach' }>;

/** Changes several rows, each its own way; all, or none. */
export async function updateEach(session: StatementRunner, write: UpdateEach): Promise<Outcome> {
  const { model, updates } = write;
  const keys = updates.flatMap(({ key }) => key ?? []);
  if (keys.length > 0) {
    throwIfAny(await errorsOfRows(session, write));
    const unit = new Unit(session);
    const entities = await unit.load(model, keys);
    const byKey = new Map(entities.map((entity) => [keyOf(model, entity), entity]));
    await changeRows(unit, await checked(session, updates, byKey));
  }
  return { model, keys, deletedKeys: [], affectedCount: keys.length, userErrors: [] };
}

/** What is wrong with the rows that are named: they are locked from now on. */
async function errorsOfRows(
  session: StatementRunner,
  { model, updates }: UpdateEach,
): Promise<readonly UserError[]> {
  const keys = new Set(updates.flatMap(({ key }) => key ?? []));
  const byKey = await rowsToUpdate(session, model, [...keys]);
  return updates.flatMap(({ key, path }) => {
    const row = byKey.get(key ?? '');
    const place = [...path, 'id'];
    if (row === undefined) {
      return [UserErrors.missing(place, model)];
    }
    if (!row.isAllowed) {
      return [UserErrors.forbidden(place, `update this ${model.name}`)];
    }
    return keys.delete(row.key) ? [] : [UserErrors.invalid(place, CHANGED_TWICE)];
  });
}

/** The rows with what becomes of them. @throws WriteFailure for those that have other versions */
async function checked(
  session: StatementRunner,
  updates: readonly NestedUpdate[],
  byKey: ReadonlyMap<Key, Entity>,
): Promise<readonly RowsUpdate[]> {
  const changes: RowsUpdate[] = [];
  const stale: UserError[] = [];
  for (const { key, row, known, path } of updates) {
    const entity = byKey.get(key ?? '');
    if (entity !== undefined) {
      changes.push({ write: row, entities: [entity] });
      const error = await versionError(session, entity, { row, known, path });
      stale.push(...(error === null ? [] : [error]));
    }
  }
  throwIfAny(stale);
  return changes;
}
