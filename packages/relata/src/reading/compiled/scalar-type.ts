import {
  getNamedType,
  getNullableType,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  isEnumType,
  isListType,
  isScalarType,
} from 'graphql';
import type { Kind } from '../../kinds/kind.js';
import { stringKind } from '../../kinds/string.js';

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
export function writtenAs(kind: Kind, type: GraphQLOutputType): Written | null {
  const named = getNamedType(type);
  if (isListType(getNullableType(type)) !== kind.isList) {
    return null;
  }
  if (isEnumType(named)) {
    return kind.isEnum || kind === stringKind ? { names: namesOf(named) } : null;
  }
  // Schemas are made of copies of the scalars, which share their functions.
  const isKnown =
    isScalarType(named) && kind.scalars.some(({ serialize }) => serialize === named.serialize);
  return isKnown ? { names: null } : null;
}

/** Whether a type writes values as a scalar does: schemas are made of copies, which share their functions. */
export function isWrittenAs(
  type: GraphQLOutputType,
  scalar: GraphQLScalarType | undefined,
): boolean {
  const named = getNamedType(type);
  return isScalarType(named) && named.serialize === scalar?.serialize;
}

function namesOf(type: GraphQLEnumType): ReadonlyMap<string, string> {
  return new Map(type.getValues().map(({ name, value }) => [String(value), name]));
}
