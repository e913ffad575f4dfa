import type { Condition } from '../../filter/condition.js';
import type { Model } from '../../model/model.js';
import { OvertakenError } from '../../errors.js';
import type { ReadSession } from '../../reading/reader/session.js';
import { conflictingFields } from '../checks/conflicting-fields.js';
import { checkDeletable, deleteRows } from './delete-rows.js';
import { Faults, type InputPath, throwIfAny, WriteFailure } from '../user-error.js';
import { lookBefore } from '../invariants/suspects.js';
import { changeLinks } from './link-table.js';
import { withLinksObserved } from '../dry-run/observed-links.js';
import { checkCreated, checkMoved } from '../checks/permissions.js';
import { findRows, type FoundRow } from '../rows/find-rows.js';
import type { Entity, Unit } from '../unit/unit.js';
import type { Claimant } from '../checks/uniqueness.js';
import { faultOfError, wasOvertaken } from '../violations/user-error-of.js';
import type { RowWrite, Target } from '../input/write-plan.js';
import { plural } from '../../plural.js';

/** Rows a root field is about: seen, allowed, and not more than it may change. */
export async function targetKeys(
  session: ReadSession,
  of: { readonly model: Model; readonly target: Target; readonly policy: 'update' | 'delete' },
): Promise<readonly number[]> {
  const { model, target, policy } = of;
  const isOne = target.kind === 'key';
  const rows = await findRows(session, {
    model,
    where: isOne ? { keys: [target.key] } : target.where,
    allowed: policyOf(session, model, policy),
    isLocking: true,
    ...(isOne ? {} : { limit: target.atMost + 1 }),
  });
  if (!isOne && rows.length > target.atMost) {
    throwIfAny([
      Faults.invalid(
        ['where'],
        `matches more than ${String(target.atMost)} ${plural(target.atMost, 'row')}`,
      ),
    ]);
  }
  if (isOne || rows.length > 0) {
    checkFound(rows, { model, path: pathOf(target), what: policy });
  }
  return rows.map(({ key }) => key);
}

/** What was to be done to some rows. */
export interface Asked {
  readonly model: Model;
  /** The argument that says which. */
  readonly path: InputPath;
  /** `update` */
  readonly what: string;
}

/** Leaves the write unless there are rows, and all may be changed. */
export function checkFound(rows: readonly FoundRow[], asked: Asked): void {
  const { model, path, what } = asked;
  if (rows.length === 0) {
    throwIfAny([Faults.missing(path, model)]);
  }
  if (rows.some(({ isAllowed }) => !isAllowed)) {
    throwIfAny([Faults.forbidden(path, `${what} this ${model.name}`)]);
  }
}

/** Leaves the write when a row has another version than its editor knew. */
export async function checkVersion(
  unit: Unit,
  entities: readonly Entity[],
  { row, expected }: { readonly row: RowWrite; readonly expected: number | null },
): Promise<void> {
  for (const entity of expected === null ? [] : entities) {
    if (entity['version'] !== expected) {
      const fields = await conflictingFields(unit.session, row, entity);
      throwIfAny([Faults.stale(['expectedVersion'], { model: row.model, key: entity.id, fields })]);
    }
  }
}

/** Writes the unit: rows in one flush, then link tables, then what only the written rows can tell. */
export async function finish(
  unit: Unit,
  at: { readonly path: InputPath; readonly claimants: readonly Claimant[] },
): Promise<void> {
  throwIfAny(unit.faults);
  // Most units do a part of this only, and each call takes its time, with something to do or not.
  if (unit.toDelete.length > 0) {
    await checkDeletable(unit, unit.toDelete);
    await deleteRows(unit, unit.toDelete);
  }
  await lookBefore(unit.session);
  try {
    await withLinksObserved(unit, async () => {
      await unit.flush();
      if (unit.linkChanges.length > 0) {
        await flushLinks(unit);
      }
    });
  } catch (error) {
    if (wasOvertaken(error, at)) {
      throw new OvertakenError(error);
    }
    const fault = faultOfError(error, {
      ...at,
      removes: unit.removed.length > 0,
      placeOf: (row) => unit.placeOf(row),
    });
    throw fault === null ? error : new WriteFailure([fault]);
  }
  throwIfAny([
    ...(await checkCreated(unit.session, unit.created)),
    ...(unit.moved.length > 0 ? await checkMoved(unit.session, unit.moved) : []),
  ]);
}

/** Writes link tables, and raises the versions of rows whose links changed, unless the flush did. */
async function flushLinks(unit: Unit): Promise<void> {
  const changed = await changeLinks(unit.session, unit.linkChanges);
  for (const [entity, model] of changed) {
    if (!unit.isRaised(entity)) {
      unit.raiseVersion(model, entity);
    }
  }
  if (changed.size > 0) {
    await unit.flush();
  }
}

/** Which rows of a model the viewer may update or delete. */
export function policyOf(
  session: ReadSession,
  model: Model,
  operation: 'update' | 'delete',
): Condition {
  return session.engine.policies.write(model, operation, session.context.viewer);
}

/** The argument that says which rows. */
export function pathOf(target: Target): InputPath {
  return target.kind === 'key' ? (target.path ?? ['id']) : ['where'];
}
