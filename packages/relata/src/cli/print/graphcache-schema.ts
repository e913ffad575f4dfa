import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLCompositeType,
} from 'graphql';

/**
 * What urql's graphcache reads of the answer to an introspection query, one type a line: objects,
 * interfaces and unions, with the types of their fields. Without it, it guesses which fragments match.
 */
export function graphcacheSchema(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap())
    .filter(isCompositeType)
    .filter((type) => !isIntrospectionType(type));
  const lines = types.map((type) => JSON.stringify(described(type, schema)));
  const root = (type: { readonly name: string } | null | undefined): string =>
    JSON.stringify(type ? { name: type.name } : null);
  return `{"__schema":{"queryType":${root(schema.getQueryType())},"mutationType":${root(schema.getMutationType())},"subscriptionType":${root(schema.getSubscriptionType())},"types":[
${lines.join(',\n')}
]}}
`;
}

function described(type: GraphQLCompositeType, schema: GraphQLSchema): object {
  const { name } = type;
  if (isUnionType(type)) {
    return { kind: 'UNION', name, possibleTypes: namesOf(type.getTypes()) };
  }
  const fields = Object.values(type.getFields()).map((field) => ({
    name: field.name,
    args: [],
    type: reference(field.type),
  }));
  const interfaces = namesOf(type.getInterfaces());
  return isInterfaceType(type)
    ? {
        kind: 'INTERFACE',
        name,
        fields,
        interfaces,
        possibleTypes: namesOf(schema.getPossibleTypes(type)),
      }
    : { kind: 'OBJECT', name, fields, interfaces };
}

function reference(type: GraphQLOutputType): object {
  if (isNonNullType(type)) {
    return { kind: 'NON_NULL', ofType: reference(type.ofType) };
  }
  if (isListType(type)) {
    return { kind: 'LIST', ofType: reference(type.ofType) };
  }
  if (!isCompositeType(type)) {
    return { kind: 'SCALAR', name: type.name };
  }
  const kind = isObjectType(type) ? 'OBJECT' : isInterfaceType(type) ? 'INTERFACE' : 'UNION';
  return { kind, name: type.name };
}

function namesOf(types: readonly { readonly name: string }[]): readonly object[] {
  return types.map(({ name }) => ({ name }));
}
