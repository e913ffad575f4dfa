import type { CursorValue, Operand } from '../../kinds/kind.js';
import { writtenValue } from '../../kinds/written-value.js';
import type { Column } from '../../model/model.js';
import type { Cell } from './data-set.js';

/** What the property of a row holds where its cell holds that. */
export function propertyOf({ kind }: Column, cell: Cell): unknown {
  if (cell instanceof Uint8Array) {
    return Buffer.from(cell);
  }
  return cell === null || kind.cursor === null ? cell : kind.cursor.read(cell as CursorValue);
}

/** What the cell of a row holds where its property holds that: what stands in a cursor, if anything can. */
export function cellOf({ kind }: Column, value: unknown): Cell {
  if (value === null || value === undefined) {
    return null;
  }
  if (kind.cursor !== null) {
    return JSON.parse(kind.cursor.write(value as Operand, Infinity)) as Cell;
  }
  return Buffer.isBuffer(value) ? new Uint8Array(value) : value;
}

/** Cells for rows and operands that are made up. */
export function sampleCells(column: Column): readonly Cell[] {
  return column.kind.samples(column).map((sample) => cellOf(column, sample));
}

/** What a cell holds, as answers and inputs say it. */
export function writtenCell(column: Column, cell: Cell): unknown {
  const written = writtenValue(column, propertyOf(column, cell));
  return written === undefined ? null : (JSON.parse(JSON.stringify(written)) as unknown);
}

/** The cell of what an answer or an input says. */
export function readCell(column: Column, written: unknown): Cell {
  return cellOf(column, column.kind.filter(column).operand.parseValue(written));
}
