import {
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import type { Model, Relation } from '../model/model.js';
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

/** The arguments of the connection of a relation. */
export function relatedArguments(
  { target, join }: Relation,
  inputs: InputTypes,
  limits: ReadLimits,
): GraphQLFieldConfigArgumentMap {
  const args = connectionArguments(target, inputs, limits);
  return join.kind === 'tree'
    ? {
        ...args,
        orderBy: {
          type: orderType(target, inputs),
          description: 'In which order; the nearest come first by default. Ties go by id.',
        },
        maxDepth: {
          type: GraphQLInt,
          description: 'Most steps to go, at least 1; any number when left out.',
        },
      }
    : args;
}

function connectionArguments(
  model: Model,
  inputs: InputTypes,
  limits: ReadLimits,
): GraphQLFieldConfigArgumentMap {
  const { pageSize, pageSizeMax } = limits;
  return {
    where: { type: inputs.where(model), description: 'Which rows; all when left out.' },
    orderBy: {
      type: orderType(model, inputs),
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

function orderType(
  model: Model,
  inputs: InputTypes,
): GraphQLList<GraphQLNonNull<GraphQLInputObjectType>> {
  return new GraphQLList(new GraphQLNonNull(inputs.order(model)));
}

/** The arguments of a list at the root. */
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
