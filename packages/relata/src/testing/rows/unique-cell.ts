import { stringKind } from '../../kinds/string.js';
import type { Column } from '../../model/model.js';
import { cellOf } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import type { Dice } from './dice.js';
import { fitting } from './fitting-values.js';
import { randomCell } from './random-cells.js';

/** How often in a hundred a value that is no text may be one that another row has, too. */
const SAME = 15;

/** A value of a column that must be unique, mostly like no other: texts end in a number, others are made of it. */
export function uniqueCell(column: Column, dice: Dice, number: number): Cell {
  const cell = randomCell(column, dice);
  if (column.kind === stringKind && typeof cell === 'string') {
    return fitting(column, `${cell}.${String(number)}`);
  }
  return dice.chance(SAME)
    ? cell
    : fitting(column, cellOf(column, column.kind.sample(number, String(number), column)));
}
