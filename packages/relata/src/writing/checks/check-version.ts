import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { KnownRow, RowWrite } from '../input/write-plan.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity, Unit } from '../unit/unit.js';
import { type InputPath, type UserError, UserErrors, throwIfAny } from '../user-error.js';
import { conflictingFields } from './conflicting-fields.js';

/** What becomes of a row, and what its editor knew of it. */
interface Edited {
  readonly row: RowWrite;
  readonly known: KnownRow;
}

/** Leaves the write when a row is another than its editor knew. */
export async function checkVersion(
  unit: Unit,
  entities: readonly Entity[],
  { row, known }: Edited,
): Promise<void> {
  const isAny = known.version === null && known.base === null;
  for (const entity of isAny ? [] : entities) {
    const stale = await versionError(unit.session, entity, { row, known, path: [] });
    throwIfAny(stale === null ? [] : [stale]);
  }
}

/**
 * What is told of a row that is another than its editor knew; null where it is not, or where both changes can be kept.
 * @param edited - with the place of what its editor said
 */
export async function versionError(
  session: StatementRunner,
  entity: Entity,
  { row, known, path }: Edited & { readonly path: InputPath },
): Promise<UserError | null> {
  const { version, base } = known;
  const { model } = row;
  const isKnown =
    version === null || model.version === null
      ? base === null
      : entity[model.version.name] === version;
  const fields = isKnown ? [] : await conflictingFields(session, { row, base }, entity);
  if (isKnown || (base !== null && fields.length === 0)) {
    return null;
  }
  const place = [...path, version === null ? 'base' : 'expectedVersion'];
  return UserErrors.stale(place, { model, key: keyOf(model, entity), fields });
}
