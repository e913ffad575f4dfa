import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RowWrite } from '../input/write-plan.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity, Unit } from '../unit/unit.js';
import { type InputPath, type UserError, UserErrors, throwIfAny } from '../user-error.js';
import { conflictingFields } from './conflicting-fields.js';

/** What the editor of a row knew of it. */
interface Known {
  readonly row: RowWrite;
  /** Null where it does not mind. */
  readonly expected: number | null;
}

/** Leaves the write when a row has another version than its editor knew. */
export async function checkVersion(
  unit: Unit,
  entities: readonly Entity[],
  known: Known,
): Promise<void> {
  for (const entity of known.expected === null ? [] : entities) {
    const stale = await versionError(unit.session, entity, { ...known, path: ['expectedVersion'] });
    throwIfAny(stale === null ? [] : [stale]);
  }
}

/** What is told of a row that has another version than its editor knew; null where it has that one. */
export async function versionError(
  session: StatementRunner,
  entity: Entity,
  { row, expected, path }: Known & { readonly path: InputPath },
): Promise<UserError | null> {
  const { version } = row.model;
  if (expected === null || version === null || entity[version.name] === expected) {
    return null;
  }
  return UserErrors.stale(path, {
    model: row.model,
    key: keyOf(row.model, entity),
    fields: await conflictingFields(session, row, entity),
  });
}
