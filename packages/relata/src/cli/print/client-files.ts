import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { graphcacheSchema } from './graphcache-schema.js';

/** The files for clients by name: what their stores and code generators must know of a schema. */
export function clientFiles(schema: GraphQLSchema): ReadonlyMap<string, string> {
  return new Map([
    ['possible-types.json', json(possibleTypes(schema))],
    ['embedded-types.json', json(embeddedTypes(schema).map(({ name }) => name))],
    ['apollo-type-policies.json', json(apolloTypePolicies(schema))],
    ['graphcache-schema.json', graphcacheSchema(schema)],
    ['scalars.json', json(scalars(schema))],
  ]);
}

function json(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Which objects an interface or a union may be. */
function possibleTypes(schema: GraphQLSchema): Readonly<Record<string, readonly string[]>> {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return Object.fromEntries(
    abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
}

/** Objects that a query may return and that have no id: stores keep them in what they belong to. */
function embeddedTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return reachable(schema).filter(
    ({ name }) => name !== schema.getQueryType()?.name && !hasId(name),
  );

  function hasId(name: string): boolean {
    const type = schema.getType(name);
    return isObjectType(type) && type.getFields()['id'] !== undefined;
  }
}

/**
 * Two queries may select other fields of an embedded object: both are kept. Objects that stand only
 * in lists, as edges do, have nothing to be merged with: of a list, the newer one counts. `PageInfo` is left out: `relayStylePagination` takes a `startCursor` that was kept
 * from the page before for that of the new page.
 */
function apolloTypePolicies(schema: GraphQLSchema): Readonly<Record<string, object>> {
  const single = new Set(
    reachable(schema)
      .flatMap((type) => Object.values(type.getFields()))
      .filter(({ type }) => !isListOfObjects(type))
      .flatMap(({ type }) => objectsOf(schema, type)),
  );
  return Object.fromEntries(
    embeddedTypes(schema)
      .filter((type) => type.name !== 'PageInfo' && single.has(type))
      .map((type) => {
        const lists = Object.values(type.getFields()).filter((field) =>
          isListOfObjects(field.type),
        );
        const fields = Object.fromEntries(lists.map(({ name }) => [name, { merge: false }]));
        return [type.name, { merge: true, ...(lists.length === 0 ? {} : { fields }) }];
      }),
  );
}

/** TypeScript's name for what JSON has in place of each scalar that is not one of GraphQL's own. */
function scalars(schema: GraphQLSchema): Readonly<Record<string, string>> {
  const custom = Object.values(schema.getTypeMap())
    .filter(isScalarType)
    .filter((type) => !isSpecifiedScalarType(type));
  return Object.fromEntries(custom.map((type) => [type.name, typeScriptOf(type)]));
}

const TYPESCRIPT: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  string: 'string',
};

/** By the JSON schema that a scalar brings; one that brings none may be anything. */
function typeScriptOf({ extensions }: GraphQLScalarType): string {
  const { type } = (extensions['jsonSchema'] ?? {}) as { readonly type?: unknown };
  return (typeof type === 'string' ? TYPESCRIPT[type] : undefined) ?? 'unknown';
}

/** Objects that can be met on the way from the type of queries. */
function reachable(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  const found = new Set<GraphQLObjectType>();
  const visit = (type: GraphQLOutputType): void => {
    for (const object of objectsOf(schema, type)) {
      if (!found.has(object)) {
        found.add(object);
        Object.values(object.getFields()).forEach((field) => {
          visit(field.type);
        });
      }
    }
  };
  const query = schema.getQueryType();
  if (query !== undefined && query !== null) {
    visit(query);
  }
  return [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The objects that a field of a type may hold. */
function objectsOf(schema: GraphQLSchema, type: GraphQLOutputType): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  const objects = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
  return objects.filter(isObjectType);
}

function isListOfObjects(type: GraphQLOutputType): boolean {
  const inner = isNonNullType(type) ? type.ofType : type;
  return isListType(inner) && isCompositeType(getNamedType(inner));
}
