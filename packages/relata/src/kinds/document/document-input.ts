import {
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLLeafType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import type { DocumentMember, DocumentShape } from './shape.js';

const inputs = new WeakMap<DocumentShape, GraphQLInputObjectType>();

/** What inputs take where a document is to be given: `AddressInput`. What a class has at first may be left out. */
export function documentInput(shape: DocumentShape): GraphQLInputObjectType {
  return getOrMake(inputs, shape, () => made(shape));
}

function made(shape: DocumentShape): GraphQLInputObjectType {
  const { type } = shape;
  return new GraphQLInputObjectType({
    name: `${type.name}Input`,
    description: type.description ?? `A ${type.name}.`,
    fields: () => {
      const defaults = initialOf(shape);
      return Object.fromEntries(
        [...shape.members.values()].map((member) => [member.name, fieldOf(member, defaults)]),
      );
    },
  });
}

function fieldOf(
  member: DocumentMember,
  defaults: Readonly<Record<string, unknown>>,
): GraphQLInputFieldConfig {
  const { description, isList, isNullable, leaf } = member;
  const named = member.shape === null ? (leaf as GraphQLLeafType) : documentInput(member.shape);
  const nullable = isList ? new GraphQLList(new GraphQLNonNull(named)) : named;
  const initial = defaults[member.name];
  // What is nested is given whole, or has what its own class has at first.
  const isDefault = initial !== undefined && initial !== null && leaf !== null;
  return {
    type: isNullable ? nullable : new GraphQLNonNull(nullable),
    description,
    ...(isDefault && { defaultValue: initial }),
  };
}

/** What a new instance has. */
function initialOf({ class: own }: DocumentShape): Readonly<Record<string, unknown>> {
  return own === undefined ? {} : (new own() as Readonly<Record<string, unknown>>);
}
