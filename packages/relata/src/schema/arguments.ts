import {
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import type { Model } from '../model/model.js';
import type { ReadLimits } from '../reading/engine.js';
import type { InputTypes } from './types/input-types.js';

const DELETED_ROWS = new GraphQLEnumType({
  name: 'DeletedRows',
  description: 'What to do with soft-deleted rows, limited to rows the viewer may read.',
  values: {
    EXCLUDE: { description: 'Leave them out.' },
    INCLUDE: { description: 'List them with the others.' },
    ONLY: { description: 'List nothing else.' },
  },
});

/** The arguments of a connection, on a relation and at the root. */
export function connectionArguments(
  model: Model,
  inputs: InputTypes,
  limits: ReadLimits,
): GraphQLFieldConfigArgumentMap {
  const { pageSize, pageSizeMax } = limits;
  return {
    where: { type: inputs.where(model), description: 'Which rows; all when left out.' },
    orderBy: {
      type: new GraphQLList(new GraphQLNonNull(inputs.order(model))),
      description: `In which order; ${model.orderBy === undefined ? 'ties, and the default,' : 'ties'} go by id.`,
    },
    first: {
      type: GraphQLInt,
      description: `Number of rows from the start: ${String(pageSize)} by default, ${String(pageSizeMax)} at most.`,
    },
    after: { type: GraphQLString, description: 'Only rows after this cursor.' },
    last: {
      type: GraphQLInt,
      description: `Number of rows from the end, ${String(pageSizeMax)} at most; not together with first.`,
    },
    before: { type: GraphQLString, description: 'Only rows before this cursor.' },
  };
}

/** Those, and what only lists at the root take. */
export function rootConnectionArguments(
  model: Model,
  inputs: InputTypes,
  limits: ReadLimits,
): GraphQLFieldConfigArgumentMap {
  return {
    ...connectionArguments(model, inputs, limits),
    offset: {
      type: GraphQLInt,
      description: `Number of rows to skip, ${String(limits.offsetMax)} at most; not together with a cursor.`,
    },
    ...(model.deletedAt === null
      ? {}
      : {
          deleted: {
            type: DELETED_ROWS,
            defaultValue: 'EXCLUDE',
            description: 'What to do with soft-deleted rows.',
          },
        }),
  };
}
