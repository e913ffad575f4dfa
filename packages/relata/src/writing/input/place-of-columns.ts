import type { Column } from '../../model/model.js';
import type { InputPath, PlaceOfColumns } from '../user-error.js';
import { keyOf } from './relation-keys.js';
import type { RowWrite } from './write-plan.js';

/** Says where some columns stand. */
export function placeOfColumns(write: RowWrite, columns: readonly Column[]): PlaceOfColumns {
  const names = columns.map((column) => column.input?.name ?? column.name);
  const said = columns.flatMap((column, index) =>
    isSaid(write, column) ? [[...write.path, names[index] ?? '']] : [],
  );
  const paths = said.length === 0 ? [write.path] : said;
  return { names, path: paths.reduce(sharedPath), paths };
}

/** Whether an input speaks of a column. */
function isSaid({ values, links }: RowWrite, column: Column): boolean {
  return values.has(column) || links.some(({ relation }) => keyOf(relation) === column);
}

/** What two places have in common. */
export function sharedPath(path: InputPath, other: InputPath): InputPath {
  const end = path.findIndex((step, index) => step !== other[index]);
  return end === -1 ? path : path.slice(0, end);
}
