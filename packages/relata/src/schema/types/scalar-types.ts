import { GraphQLScalarType, isScalarType, type GraphQLNamedType } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { GraphQLJsonValue } from '../../kinds/json-scalar.js';

/** Scalars of graphql-scalars as the API has them: models name the originals. */
const OURS: readonly GraphQLScalarType[] = [
  GraphQLJsonValue,
  new GraphQLScalarType({
    ...GraphQLDateTime.toConfig(),
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  }),
];

/** A type, or what stands in the API in its place. Both write values alike. */
export function servedType(type: GraphQLNamedType): GraphQLNamedType {
  return isScalarType(type)
    ? (OURS.find(({ serialize }) => serialize === type.serialize) ?? type)
    : type;
}
