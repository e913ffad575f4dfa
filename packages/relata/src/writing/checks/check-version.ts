import type { RowWrite } from '../input/write-plan.js';
import { keyOf } from '../../model/entity-key.js';
import type { Entity, Unit } from '../unit/unit.js';
import { UserErrors, throwIfAny } from '../user-error.js';
import { conflictingFields } from './conflicting-fields.js';

/** Leaves the write when a row has another version than its editor knew. */
export async function checkVersion(
  unit: Unit,
  entities: readonly Entity[],
  { row, expected }: { readonly row: RowWrite; readonly expected: number | null },
): Promise<void> {
  for (const entity of expected === null ? [] : entities) {
    if (entity['version'] !== expected) {
      const fields = await conflictingFields(unit.session, row, entity);
      throwIfAny([
        UserErrors.stale(['expectedVersion'], {
          model: row.model,
          key: keyOf(row.model, entity),
          fields,
        }),
      ]);
    }
  }
}
