import {
  getNullableType,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
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

/** A type, or what stands in the API in its place. */
export function servedType(type: GraphQLNamedType): GraphQLNamedType {
  if (!isScalarType(type)) {
    return type;
  }
  // Schemas are made of copies of the scalars, which share their functions.
  return OURS.find(([named]) => named.serialize === type.serialize)?.[1] ?? type;
}

/** The type of a field; where its scalar writes values otherwise than the one that is served, that one. */
export function writingType(type: GraphQLOutputType): GraphQLOutputType {
  const named = getNullableType(type);
  const served = isScalarType(named) ? servedType(named) : named;
  if (!isScalarType(named) || !isScalarType(served) || served.serialize === named.serialize) {
    return type;
  }
  return isNonNullType(type) ? new GraphQLNonNull(served) : served;
}
