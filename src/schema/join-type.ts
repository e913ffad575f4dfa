import {
  getNamedType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLNamedType,
  GraphQLObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Catalog, Model } from '../catalog/model.js';
import { StartupError } from '../errors.js';
import type { Reader } from '../reading/reader/reader.js';
import { instanceOf, type Row } from '../reading/reader/row.js';
import type { RequestContext } from '../session/context.js';
import { recordedField } from '../writing/writer.js';

type FieldMap = GraphQLFieldConfigMap<unknown, RequestContext>;
type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>;

/** What joining needs to know. */
export interface Joining {
  readonly catalog: Catalog;
  readonly reader: Reader;
  /** The model of a payload type, by the name of the type. */
  readonly payloadOf: (name: string) => Model | undefined;
}

/** A type with its derived fields and its hand-written ones. */
export function joinType(
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
      declared.name === 'Mutation'
        ? recordedField(field, joining.payloadOf(getNamedType(field.type).name))
        : model === undefined
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
