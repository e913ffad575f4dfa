import { ChangeSetType, type EntityManager, UnitOfWork } from '@mikro-orm/core';
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
      placeOfTie: (rows, key) => unit.placeOfTie(rows, key),
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
  await flushAtOnce(em);
  for (let last = unit.takeLast(); last.length > 0; last = unit.takeLast()) {
    for (const change of last) {
      await change();
    }
    throwIfAny(unit.userErrors);
    await flushAtOnce(em);
  }
}

/** The part of the ORM's unit of work that writes unique columns apart. */
interface Checked {
  checkUniqueProps: (change: { readonly type: ChangeSetType; readonly payload: object }) => boolean;
}

const { checkUniqueProps } = UnitOfWork.prototype as unknown as Checked;

/** What the ORM asks there besides: whether a row that is to be updated has nothing to write. */
const isNoChange: Checked['checkUniqueProps'] = ({ type, payload }) =>
  type === ChangeSetType.UPDATE && Object.keys(payload).length === 0;

/**
 * Writes what changed, each row by one statement. Of rows that change together the ORM writes the unique columns by a
 * second one, as if they had to trade values, and of some before the rows are there that they refer to. Inputs that
 * trade values were refused before.
 */
async function flushAtOnce(em: EntityManager): Promise<void> {
  const unitOfWork = em.getUnitOfWork() as unknown as Checked;
  unitOfWork.checkUniqueProps = isNoChange;
  try {
    await em.flush();
  } finally {
    unitOfWork.checkUniqueProps = checkUniqueProps;
  }
}
