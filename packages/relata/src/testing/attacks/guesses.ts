import { memberColumn, shapeIn } from '../../filter/member-column.js';
import type { DocumentShape } from '../../kinds/document/shape.js';
import type { OperatorGroup } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { memberCell, writtenCell } from '../oracle/cells.js';
import { type Cell, textOf } from '../oracle/data-set.js';
import type { Where } from '../oracle/filter.js';

/** Filters by which somebody would find out that a column holds a value. */
export function guesses(column: Column, cell: Cell): readonly Where[] {
  const { operators } = column.kind.filter(column);
  const shape = shapeIn(column);
  const asks = (group: OperatorGroup): boolean => operators.includes(group);
  const written = writtenCell(column, cell);
  if (asks('search')) {
    const text = textOf(cell);
    const lengths = [4, text.length - 4, text.length - 3];
    return [
      { eq: text },
      { contains: text.slice(-5) },
      { eq: text.toUpperCase(), mode: 'INSENSITIVE' },
      // Character by character.
      ...lengths.map((end) => ({ startsWith: text.slice(0, end) })),
    ];
  }
  return [
    ...(asks('equality') ? [{ eq: written }] : []),
    ...(asks('order') ? [{ gte: written, lte: written }] : []),
    ...(asks('items') ? [{ has: (written as readonly unknown[])[0] }, { isEmpty: false }] : []),
    ...(shape === null ? [] : documentGuesses(column, shape, cell)),
    ...(asks('path') ? [{ path: ['mark'], eq: (cell as { mark: string }).mark }] : []),
  ];
}

/** Guesses at each member of a document. */
function documentGuesses(column: Column, shape: DocumentShape, document: Cell): readonly Where[] {
  return [...shape.members.keys()].flatMap((name) => {
    const member = memberColumn(column, name);
    const cell = member === undefined ? null : memberCell(member, document);
    return member === undefined || cell === null
      ? []
      : guesses(member, cell).map((guess) => ({ [name]: guess }));
  });
}
