import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import type { Column, Model } from '../../model/model.js';
import { type AggregateFunction, aggregateKey } from '../../reading/aggregate-function.js';
import { AGGREGATES } from '../../reading/aggregates.js';
import { withAggregate } from '../../reading/field-role.js';
import type { Connection, Edge } from '../../reading/reader/connection.js';
import type { Summary } from '../../reading/reader/read-summary.js';
import { deprecated } from '../deprecated.js';

type Fields<T> = GraphQLFieldConfigMap<T, unknown>;

const PAGE_INFO = new GraphQLObjectType<Connection>({
  name: 'PageInfo',
  description: 'Where a page lies in its connection.',
  fields: {
    hasNextPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether rows follow the page.',
      resolve: (connection) => connection.hasMore('hasNextPage'),
    },
    hasPreviousPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether rows precede the page.',
      resolve: (connection) => connection.hasMore('hasPreviousPage'),
    },
    startCursor: {
      type: GraphQLString,
      description: 'Cursor of the first row: pass it as `before` to page backward.',
      resolve: (connection) => connection.startCursor(),
    },
    endCursor: {
      type: GraphQLString,
      description: 'Cursor of the last row: pass it as `after` to page forward.',
      resolve: (connection) => connection.endCursor(),
    },
  },
});

/** `PostConnection` with `PostAggregate`. */
export function connectionType(
  model: Model,
  rowType: GraphQLObjectType,
  edge: GraphQLObjectType,
): GraphQLObjectType {
  const aggregate = aggregateType(model);
  return new GraphQLObjectType<Connection>({
    name: `${model.name}Connection`,
    description: `A page of ${model.plural}, and facts about all of them.`,
    fields: {
      edges: {
        type: listOf(edge),
        description: `The ${model.plural} of the page, each with its cursor.`,
        resolve: (connection, _args, _context, info) => connection.edges(String(info.path.key)),
      },
      nodes: {
        type: listOf(rowType),
        description: `The ${model.plural} of the page.`,
        resolve: (connection, _args, _context, info) => connection.nodes(String(info.path.key)),
      },
      pageInfo: {
        type: new GraphQLNonNull(PAGE_INFO),
        description: 'Cursors of the page, and whether there are more rows.',
        resolve: (connection) => connection,
      },
      totalCount: {
        type: new GraphQLNonNull(GraphQLInt),
        description: `How many ${model.plural} there are, whatever the page.`,
        resolve: async (connection) => (await connection.summary()).count,
      },
      aggregate: {
        type: new GraphQLNonNull(aggregate),
        description: `Facts about all ${model.plural}, whatever the page.`,
        resolve: (connection) => connection.summary(),
      },
    },
  });
}

/** `PostEdge` */
export function edgeType(model: Model, rowType: GraphQLObjectType): GraphQLObjectType {
  return new GraphQLObjectType<Edge>({
    name: `${model.name}Edge`,
    description: `A ${model.name} in a connection.`,
    fields: {
      cursor: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Where the row stands: an opaque mark for `after` and `before`.',
        resolve: (edge) => edge.connection.cursorOf(edge.row.position),
      },
      node: {
        type: new GraphQLNonNull(rowType),
        description: `The ${model.name}.`,
        resolve: (edge, _args, _context, info) => ({
          values: edge.row.values,
          plan: edge.nodes.get(String(info.path.key)),
        }),
      },
    },
  });
}

function aggregateType(model: Model): GraphQLObjectType {
  const fields: Record<string, GraphQLFieldConfig<Summary, unknown>> = {
    count: {
      type: new GraphQLNonNull(GraphQLInt),
      description: `How many ${model.plural} there are.`,
      resolve: (summary) => summary.count,
    },
  };
  for (const aggregate of AGGREGATES) {
    const columns = [...model.columns.values()].filter(
      (column) => column.exposed && !isBookkeeping(column) && aggregate.takes(column.kind),
    );
    if (columns.length > 0) {
      const type = functionType(model, aggregate, columns);
      fields[aggregate.name] = {
        type: new GraphQLNonNull(type),
        description: `${aggregate.description} of each column.`,
        extensions: withAggregate(aggregate),
        resolve: (summary) => summary,
      };
    }
  }
  return new GraphQLObjectType<Summary>({
    name: `${model.name}Aggregate`,
    description: `Facts about a set of ${model.plural}.`,
    fields,
  });
}

/** Keys of other rows, and how often a row was changed: their sums and extremes mean nothing. */
function isBookkeeping(column: Column): boolean {
  const { model, name } = column;
  return model.relations.has(name) || column === model.version;
}

function functionType(
  model: Model,
  aggregate: AggregateFunction,
  columns: readonly Column[],
): GraphQLObjectType {
  const fields: Fields<Summary> = Object.fromEntries(
    columns.map((column) => {
      const key = aggregateKey(aggregate, column);
      const own = column.type ?? GraphQLString;
      return [
        column.name,
        {
          ...deprecated(column),
          type: aggregate.typeOf(column, own),
          description: `${aggregate.describe(column.kind)} of ${column.name}; null where no row has a value.`,
          resolve: (summary: Summary) => summary.aggregates.get(key) ?? null,
        },
      ];
    }),
  );
  const { name, description } = aggregate;
  const suffix = name.charAt(0).toUpperCase() + name.slice(1);
  return new GraphQLObjectType<Summary>({
    name: `${model.name}${suffix}`,
    description: `${description} of each column of a set of ${model.plural}.`,
    fields,
  });
}

function listOf(type: GraphQLObjectType): GraphQLOutputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
}
