import type { Catalog, Column } from '../../model/model.js';
import type { Store, StoredRow } from '../oracle/data-set.js';

/** What is wrong with trees in which a row has come to be above itself. */
export function circles(catalog: Catalog, store: Store): readonly string[] {
  const keys = [...catalog.values()].flatMap(({ trees }) => trees);
  return keys.some((key) => hasCircle(store, key)) ? ['VALIDATION'] : [];
}

function hasCircle(store: Store, { model, name }: Column): boolean {
  const rows = new Map(store.all(model).map((row) => [row.id, row]));
  const above = (row: StoredRow): StoredRow | undefined => rows.get(row[name] as number);
  return [...rows.values()].some((row) => {
    let at = above(row);
    for (let steps = 0; at !== undefined && at !== row && steps < rows.size; steps += 1) {
      at = above(at);
    }
    return at === row;
  });
}
