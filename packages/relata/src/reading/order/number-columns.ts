import { GraphQLInt } from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import { intKind } from '../../kinds/int.js';
import type { Column, Model } from '../../model/model.js';
import { DEPTH } from '../sql/tree.js';

/** How many rows of a model there are, as a column: so it is compared, and stands in cursors. */
export const countColumn = numberColumn('count', 'How many there are.');

/** How far a row is away from where a walk through a tree began, as a column of the rows it comes to. */
export const depthColumn = numberColumn(DEPTH, 'How far away it is.');

/** A number of rows of a model that no table has. */
function numberColumn(name: string, description: string): (model: Model) => Column {
  const columns = new WeakMap<Model, Column>();
  return (model) =>
    getOrMake(columns, model, () => {
      const parts: Column[] = [];
      const column: Column = {
        ...model.id,
        name,
        field: name,
        parts,
        kind: intKind,
        type: GraphQLInt,
        description,
        nullable: false,
        input: null,
        maxLength: null,
        references: null,
      };
      parts.push(column);
      return column;
    });
}
