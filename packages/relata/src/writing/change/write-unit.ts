import { OvertakenError } from '../../errors.js';
import { StatementRunner } from '../../reading/reader/statement-runner.js';
import { contextWith } from '../../request/context.js';
import { checkCreated, checkMoved, checkUnwritten } from '../checks/permissions.js';
import { isObserved, observeLinksOf } from '../dry-run/observed-links.js';
import type { RowWrite } from '../input/write-plan.js';
import { lookBefore } from '../invariants/suspects.js';
import type { Unit } from '../unit/unit.js';
import { type InputPath, throwIfAny, type UserError, WriteFailure } from '../user-error.js';
import { wasOvertaken } from '../violations/overtaken.js';
import { userErrorOf } from '../violations/user-error-of.js';
import { checkDeletable, deleteRows } from './delete-rows.js';
import { changeLinks } from './link-table.js';

/**
 * Writes the unit: rows in one flush, then link tables, then what only the written rows can tell.
 * @param at - where the write stands, and the rows its input has written
 */
export async function writeUnit(
  unit: Unit,
  at: { readonly path: InputPath; readonly writes: readonly RowWrite[] },
): Promise<void> {
  throwIfAny(unit.userErrors);
  // Most units do a part of this only, and each call takes its time, with something to do or not.
  if (unit.toDelete.length > 0) {
    await checkDeletable(unit, unit.toDelete);
    await deleteRows(unit, unit.toDelete);
  }
  await lookBefore(unit.session);
  try {
    const tellLinks = isObserved(unit) ? await observeLinksOf(unit) : null;
    await flush(unit);
    if (unit.linkChanges.length > 0) {
      await writeLinks(unit);
    }
    await tellLinks?.();
  } catch (error) {
    if (wasOvertaken(error, at)) {
      throw new OvertakenError(error);
    }
    const userError = userErrorOf(error, {
      ...at,
      removes: unit.removed.length > 0,
      placeOf: (row) => unit.placeOf(row),
    });
    throw userError === null ? error : new WriteFailure(await tellable(unit, userError));
  }
  throwIfAny([
    ...(await checkCreated(unit.session, unit.created)),
    ...(unit.moved.length > 0 ? await checkMoved(unit.session, unit.moved) : []),
  ]);
}

/**
 * What is told of an error that only the database found: that a value is taken nobody learns who may
 * not create what is written. It is asked outside of the transaction, with which PostgreSQL is done.
 */
async function tellable(unit: Unit, found: UserError): Promise<readonly UserError[]> {
  if (found.code !== 'NOT_UNIQUE' || unit.created.length === 0) {
    return [found];
  }
  const { engine, context } = unit.session;
  const outside = contextWith(context, { em: context.em.fork({ signal: context.signal }) });
  const forbidden = await checkUnwritten(new StatementRunner(engine, outside), unit);
  return forbidden.length > 0 ? forbidden : [found];
}

/** Writes link tables, and raises the versions of rows whose links changed, unless the flush did. */
async function writeLinks(unit: Unit): Promise<void> {
  const changed = await changeLinks(unit.session, unit.linkChanges);
  for (const [entity, model] of changed) {
    if (!unit.isRaised(model, entity)) {
      unit.raiseVersion(model, entity);
    }
  }
  if (changed.size > 0) {
    await flush(unit);
  }
}

/** Writes the rows of a unit in as few statements as they allow. */
async function flush(unit: Unit): Promise<void> {
  const { em } = unit.session.context;
  await em.flush();
  for (let last = unit.takeLast(); last.length > 0; last = unit.takeLast()) {
    for (const change of last) {
      await change();
      throwIfAny(unit.userErrors);
      // One by one: rows that together take unique values the ORM writes twice, as if they had to
      // trade them, and their versions would count two changes.
      await em.flush();
    }
  }
}
