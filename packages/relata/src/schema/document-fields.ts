import {
  getNamedType,
  type GraphQLNamedType,
  GraphQLObjectType,
  isEnumType,
  isSpecifiedScalarType,
} from 'graphql';
import type { DocumentMember, DocumentShape } from '../kinds/document/shape.js';
import { shapeIn } from '../filter/member-column.js';
import { answeredBy } from '../kinds/scalar-over.js';
import { servedType } from '../kinds/served-type.js';
import type { Catalog } from '../model/model.js';

/** The object types of documents, by name: their fields are the members of what is stored. */
export function documentTypes(catalog: Catalog): ReadonlyMap<string, GraphQLNamedType> {
  const types = new Map<string, GraphQLNamedType>();
  const add = (shape: DocumentShape | null): void => {
    if (shape !== null && !types.has(shape.type.name)) {
      types.set(shape.type.name, documentType(shape));
      for (const member of shape.members.values()) {
        add(member.shape);
      }
    }
  };
  for (const model of catalog.values()) {
    for (const column of model.columns.values()) {
      add(shapeIn(column));
    }
  }
  return types;
}

function documentType({ type, members }: DocumentShape): GraphQLObjectType {
  const config = type.toConfig();
  return new GraphQLObjectType({
    ...config,
    fields: () =>
      Object.fromEntries(
        Object.entries(config.fields).map(([name, field]) => {
          const member = members.get(name);
          return [name, member === undefined ? field : { ...field, resolve: resolverOf(member) }];
        }),
      ),
  });
}

function resolverOf(member: DocumentMember): (document: unknown) => unknown {
  const written = writerOf(member);
  return (document) => {
    const value = (document as Readonly<Record<string, unknown>>)[member.name] ?? null;
    return Array.isArray(value) ? value.map(written) : value === null ? null : written(value);
  };
}

/** What is stored is what a scalar has written, which need not read it. */
function writerOf({ type }: DocumentMember): (value: unknown) => unknown {
  const leaf = getNamedType(type);
  const isWritten =
    'serialize' in leaf &&
    !isEnumType(leaf) &&
    !isSpecifiedScalarType(leaf) &&
    servedType(leaf) === leaf;
  return isWritten ? answeredBy(leaf) : (value) => value;
}
