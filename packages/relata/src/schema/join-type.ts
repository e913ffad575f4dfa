import {
  getNamedType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  GraphQLObjectType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type { Model } from '../model/model.js';
import { StartupError } from '../errors.js';
import type { Reader } from '../reading/reader/reader.js';
import { instanceOf, type Row } from '../reading/reader/row.js';
import type { RequestContext } from '../request/context.js';
import { recordedField } from '../writing/document/recorded-field.js';
import { sightOf } from './computed-sight.js';
import { NO_QUERY } from './declared-schema.js';
import { leadsToModel, type TypesKnown, readNamed } from './hand-written-rows.js';

type FieldMap = GraphQLFieldConfigMap<unknown, RequestContext>;
type FieldConfig = GraphQLFieldConfig<unknown, RequestContext>;

/** What joining needs to know. */
export interface Joining extends TypesKnown {
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
    if (fields[name] === undefined && name !== NO_QUERY) {
      checkType(`${declared.name}.${name}`, field, { ...joining, isOfRow: model !== undefined });
      fields[name] =
        model === undefined
          ? rootedField(field, { ...joining, declared })
          : rowField(field, { ...joining, model, name });
    }
  }
  const config = base ?? declared.toConfig();
  return new GraphQLObjectType({ ...config, fields });
}

/** Refuses types through which rows would be reached that nobody plans to read. */
function checkType(
  place: string,
  { type }: FieldConfig,
  joining: Joining & { readonly isOfRow: boolean },
): void {
  const { catalog, possibleTypes, isOfRow } = joining;
  const named = getNamedType(type);
  if (isAbstractType(named) && possibleTypes(named).some(({ name }) => catalog.has(name))) {
    throw new StartupError(
      `${place}: a hand-written field cannot return ${named.name}, which stands for models: return a model`,
    );
  }
  if (isOfRow && !catalog.has(named.name) && leadsToModel(named, joining)) {
    throw new StartupError(
      `${place}: a hand-written field of a model cannot return ${named.name}, which leads to models: return a model`,
    );
  }
}

/** A hand-written field outside of any row: rows it names are read as the viewer may see them. */
function rootedField(
  field: FieldConfig,
  { declared, catalog, reader, payloadOf }: Joining & { readonly declared: GraphQLObjectType },
): FieldConfig {
  const named = getNamedType(field.type);
  const own = declared.name === 'Mutation' ? recordedField(field, payloadOf(named.name)) : field;
  const model = catalog.get(named.name);
  const { resolve } = own;
  if (model === undefined || resolve === undefined) {
    return own;
  }
  return {
    ...own,
    resolve: async (source, args, context, info) =>
      await readNamed(field.type, await resolve(source, args, context, info), {
        model,
        catalog,
        read: (key) => reader.handWritten(context, info, key),
      }),
  };
}

/** A hand-written field of a model: it finds the row as an instance of the model's class. */
function rowField(
  field: FieldConfig,
  { catalog, reader, model, name }: Joining & { readonly model: Model; readonly name: string },
): FieldConfig {
  const { resolve, type } = field;
  const target = catalog.get(getNamedType(type).name);
  const see = sightOf(model, name, { type, policies: reader.engine.policies });
  const ofInstance: GraphQLFieldResolver<unknown, RequestContext> = (source, ...rest) => {
    const seen = see((source as Row).values);
    return seen === null ? null : resolve?.(instanceOf(model, seen), ...rest);
  };
  return {
    ...field,
    resolve:
      target === undefined
        ? ofInstance
        : async (source, args, context, info) =>
            await readNamed(type, await ofInstance(source, args, context, info), {
              model: target,
              catalog,
              read: (key) =>
                reader.ofRow(context, source as Row, { key, field: String(info.path.key) }),
            }),
  };
}
