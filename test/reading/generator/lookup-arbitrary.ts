import fc from 'fast-check';
import type { Lookup, Model } from '../../../src/catalog/model.js';
import type { DataSet } from '../oracle/data-set.js';
import type { LookupRequest, RowSelection } from '../oracle/request.js';
import { respelled, text } from './texts.js';

/** A row by its key, its global id, or a unique column; mostly one that is there. */
export function lookup(
  model: Model,
  data: DataSet,
  selection: fc.Arbitrary<RowSelection>,
): fc.Arbitrary<LookupRequest> {
  const rows = data.rows[model.name] ?? [];
  const byId = fc
    .tuple(fc.constantFrom(...rows.map(({ id }) => id), 120), fc.constantFrom('bare', 'global', 'node'))
    .map(([id, how]) => ({
      field: how === 'node' ? 'node' : model.singular,
      argument: 'id',
      value: how === 'bare' ? String(id) : `${model.singular}_${String(id)}`,
    }));
  const byColumn = model.lookups.map(({ field, column }: Lookup) => {
    const stored = rows.map((row) => String(row[column.name]));
    const value = fc.oneof({ weight: 5, arbitrary: respelled(fc.constantFrom(...stored)) }, text);
    return value.map((wanted) => ({ field, argument: column.name, value: wanted }));
  });
  return fc
    .tuple(fc.oneof(byId, ...byColumn), selection)
    .map(([found, selected]) => ({
      kind: 'lookup',
      model: model.name,
      ...found,
      selection: selected,
    }));
}
