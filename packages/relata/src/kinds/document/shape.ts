import {
  getNamedType,
  getNullableType,
  GraphQLEnumType,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import { kindOfScalar } from '../column-kinds.js';
import { enumKind } from '../enum.js';
import { enumListKind } from '../enum-list.js';
import type { Kind } from '../kind.js';
import { writingType } from '../served-type.js';
import { type DocumentClass, memberClass } from './json-of.js';
import { scalarMember } from './scalar-member.js';

/** What documents of a class have in them. */
export interface DocumentShape {
  readonly type: GraphQLObjectType;
  readonly class: DocumentClass | undefined;
  /** By name. */
  readonly members: ReadonlyMap<string, DocumentMember>;
}

/** A member of a document. */
export interface DocumentMember {
  readonly name: string;
  readonly description: string;
  readonly type: GraphQLOutputType;
  readonly isList: boolean;
  readonly isNullable: boolean;
  /** What it, or an item of it, is written by; the shape of it where it is an object. */
  readonly leaf: GraphQLScalarType | GraphQLEnumType | null;
  readonly shape: DocumentShape | null;
  /** The kind of columns that hold such values; null where there is none that documents can have. */
  readonly kind: Kind | null;
}

const shapes = new WeakMap<GraphQLObjectType, DocumentShape>();

/** The shape of documents of a type: worked out once. */
export function shapeOf(type: GraphQLObjectType, owner: DocumentClass | undefined): DocumentShape {
  return getOrMake(shapes, type, () => made(type, owner));
}

function made(type: GraphQLObjectType, owner: DocumentClass | undefined): DocumentShape {
  for (const field of Object.values(type.getFields())) {
    // Filters and inputs are of what is served, and one schema has both.
    field.type = writingType(field.type);
  }
  let known: ReadonlyMap<string, DocumentMember> | null = null;
  return {
    type,
    class: owner,
    // A class may have members of its own kind.
    get members() {
      known ??= membersOf(type, owner);
      return known;
    },
  };
}

function membersOf(
  type: GraphQLObjectType,
  owner: DocumentClass | undefined,
): ReadonlyMap<string, DocumentMember> {
  const fields = Object.values(type.getFields());
  return new Map(
    fields.map(({ name, type: written, description }) => {
      const named = getNamedType(written);
      const isList = isListType(getNullableType(written));
      const isObject = named instanceof GraphQLObjectType;
      return [
        name,
        {
          name,
          description: description ?? '',
          type: written,
          isList,
          isNullable: !isNonNullType(written),
          leaf: isScalarType(named) || named instanceof GraphQLEnumType ? named : null,
          shape: isObject ? shapeOf(named, memberClass(owner, name)) : null,
          kind: kindOf(named, isList),
        },
      ];
    }),
  );
}

function kindOf(named: ReturnType<typeof getNamedType>, isList: boolean): Kind | null {
  if (named instanceof GraphQLEnumType) {
    return isList ? enumListKind : enumKind;
  }
  if (!isScalarType(named)) {
    return null;
  }
  return kindOfScalar(named, isList) ?? (isList ? null : scalarMember(named));
}
