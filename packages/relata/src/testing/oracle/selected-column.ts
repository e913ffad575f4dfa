import { shapeIn } from '../../filter/member-column.js';
import type { DocumentShape } from '../../kinds/document/shape.js';
import type { Column } from '../../model/model.js';

/** What is selected of a row for the value of a column: its name, and below that all members of a document. */
export function selectedColumn(column: Column): string {
  const shape = shapeIn(column);
  return shape === null ? column.name : `${column.name} ${membersOf(shape)}`;
}

/** The name of the column that {@link selectedColumn} selects. */
export function columnSelected(selected: string): string {
  return selected.split(' ', 1)[0] ?? '';
}

function membersOf({ members }: DocumentShape): string {
  const names = [...members.values()].map(({ name, shape }) =>
    shape === null ? name : `${name} ${membersOf(shape)}`,
  );
  return `{ ${names.join(' ')} }`;
}
