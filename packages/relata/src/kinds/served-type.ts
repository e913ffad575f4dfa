import {
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { GraphQLBigInt, GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { GraphQLBigIntText } from './exact-scalars.js';
import { GraphQLJsonValue } from './json-scalar.js';

/** Scalars of graphql-scalars, which models name, and as the API has them. */
const OURS: readonly (readonly [GraphQLScalarType, GraphQLScalarType])[] = [
  [GraphQLJSON, GraphQLJsonValue],
  [GraphQLBigInt, GraphQLBigIntText],
  [
    GraphQLDateTime,
    new GraphQLScalarType({
      ...GraphQLDateTime.toConfig(),
      specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
    }),
  ],
];

/** Whether a scalar is another, or a copy of it. Many write values by a function that is not theirs alone, as `String`. */
export function isSameScalar(one: GraphQLScalarType, other: GraphQLScalarType): boolean {
  return one.name === other.name && one.serialize === other.serialize;
}

/** A type, or what stands in the API in its place. */
export function servedType(type: GraphQLNamedType): GraphQLNamedType {
  if (!isScalarType(type)) {
    return type;
  }
  // Schemas are made of copies of the scalars, which share their functions.
  return OURS.find(([named]) => named.serialize === type.serialize)?.[1] ?? type;
}

/** The type of a field; where its scalar, or that of a list, writes values otherwise than the one that is served, that one. */
export function writingType(type: GraphQLOutputType): GraphQLOutputType {
  if (isNonNullType(type) || isListType(type)) {
    const inner: GraphQLOutputType = type.ofType;
    const written = writingType(inner);
    if (written === inner) {
      return type;
    }
    return isListType(type) ? new GraphQLList(written) : new GraphQLNonNull(written as never);
  }
  const served = servedType(type);
  return isScalarType(type) && isScalarType(served) && served.serialize !== type.serialize
    ? served
    : type;
}
