import { absentRow, bareId, rowId } from '../../rows/row-keys.js';
import fc from 'fast-check';
import { stringKind } from '../../../kinds/string.js';
import type { Column, Model } from '../../../model/model.js';
import { sampleCells } from '../../oracle/cells.js';
import { type DataSet, type StoredRow, textOf } from '../../oracle/data-set.js';
import { idArguments, lookupArgument } from '../../oracle/lookup-arguments.js';
import type { LookupArgument, LookupRequest, RowSelection } from '../../oracle/request.js';
import { respelled, text, within } from '../../rows/texts.js';

/** What finds one row: the field, and its arguments. */
type LookupArguments = Pick<LookupRequest, 'field' | 'args'>;

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
      args: idArguments((how === 'bare' ? bareId : rowId)(model, id)),
    }));
  const byColumns = model.lookups.map(({ field, columns }) =>
    fc
      .tuple(...columns.map(({ column }) => cellOf(column, rows)), fc.constantFrom(...rows, null))
      .map((given) => {
        const row = given.at(-1) as StoredRow | null;
        const args = columns.map(({ column }, at) => {
          const cell = row?.[column.name] ?? null;
          // Of several columns mostly those of one row: others hardly ever find any.
          return columns.length === 1 || cell === null
            ? (given[at] as LookupArgument)
            : lookupArgument(column, cell);
        });
        return { field, args };
      }),
  );
  return [byId, ...byColumns];
}

/** A value of a column, mostly one that a row has. */
function cellOf(column: Column, rows: readonly StoredRow[]): fc.Arbitrary<LookupArgument> {
  const stored = rows.map((row) => row[column.name] ?? null).filter((cell) => cell !== null);
  if (column.references !== null) {
    const absent = absentRow(column.references.model);
    return fc.constantFrom(...stored, absent).map((cell) => lookupArgument(column, cell));
  }
  if (column.kind !== stringKind) {
    return fc
      .constantFrom(...sampleCells(column), ...stored)
      .map((cell) => lookupArgument(column, cell));
  }
  const texts = fc.oneof(
    { weight: 5, arbitrary: respelled(fc.constantFrom('', ...stored.map(textOf))) },
    text,
  );
  const type = column.kind.filter(column).operand.name;
  return within(texts, column.maxLength).map((value) => ({ name: column.name, type, value }));
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
