import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import type { Column, ColumnKind } from '../model/model.js';

const EQUALITY = ['eq', 'ne', 'in', 'notIn'] as const;
const COMPARISON = ['lt', 'lte', 'gt', 'gte'] as const;
const SEARCH = ['contains', 'startsWith', 'endsWith'] as const;

const DESCRIPTIONS = {
  eq: 'Equal to.',
  ne: 'Not equal to; rows without a value do not match.',
  in: 'One of.',
  notIn: 'None of; rows without a value do not match.',
  lt: 'Less than.',
  lte: 'Less than or equal to.',
  gt: 'Greater than.',
  gte: 'Greater than or equal to.',
  contains: 'Contains the text; % and _ are ordinary characters.',
  startsWith: 'Starts with the text.',
  endsWith: 'Ends with the text.',
} as const;

const IS_NULL: GraphQLInputFieldConfigMap = {
  isNull: { type: GraphQLBoolean, description: 'Whether there is no value.' },
};

const TEXT_MODE = new GraphQLEnumType({
  name: 'TextMode',
  description: 'Whether upper and lower case differ.',
  values: {
    SENSITIVE: { description: 'They differ.' },
    INSENSITIVE: { description: 'They are the same (Unicode lower case).' },
  },
});

const ID_FILTER = input('IdFilter', 'Conditions on an id.', {
  ...operators(GraphQLID, EQUALITY),
  ...IS_NULL,
});

const STRING_FILTER = input('StringFilter', 'Conditions on a text; all given must hold.', {
  ...operators(GraphQLString, [...EQUALITY, ...COMPARISON, ...SEARCH]),
  mode: {
    type: TEXT_MODE,
    defaultValue: 'SENSITIVE',
    description: 'Whether case matters to the other conditions; it does unless said.',
  },
  ...IS_NULL,
});

const STRING_LIST_FILTER = input('StringListFilter', 'Conditions on a list of texts.', {
  has: { type: GraphQLString, description: 'Has the item.' },
  hasEvery: { type: listOf(GraphQLString), description: 'Has all of the items.' },
  hasSome: { type: listOf(GraphQLString), description: 'Has at least one of the items.' },
  isEmpty: { type: GraphQLBoolean, description: 'Whether the list is there and has no items.' },
  ...IS_NULL,
});

const JSON_FILTER = input('JsonFilter', 'Conditions on a JSON document.', {
  path: {
    type: listOf(GraphQLString),
    description: 'Keys (or indexes of lists) that lead to a value in the document.',
  },
  eq: { type: GraphQLJSON, description: 'What the value equals: a string, a number or a boolean.' },
  ...IS_NULL,
});

/** Conditions on a number, also on the number of related rows. */
export const INT_FILTER = comparable('IntFilter', 'an integer', GraphQLInt);

const FILTERS: Readonly<Record<Exclude<ColumnKind, 'enum'>, GraphQLInputObjectType>> = {
  id: ID_FILTER,
  int: INT_FILTER,
  float: comparable('FloatFilter', 'a number', GraphQLFloat),
  string: STRING_FILTER,
  boolean: input('BooleanFilter', 'Conditions on a boolean.', {
    ...operators(GraphQLBoolean, ['eq', 'ne']),
    ...IS_NULL,
  }),
  dateTime: comparable('DateTimeFilter', 'a date-time', GraphQLDateTime),
  stringList: STRING_LIST_FILTER,
  json: JSON_FILTER,
  bytes: input('Base64Filter', 'Conditions on bytes.', IS_NULL),
};

const enumFilters = new WeakMap<GraphQLEnumType, GraphQLInputObjectType>();

/** The input type of conditions on a column. */
export function filterTypeOf(column: Column): GraphQLInputObjectType {
  if (column.kind !== 'enum') {
    return FILTERS[column.kind];
  }
  const { enumType } = column;
  if (enumType === null) {
    return STRING_FILTER;
  }
  const known = enumFilters.get(enumType);
  const filter =
    known ??
    input(`${enumType.name}Filter`, `Conditions on a ${enumType.name}.`, {
      ...operators(enumType, EQUALITY),
      ...IS_NULL,
    });
  enumFilters.set(enumType, filter);
  return filter;
}

function comparable(name: string, what: string, type: GraphQLScalarType): GraphQLInputObjectType {
  return input(name, `Conditions on ${what}; all given must hold.`, {
    ...operators(type, [...EQUALITY, ...COMPARISON]),
    ...IS_NULL,
  });
}

function operators(
  type: GraphQLScalarType | GraphQLEnumType,
  names: readonly (keyof typeof DESCRIPTIONS)[],
): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        type: name === 'in' || name === 'notIn' ? listOf(type) : type,
        description: DESCRIPTIONS[name],
      },
    ]),
  );
}

function listOf(type: GraphQLInputType): GraphQLList<GraphQLNonNull<GraphQLScalarType>> {
  return new GraphQLList(new GraphQLNonNull(type as GraphQLScalarType));
}

function input(
  name: string,
  description: string,
  fields: GraphQLInputFieldConfigMap,
): GraphQLInputObjectType {
  return new GraphQLInputObjectType({ name, description, fields });
}
