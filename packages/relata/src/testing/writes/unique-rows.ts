import type { Model } from '../../model/model.js';
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
            view.finds(column, row) &&
            isAlike(model, column.name, [row, { id: row.id, [column.name]: cell }]),
        ),
    );
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
