import type { Key } from '../../kinds/kind.js';
import type { WritePolicy } from '../../access/access.js';
import type { Condition } from '../../filter/condition.js';
import type { Model } from '../../model/model.js';
import { plural } from '../../plural.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { Target } from '../input/write-plan.js';
import { UserErrors, type InputPath, throwIfAny } from '../user-error.js';
import { findRows, type FoundRow } from './find-rows.js';

/** Rows a root field is about: seen, allowed, and not more than it may change. */
export async function targetKeys(
  session: StatementRunner,
  of: { readonly model: Model; readonly target: Target; readonly policy: 'update' | 'delete' },
): Promise<readonly Key[]> {
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
      UserErrors.invalid(
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

/** The rows with some keys that the viewer sees, locked from now on, and whether it may update them. */
export async function rowsToUpdate(
  session: StatementRunner,
  model: Model,
  keys: readonly Key[],
): Promise<ReadonlyMap<Key, FoundRow>> {
  const rows = await findRows(session, {
    model,
    where: { keys },
    allowed: policyOf(session, model, 'update'),
    isLocking: true,
  });
  return new Map(rows.map((row) => [row.key, row]));
}

/** What was to be done to some rows. */
interface Asked {
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
    throwIfAny([UserErrors.missing(path, model)]);
  }
  if (rows.some(({ isAllowed }) => !isAllowed)) {
    throwIfAny([UserErrors.forbidden(path, `${what} this ${model.name}`)]);
  }
}

/** Which rows of a model the viewer may write so. */
export function policyOf(
  session: StatementRunner,
  model: Model,
  operation: WritePolicy,
): Condition {
  return session.engine.policies.write(model, operation, session.context.viewer);
}

/** The argument that says which rows. */
export function pathOf(target: Target): InputPath {
  return target.kind === 'key' ? (target.path ?? ['id']) : ['where'];
}
