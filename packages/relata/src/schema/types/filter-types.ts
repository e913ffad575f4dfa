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
import {
  COMPARISONS,
  LIST_OPERATORS,
  type ListOperator,
  MEMBERSHIPS,
  SEARCHES,
} from '../../filter/operators.js';
import type { Column, ColumnKind } from '../../model/model.js';

/** Names of operators, each with its description. */
type Operators = readonly (readonly [name: string, description: string])[];

const EQUALITY = comparisons(true);
const ORDER = comparisons(false);

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
  ...equality(GraphQLID),
  ...IS_NULL,
});

const STRING_FILTER = input('StringFilter', 'Conditions on a text; all given must hold.', {
  ...equality(GraphQLString),
  ...operators(GraphQLString, [...ORDER, ...Object.entries(SEARCHES)]),
  mode: {
    type: TEXT_MODE,
    defaultValue: 'SENSITIVE',
    description:
      'Whether the other conditions distinguish upper and lower case; they do by default.',
  },
  ...IS_NULL,
});

const LIST_OPERANDS: Readonly<
  Record<(typeof LIST_OPERATORS)[ListOperator]['takes'], GraphQLInputType>
> = { item: GraphQLString, items: listOf(GraphQLString), answer: GraphQLBoolean };

const STRING_LIST_FILTER = input('StringListFilter', 'Conditions on a list of texts.', {
  ...Object.fromEntries(
    Object.entries(LIST_OPERATORS).map(([name, { takes, description }]) => [
      name,
      { type: LIST_OPERANDS[takes], description },
    ]),
  ),
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
    ...operators(GraphQLBoolean, EQUALITY),
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
      ...equality(enumType),
      ...IS_NULL,
    });
  enumFilters.set(enumType, filter);
  return filter;
}

function comparable(name: string, what: string, type: GraphQLScalarType): GraphQLInputObjectType {
  return input(name, `Conditions on ${what}; all given must hold.`, {
    ...equality(type),
    ...operators(type, ORDER),
    ...IS_NULL,
  });
}

function equality(type: GraphQLScalarType | GraphQLEnumType): GraphQLInputFieldConfigMap {
  return {
    ...operators(type, EQUALITY),
    ...operators(listOf(type), Object.entries(MEMBERSHIPS)),
  };
}

function operators(type: GraphQLInputType, named: Operators): GraphQLInputFieldConfigMap {
  return Object.fromEntries(named.map(([name, description]) => [name, { type, description }]));
}

/** Those that are about equality, or those about order. */
function comparisons(areEquality: boolean): Operators {
  return Object.entries(COMPARISONS)
    .filter(([, { whereEqual }]) => (whereEqual !== null) === areEquality)
    .map(([name, { description }]) => [name, description]);
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
