import {
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLUnionType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** Types by name, and all that they have by name; values of enums stay in the order of the model. */
export function sortTypes(
  types: Readonly<Record<string, GraphQLNamedType>>,
): Record<string, GraphQLNamedType> {
  return sortKeys(mapValues(types, sortType));
}

/** Things by name. */
export function sortByName<T extends { readonly name: string }>(things: readonly T[]): T[] {
  return [...things].sort((a, b) => compare(a.name, b.name));
}

function sortType(type: GraphQLNamedType): GraphQLNamedType {
  if (type.name.startsWith('__')) {
    return type;
  }
  if (isObjectType(type)) {
    const { fields, interfaces, ...config } = type.toConfig();
    return new GraphQLObjectType({
      ...config,
      fields: sortFields(fields),
      interfaces: sortByName(interfaces),
    });
  }
  if (isInterfaceType(type)) {
    const { fields, interfaces, ...config } = type.toConfig();
    return new GraphQLInterfaceType({
      ...config,
      fields: sortFields(fields),
      interfaces: sortByName(interfaces),
    });
  }
  if (isUnionType(type)) {
    const { types, ...config } = type.toConfig();
    return new GraphQLUnionType({ ...config, types: sortByName(types) });
  }
  if (isInputObjectType(type)) {
    const { fields, ...config } = type.toConfig();
    return new GraphQLInputObjectType({ ...config, fields: sortKeys(fields) });
  }
  return type;
}

function sortFields<S, C>(fields: GraphQLFieldConfigMap<S, C>): GraphQLFieldConfigMap<S, C> {
  return sortKeys(
    mapValues(fields, ({ args, ...field }) =>
      args === undefined ? field : { ...field, args: sortKeys(args) },
    ),
  );
}

function mapValues<T, U>(
  values: Readonly<Record<string, T>>,
  work: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, work(value)]));
}

function sortKeys<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => compare(a, b)));
}

/** Names are ASCII: by code unit, on every machine alike. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
