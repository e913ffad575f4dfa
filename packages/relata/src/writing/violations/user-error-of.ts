import { rowOfHookError } from '../../model/hook-errors.js';
import { RuleError } from '../../errors.js';
import type { Column } from '../../model/model.js';
import type { RowWrite } from '../input/write-plan.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { CircleError } from '../trees/circle-error.js';
import { placeOfColumns } from '../input/place-of-columns.js';
import { isValueWithin, referencesOf, suspectIn } from './suspects.js';
import type { Violation } from './violation.js';
import { violationOf } from './violation-of.js';

/** What is known of the write whose statement failed. */
export interface Failed {
  /** Rows that its input has written. */
  readonly writes: readonly RowWrite[];
  /** Where the write as a whole stands. */
  readonly path: InputPath;
  /** Whether rows were taken away: one of them may be what another refers to. */
  readonly removes?: boolean;
  /** Where a row stands that the write has to do with; undefined where it does not say. */
  readonly placeOf?: (row: object) => InputPath | undefined;
  /** Where it stands what one of some rows was given to, by a key. */
  readonly placeOfTie?: (rows: readonly object[], key: Column) => InputPath | undefined;
}

/**
 * What an error of a write says to its user: a rule of the model that its hooks or its methods
 * found broken, or a constraint that the database did. It names the field, and nothing of the SQL.
 * Null for any other error.
 */
export function userErrorOf(error: unknown, failed: Failed): UserError | null {
  if (error instanceof CircleError) {
    const place = failed.placeOfTie?.(error.rows, error.key);
    return UserErrors.invalid(place ?? failed.path, error.message);
  }
  if (error instanceof RuleError) {
    const row = rowOfHookError(error);
    const place = row === undefined ? undefined : failed.placeOf?.(row);
    // Without inputs the place is an argument that says which row: it has no fields.
    return place === undefined && failed.writes.length === 0
      ? UserErrors.invalid(failed.path, error.message)
      : UserErrors.broken(place ?? failed.path, error);
  }
  const violation = violationOf(error);
  return violation === null ? null : userErrorOfViolation(violation, failed);
}

function userErrorOfViolation(violation: Violation, failed: Failed): UserError {
  const { writes, path } = failed;
  switch (violation.kind) {
    case 'taken': {
      return UserErrors.taken(
        suspectIn(writes, violation) ?? { names: ['value'], path, paths: [path] },
      );
    }
    case 'constraint':
      return UserErrors.invalid(suspectIn(writes, violation)?.path ?? path, VIOLATES);
    case 'reference':
      // Where nothing is known of what was written, it may be about what went.
      return writes.length === 0 ? stillUsedError(failed) : missingError(violation, failed);
    case 'restricted':
      return stillUsedError(failed);
    case 'forbidden':
      return UserErrors.forbidden(path, 'write this row');
    case 'refused':
      return UserErrors.invalid(placeOfMisfit(violation, failed) ?? path, VIOLATES);
  }
}

const VIOLATES = 'violates a database constraint';
const STILL_USED = 'is still used by another row';

function stillUsedError({ path, removes }: Failed): UserError {
  return UserErrors.invalid(path, removes === true ? STILL_USED : VIOLATES);
}

type Of<K extends Violation['kind']> = Extract<Violation, { readonly kind: K }>;

function missingError({ target, value }: Of<'reference'>, { writes, path }: Failed): UserError {
  const references = referencesOf(writes);
  const found = references.find(
    ({ model, key }) => model.table === target && isValueWithin(model, value, String(key)),
  );
  const only = references.length === 1 && target === undefined ? references[0] : undefined;
  const gone = found ?? only;
  return gone === undefined
    ? {
        code: 'NOT_FOUND',
        message: 'a row it refers to is gone, or still refers to it',
        path,
      }
    : UserErrors.missing(gone.path, gone.model);
}

/** The one value of a write that does not fit where the database says that one does not. */
function placeOfMisfit({ isMeant }: Of<'refused'>, { writes }: Failed): InputPath | undefined {
  const found = writes.flatMap((write) =>
    [...write.values].flatMap(([column, value]) =>
      isMeant(column, value) ? [placeOfColumns(write, [column]).path] : [],
    ),
  );
  return found.length === 1 ? found[0] : undefined;
}
