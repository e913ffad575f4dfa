import type { Column, Model } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import type { View } from '../oracle/policy.js';
import { caselessKey } from '../rows/caseless-key.js';
import { isCaseless, uniquesOf } from '../rows/catalog-facts.js';
import type { WriteOperation } from './operation.js';

/** The row that unique columns find: nobody finds one by what is hidden. */
export function foundBy(
  view: View,
  model: Model,
  by: Extract<WriteOperation, { readonly kind: 'upsert' }>['by'],
): StoredRow | undefined {
  return view.store
    .all(model)
    .find(
      (row) =>
        view.isReadable(model, row) &&
        by.every(
          ([{ column }, cell]) =>
            shows(view, column, row) &&
            isAlike(model, column.name, [row, { id: row.id, [column.name]: cell }]),
        ),
    );
}

/** Whether the viewer sees what a column of a row holds: of a reference, the row itself. */
function shows(view: View, column: Column, row: StoredRow): boolean {
  const { references, name } = column;
  return references === null
    ? view.isUnmasked(column, row)
    : view.store
        .all(references.model)
        .some((other) => other.id === row[name] && view.isReadable(references.model, other));
}

/** Whether another row has a unique value. */
export function taken({ store }: View, model: Model, row: StoredRow): readonly string[] {
  const others = store.all(model).filter(({ id }) => id !== row.id);
  const isTaken = uniquesOf(model).some((names) =>
    others.some((other) => names.every((name) => isAlike(model, name, [other, row]))),
  );
  return isTaken ? ['NOT_UNIQUE'] : [];
}

/** Whether two rows hold the same in a column, and hold something. */
function isAlike(model: Model, name: string, rows: readonly StoredRow[]): boolean {
  const [first, second] = rows.map((row) => {
    const cell = row[name] ?? null;
    return typeof cell === 'string' && isCaseless(model, name) ? caselessKey(cell) : cell;
  });
  return first !== null && first === second;
}
