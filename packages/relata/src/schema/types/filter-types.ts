import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import {
  COMPARISONS,
  LIST_OPERATORS,
  type ListOperator,
  MEMBERSHIPS,
  SEARCHES,
} from '../../filter/operators.js';
import { memberColumn, shapeIn } from '../../filter/member-column.js';
import type { DocumentShape } from '../../kinds/document/shape.js';
import { INT_FILTER as INT } from '../../kinds/int.js';
import type { FilterKind, OperatorGroup } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';

/** Names of operators, each with its description. */
type Operators = readonly (readonly [name: string, description: string])[];

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

const TEXT_MODE_FIELD: GraphQLInputFieldConfigMap = {
  mode: {
    type: TEXT_MODE,
    defaultValue: 'SENSITIVE',
    description:
      'Whether the other conditions distinguish upper and lower case; they do by default.',
  },
};

const PATH: GraphQLInputFieldConfig = {
  type: listOf(GraphQLString),
  description: 'Keys (or indexes of lists) that lead to a value in the document.',
};

/** The fields of each group of operators, by what they take. */
const GROUPS: Readonly<
  Record<OperatorGroup, (operand: GraphQLInputType) => GraphQLInputFieldConfigMap>
> = {
  equality: (operand) => operators(operand, comparisons(true)),
  membership: (operand) => operators(listOf(operand), Object.entries(MEMBERSHIPS)),
  order: (operand) => operators(operand, comparisons(false)),
  search: () => ({
    ...operators(GraphQLString, Object.entries(SEARCHES)),
    ...TEXT_MODE_FIELD,
  }),
  items: (operand) =>
    Object.fromEntries(
      Object.entries(LIST_OPERATORS).map(([name, { takes, description }]) => [
        name,
        { type: listOperand(takes, operand), description },
      ]),
    ),
  path: (operand) => ({
    path: PATH,
    eq: {
      type: operand,
      description: 'What the value equals: a string, a number or a boolean.',
    },
  }),
};

const made = new WeakMap<GraphQLInputType, Map<string, GraphQLInputObjectType>>();

/** Conditions on a number, also on the number of related rows. */
export const INT_FILTER = typeOf(INT);

/** The input type of conditions on a column. */
export function filterTypeOf(column: Column): GraphQLInputObjectType {
  const shape = shapeIn(column);
  return shape === null ? typeOf(column.kind.filter(column)) : documentFilter(column, shape);
}

const ofDocuments = new WeakMap<DocumentShape, GraphQLInputObjectType>();

/** `AddressFilter`: a filter for each member, by its kind. */
function documentFilter(column: Column, shape: DocumentShape): GraphQLInputObjectType {
  const { name } = shape.type;
  return getOrMake(
    ofDocuments,
    shape,
    () =>
      new GraphQLInputObjectType({
        name: `${name}Filter`,
        description: `Conditions on the members of a ${name}; all given must hold. What is missing is null.`,
        fields: () => ({ ...memberFilters(column, shape), ...IS_NULL }),
      }),
  );
}

function memberFilters(column: Column, shape: DocumentShape): GraphQLInputFieldConfigMap {
  return Object.fromEntries(
    [...shape.members.keys()].flatMap((name) => {
      const member = memberColumn(column, name);
      return member === undefined
        ? []
        : [[name, { type: filterTypeOf(member), description: `By ${name}.` }]];
    }),
  );
}

/** Types are told by their names: what two kinds call the same is one, and ask the same, or no schema is made. */
function typeOf({
  name,
  description,
  operand,
  operators: groups,
  own = {},
}: FilterKind): GraphQLInputObjectType {
  const ofOperand = getOrMake(made, operand, () => new Map<string, GraphQLInputObjectType>());
  return getOrMake(ofOperand, [name, ...groups, ...Object.keys(own)].join(' '), () =>
    input(
      name,
      description,
      Object.assign(
        {},
        ...groups.map((group) => GROUPS[group](operand)),
        own,
        IS_NULL,
      ) as GraphQLInputFieldConfigMap,
    ),
  );
}

function listOperand(
  takes: (typeof LIST_OPERATORS)[ListOperator]['takes'],
  operand: GraphQLInputType,
): GraphQLInputType {
  switch (takes) {
    case 'item':
      return operand;
    case 'items':
      return listOf(operand);
    case 'answer':
      return GraphQLBoolean;
  }
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
