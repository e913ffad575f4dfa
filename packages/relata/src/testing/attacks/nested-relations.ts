import type { Catalog, Model, Relation } from '../../model/model.js';
import { rowId } from '../rows/row-keys.js';
import { type Input, writable } from './inputs.js';
import { rowSelection, type Write } from './writes.js';

/** Relations that writes of a model go through: its own, or else those that lead to it. */
export function relationsFor(model: Model, catalog: Catalog): readonly Relation[] {
  const own = writable(model);
  return own.length > 0
    ? own
    : [...catalog.values()].flatMap(writable).filter(({ target }) => target === model);
}

/** An update of a row by what its input says of a relation. */
export function updateBy({ source, name }: Relation, key: number, input: Input): Write {
  return {
    field: `update${source.name}`,
    asks: [source, 'update'],
    args: {
      id: ['ID!', rowId(source, key)],
      input: [`${source.name}UpdateInput!`, { [name]: input }],
    },
    selection: `${source.singular} { ${rowSelection(source)} }`,
  };
}
