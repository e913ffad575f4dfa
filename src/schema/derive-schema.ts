import { rewireTypes } from '@graphql-tools/utils';
import {
  getNamedType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  isListType,
  isObjectType,
  specifiedDirectives,
} from 'graphql';
import type { Catalog, Model } from '../catalog/model.js';
import { StartupError } from '../errors.js';
import type { Reader } from '../reading/reader/reader.js';
import { instanceOf, type Row } from '../reading/reader/row.js';
import type { RequestContext } from '../session/context.js';
import { InputTypes } from './input-types.js';
import { ObjectTypes } from './object-types.js';
import { queryFields } from './query-fields.js';

type FieldMap = GraphQLFieldConfigMap<unknown, RequestContext>;
type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>;

/**
 * The whole GraphQL schema of an application: what the models give, and what was written by hand
 * with type-graphql, joined by the names of the types.
 * @param declared - the schema type-graphql builds from model classes and hand-written resolvers
 * @throws StartupError where names clash
 */
export function deriveSchema(
  catalog: Catalog,
  declared: GraphQLSchema,
  reader: Reader,
): GraphQLSchema {
  const inputs = new InputTypes();
  const objects = new ObjectTypes(reader, inputs);
  const derivedQuery = new GraphQLObjectType({
    name: 'Query',
    description: 'What can be read.',
    fields: queryFields(catalog, reader, { objects, inputs }),
  });
  const derived = new GraphQLSchema({
    query: derivedQuery,
    types: [...catalog.values()].map((model) => objects.row(model)),
  });
  checkNames(catalog, declared, derived);
  const types: Record<string, GraphQLNamedType> = {
    ...declared.getTypeMap(),
    ...derived.getTypeMap(),
  };
  for (const [name, type] of Object.entries(declared.getTypeMap())) {
    if (isObjectType(type) && !name.startsWith('__')) {
      types[name] = joined(types[name], type, { catalog, reader });
    }
  }
  const rewired = rewireTypes(types, [...specifiedDirectives]);
  const { Query: query, Mutation: mutation, ...others } = rewired.typeMap;
  return new GraphQLSchema({
    query: query as GraphQLObjectType,
    ...(mutation === undefined ? {} : { mutation: mutation as GraphQLObjectType }),
    types: Object.values(others).filter((type) => !type.name.startsWith('__')),
    directives: rewired.directives,
  });
}

interface Joining {
  readonly catalog: Catalog;
  readonly reader: Reader;
}

/** A type with its derived fields and its hand-written ones. */
function joined(
  derived: GraphQLNamedType | undefined,
  declared: GraphQLObjectType,
  joining: Joining,
): GraphQLObjectType {
  const model = joining.catalog.get(declared.name);
  const base = isObjectType(derived) && derived !== declared ? derived.toConfig() : null;
  const fields: FieldMap = { ...base?.fields };
  const declaredFields = declared.toConfig().fields as FieldMap;
  for (const [name, field] of Object.entries(declaredFields)) {
    fields[name] ??=
      model === undefined
        ? rootedField(field, joining)
        : rowField(field, { ...joining, model, name });
  }
  const config = base ?? declared.toConfig();
  return new GraphQLObjectType({ ...config, fields });
}

/** A hand-written field outside of any row: rows it names are read as the viewer may see them. */
function rootedField(field: FieldConfig, { catalog, reader }: Joining): FieldConfig {
  const { resolve } = field;
  if (!catalog.has(getNamedType(field.type).name) || resolve === undefined) {
    return field;
  }
  if (isListType(field.type)) {
    throw new StartupError(
      'A hand-written field cannot return a list of models, return a connection',
    );
  }
  return {
    ...field,
    resolve: async (source, args, context, info) => {
      const named: unknown = await resolve(source, args, context, info);
      const key = keyOf(named);
      return key === null ? null : await reader.handWritten(context, info, key);
    },
  };
}

/** A hand-written field of a model: it finds the row as an instance of the model's class. */
function rowField(
  field: FieldConfig,
  { catalog, model, name }: Joining & { readonly model: Model; readonly name: string },
): FieldConfig {
  const { resolve } = field;
  if (catalog.has(getNamedType(field.type).name)) {
    throw new StartupError(
      `${model.name}.${name}: a hand-written field of a model cannot return a model, declare a relation`,
    );
  }
  return {
    ...field,
    resolve: (source, args, context, info): unknown => {
      const instance = instanceOf(model, (source as Row).values);
      return resolve?.(instance, args, context, info);
    },
  };
}

/** The key of the row a hand-written resolver names: an entity, or anything with a numeric id. */
function keyOf(named: unknown): number | null {
  if (
    typeof named === 'object' &&
    named !== null &&
    'id' in named &&
    typeof named.id === 'number'
  ) {
    return named.id;
  }
  return null;
}

function checkNames(catalog: Catalog, declared: GraphQLSchema, derived: GraphQLSchema): void {
  const written = Object.keys(declared.getQueryType()?.getFields() ?? {});
  for (const name of written) {
    if (derived.getQueryType()?.getFields()[name] !== undefined) {
      throw new StartupError(
        `The root field ${name} is both hand-written and derived from a model`,
      );
    }
  }
  for (const [name, type] of Object.entries(derived.getTypeMap())) {
    const other = declared.getType(name);
    if (
      other !== undefined &&
      other !== type &&
      !catalog.has(name) &&
      name !== 'Query' &&
      name !== 'Node' &&
      !name.startsWith('__')
    ) {
      throw new StartupError(`The type ${name} is both declared and derived from a model`);
    }
  }
}
