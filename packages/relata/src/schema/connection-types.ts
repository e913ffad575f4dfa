import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { VERSION } from '../model/build/build-column.js';
import type { Column, ColumnKind, Model } from '../model/model.js';
import { GraphQLBigIntText } from '../model/kinds/scalars.js';
import type { AggregateFunction } from '../reading/plan/read-plan.js';
import type { Connection, Edge } from '../reading/reader/connection.js';
import { aggregateKey, type Summary } from '../reading/reader/read-summary.js';

const COMPARABLE: ReadonlySet<ColumnKind> = new Set<ColumnKind>([
  'int',
  'float',
  'string',
  'dateTime',
]);
const NUMERIC: ReadonlySet<ColumnKind> = new Set<ColumnKind>(['int', 'float']);

type Fields<T> = GraphQLFieldConfigMap<T, unknown>;

const PAGE_INFO = new GraphQLObjectType<Connection>({
  name: 'PageInfo',
  description: 'Where a page lies in its connection.',
  fields: {
    hasNextPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether rows follow the page.',
      resolve: (connection) => connection.hasNextPage(),
    },
    hasPreviousPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether rows precede the page.',
      resolve: (connection) => connection.hasPreviousPage(),
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
        description: 'Where the page lies.',
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
  for (const [name, what] of Object.entries(FUNCTIONS) as [AggregateFunction, string][]) {
    const columns = [...model.columns.values()].filter(
      (column) => column.exposed && !isBookkeeping(column) && takes(name, column),
    );
    if (columns.length > 0) {
      const type = functionType(model, name, columns);
      fields[name] = {
        type: new GraphQLNonNull(type),
        description: `${what} of each column.`,
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

const FUNCTIONS: Readonly<Record<AggregateFunction, string>> = {
  min: 'The smallest value',
  max: 'The greatest value',
  sum: 'The sum',
  avg: 'The average, rounded to six decimals,',
};

/** Keys of other rows, and how often a row was changed: their sums and extremes mean nothing. */
function isBookkeeping({ model, name }: Column): boolean {
  return model.relations.has(name) || name === VERSION;
}

function takes(name: AggregateFunction, column: Column): boolean {
  return (name === 'min' || name === 'max' ? COMPARABLE : NUMERIC).has(column.kind);
}

function functionType(
  model: Model,
  name: AggregateFunction,
  columns: readonly Column[],
): GraphQLObjectType {
  const fields: Fields<Summary> = Object.fromEntries(
    columns.map((column) => {
      const key = aggregateKey(name, column.name);
      return [
        column.name,
        {
          type: resultType(model, name, column),
          description: `${FUNCTIONS[name]} of ${column.name}; null where no row has a value.`,
          resolve: (summary: Summary) => summary.aggregates.get(key) ?? null,
        },
      ];
    }),
  );
  const suffix = name.charAt(0).toUpperCase() + name.slice(1);
  return new GraphQLObjectType<Summary>({
    name: `${model.name}${suffix}`,
    description: `${FUNCTIONS[name]} of each column of a set of ${model.plural}.`,
    fields,
  });
}

function resultType(model: Model, name: AggregateFunction, column: Column): GraphQLOutputType {
  if (name === 'avg' || column.kind === 'float') {
    return GraphQLFloat;
  }
  if (name === 'sum') {
    return GraphQLBigIntText;
  }
  const type = model.declaredType.getFields()[column.name]?.type ?? GraphQLString;
  return type instanceof GraphQLNonNull ? (type.ofType as GraphQLOutputType) : type;
}

function listOf(type: GraphQLObjectType): GraphQLOutputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
}
