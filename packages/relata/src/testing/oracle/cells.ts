import type { CursorValue, Operand } from '../../kinds/kind.js';
import { isScalarOver } from '../../kinds/scalar-over.js';
import { writtenValue } from '../../kinds/written-value.js';
import type { Column } from '../../model/model.js';
import { decoratorOf, formsOf } from '../rows/text-forms.js';
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
  const { kind } = column;
  const samples = kind.samples(column);
  const found = isScalarOver(kind)
    ? samples.flatMap((sample) => keptForms(column, sample))
    : samples;
  return found.map((sample) => cellOf(column, sample));
}

/** A value, or texts made of it, that the scalar of a column lets through; of a list, with such items. */
function keptForms(column: Column, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return [value.flatMap((item: unknown) => keptForms(column, item).slice(0, 1))];
  }
  const scalar = column.kind.filter(column).operand;
  const forms = formsOf([{ name: decoratorOf(scalar.name), constraints: [] }], String(value));
  return [value, ...forms].filter((form) => isKept(column, form)).slice(0, 1);
}

/** Whether the scalar of a column reads a value, and writes it as it is. */
export function isKept(column: Column, value: unknown): boolean {
  try {
    const place = { path: '', column, limits: { textCharacters: Infinity }, isCoerced: false };
    return column.kind.operand(value, place) === value;
  } catch {
    return false;
  }
}

/** What the cell of a member holds where its document, or the object it is in, is that. */
export function memberCell(column: Column, document: Cell): Cell {
  const name = column.within?.path.at(-1) ?? '';
  const value = (document as Readonly<Record<string, Cell>> | null)?.[name] ?? null;
  const { kind } = column;
  const isWritten = kind.cursor !== null || (!kind.isAnswered && kind.scalars.length > 0);
  // Enums are stored by their values, which are no names.
  return value !== null && isWritten && !kind.isEnum ? readCell(column, value) : value;
}

/** What a cell holds, as answers and inputs say it. */
export function writtenCell(column: Column, cell: Cell): unknown {
  const written = writtenValue(column, propertyOf(column, cell));
  return written === undefined ? null : (JSON.parse(JSON.stringify(written)) as unknown);
}

/** The cell of what an answer or an input says. */
export function readCell(column: Column, written: unknown): Cell {
  const { operand } = column.kind.filter(column);
  const value: unknown = operand.parseValue(written);
  return cellOf(column, isScalarOver(column.kind) ? operand.serialize(value) : value);
}
