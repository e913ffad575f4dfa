import { absentRow, bareId, rowId } from '../../rows/row-keys.js';
import fc from 'fast-check';
import { stringKind } from '../../../kinds/string.js';
import type { Model } from '../../../model/model.js';
import { sampleCells, writtenCell } from '../../oracle/cells.js';
import { type DataSet, textOf } from '../../oracle/data-set.js';
import type { LookupRequest, RowSelection } from '../../oracle/request.js';
import { respelled, text, within } from '../../rows/texts.js';

/** What finds one row: the field, its argument and the value. */
type LookupArguments = Pick<LookupRequest, 'field' | 'argument' | 'type' | 'value'>;

/** Ways to find a row: its key, its global id, each unique column; mostly a row that is there. */
export function lookupsOf(model: Model, data: DataSet): readonly fc.Arbitrary<LookupArguments>[] {
  const rows = data.rows[model.name] ?? [];
  const byId = fc
    .tuple(
      fc.constantFrom(...rows.map(({ id }) => id), absentRow(model)),
      fc.constantFrom('bare', 'global', 'node'),
    )
    .map(([id, how]) => ({
      field: how === 'node' ? 'node' : model.singular,
      argument: 'id',
      type: 'ID',
      value: (how === 'bare' ? bareId : rowId)(model, id),
    }));
  const byColumn = model.lookups.map(({ field, column }) => {
    const stored = rows.map((row) => row[column.name] ?? null).filter((cell) => cell !== null);
    const texts = fc.oneof(
      { weight: 5, arbitrary: respelled(fc.constantFrom('', ...stored.map(textOf))) },
      text,
    );
    const value =
      column.kind === stringKind
        ? within(texts, column.maxLength)
        : fc
            .constantFrom(...sampleCells(column), ...stored)
            .map((cell) => writtenCell(column, cell) as LookupArguments['value']);
    return value.map((wanted) => ({
      field,
      argument: column.name,
      type: column.kind.filter(column).operand.name,
      value: wanted,
    }));
  });
  return [byId, ...byColumn];
}

/** A lookup and what is selected of the row. */
export function lookup(
  model: Model,
  wanted: fc.Arbitrary<LookupArguments>,
  selection: fc.Arbitrary<RowSelection>,
): fc.Arbitrary<LookupRequest> {
  return fc.tuple(wanted, selection).map(([found, selected]) => ({
    kind: 'lookup',
    model: model.name,
    ...found,
    selection: selected,
  }));
}
