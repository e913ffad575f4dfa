import {
  getNamedType,
  getNullableType,
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLOutputType,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
  isListType,
  isScalarType,
} from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import type { ColumnKind } from '../../model/model.js';
import { GraphQLBase64, GraphQLBigIntText, GraphQLEmail } from '../../model/kinds/scalars.js';

const WRITTEN: Readonly<Partial<Record<ColumnKind, readonly GraphQLScalarType[]>>> = {
  int: [GraphQLInt],
  float: [GraphQLFloat],
  string: [GraphQLString, GraphQLID, GraphQLEmail],
  boolean: [GraphQLBoolean],
  dateTime: [GraphQLDateTime],
  stringList: [GraphQLString],
  json: [GraphQLJSON],
  bytes: [GraphQLBase64],
};

/** How a statement may write the values of a kind. */
export interface Written {
  /** The names of an enum by its values; null for whatever is no enum. */
  readonly names: ReadonlyMap<string, string> | null;
}

/**
 * Whether a statement can write the values of a kind as a GraphQL type writes them. What a scalar
 * we do not know makes of its values, only it can say.
 * @returns null where it cannot
 */
export function writtenAs(kind: ColumnKind, type: GraphQLOutputType): Written | null {
  const named = getNamedType(type);
  if (isListType(getNullableType(type)) !== (kind === 'stringList')) {
    return null;
  }
  if (isEnumType(named)) {
    return kind === 'enum' || kind === 'string' ? { names: namesOf(named) } : null;
  }
  // Schemas are made of copies of the scalars, which share their functions.
  const isKnown =
    isScalarType(named) && WRITTEN[kind]?.some(({ serialize }) => serialize === named.serialize);
  return isKnown === true ? { names: null } : null;
}

/** Whether a sum of a kind is written as a statement writes it. */
export function isSummed(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return isScalarType(named) && named.serialize === GraphQLBigIntText.serialize;
}

function namesOf(type: GraphQLEnumType): ReadonlyMap<string, string> {
  return new Map(type.getValues().map(({ name, value }) => [String(value), name]));
}
