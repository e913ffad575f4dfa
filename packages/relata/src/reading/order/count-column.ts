import { GraphQLInt } from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import { intKind } from '../../kinds/int.js';
import type { Column, Model } from '../../model/model.js';

const columns = new WeakMap<Model, Column>();

/** How many rows of a model there are, as a column: so it is compared, and stands in cursors. */
export function countColumn(model: Model): Column {
  return getOrMake(columns, model, () => {
    const parts: Column[] = [];
    const column: Column = {
      ...model.id,
      name: 'count',
      parts,
      kind: intKind,
      type: GraphQLInt,
      description: 'How many there are.',
      nullable: false,
      input: null,
      maxLength: null,
      references: null,
    };
    parts.push(column);
    return column;
  });
}
