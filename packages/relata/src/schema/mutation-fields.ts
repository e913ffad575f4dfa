import {
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
} from 'graphql';
import type { Catalog, Model } from '../model/model.js';
import { idForms } from '../model/global-id.js';
import { upperFirst } from '../model/names.js';
import type { Reader } from '../reading/reader/reader.js';
import type { RequestContext } from '../request/context.js';
import { type WriteOperation, withWriteRole } from '../writing/document/prepare.js';
import type { Writer } from '../writing/document/writer.js';
import type { InputTypes } from './types/input-types.js';
import type { PayloadTypes } from './types/payload-types.js';
import type { WriteInputTypes } from './types/write-input-types.js';

type RootField = GraphQLFieldConfig<unknown, RequestContext>;

const ERROR_POLICY = new GraphQLEnumType({
  name: 'ErrorPolicy',
  description: 'What a bulk write does when some of its rows cannot be written.',
  values: {
    ALL_OR_NOTHING: { description: 'Write none.' },
    CONTINUE: { description: 'Write the others.' },
  },
});

/** The derived types mutation fields refer to. */
export interface MutationTypes {
  readonly inputs: InputTypes;
  readonly writes: WriteInputTypes;
  readonly payloads: PayloadTypes;
}

/** The mutations of every model, as far as its policy speaks of them. */
export function mutationFields(
  catalog: Catalog,
  { writer, reader }: { readonly writer: Writer; readonly reader: Reader },
  types: MutationTypes,
): Record<string, RootField> {
  const fields: Record<string, RootField> = {};
  for (const model of catalog.values()) {
    for (const field of fieldsOf(model, reader, types)) {
      fields[field.name] = {
        type: field.type,
        description: field.description,
        args: field.args,
        extensions: withWriteRole({ operation: field.operation, model }),
        resolve: (_source, _args, context, info) => writer.root(context, String(info.path.key)),
      };
    }
  }
  return fields;
}

interface WriteField {
  readonly operation: WriteOperation;
  readonly name: string;
  readonly type: GraphQLObjectType;
  readonly description: string;
  readonly args: GraphQLFieldConfigArgumentMap;
}

function fieldsOf(model: Model, reader: Reader, types: MutationTypes): readonly WriteField[] {
  const { policies } = reader.engine;
  const canCreate = policies.isOffered(model, 'create') && types.writes.hasFields(model, 'create');
  const canUpdate = policies.isOffered(model, 'update') && types.writes.hasFields(model, 'update');
  return [
    ...(canCreate ? createFields(model, types) : []),
    ...(canUpdate ? updateFields(model, reader, types) : []),
    ...(canCreate && canUpdate && model.lookups.length > 0 ? [upsertField(model, types)] : []),
    ...(policies.isOffered(model, 'delete') ? deleteFields(model, reader, types) : []),
    ...(policies.isOffered(model, 'purge') ? [purgeField(model, types)] : []),
  ];
}

function createFields(model: Model, { writes, payloads }: MutationTypes): readonly WriteField[] {
  const [one, many] = [payloads.one(model), payloads.many(model)];
  const input = new GraphQLNonNull(writes.create(model));
  return [
    {
      operation: 'create',
      name: `create${model.name}`,
      type: one,
      description: `Creates a ${model.name}, with what its input links to it.`,
      args: { input: { type: input, description: `Values of the new ${model.name}.` } },
    },
    {
      operation: 'createMany',
      name: `create${upperFirst(model.plural)}`,
      type: many,
      description: `Creates several ${model.plural}.`,
      args: {
        inputs: {
          type: new GraphQLNonNull(new GraphQLList(input)),
          description: 'One for each row.',
        },
        errorPolicy: {
          type: ERROR_POLICY,
          defaultValue: 'ALL_OR_NOTHING',
          description: 'What to do when some cannot be created.',
        },
      },
    },
  ];
}

function updateFields(model: Model, reader: Reader, types: MutationTypes): readonly WriteField[] {
  const { writes, payloads } = types;
  const description = 'The new values; fields that are left out stay as they are.';
  const type = writes.update(model);
  return [
    {
      operation: 'update',
      name: `update${model.name}`,
      type: payloads.one(model),
      description: `Changes a ${model.name}.`,
      args: {
        ...idArgument(model),
        ...writes.known.row(model),
        input: { type: new GraphQLNonNull(type), description },
      },
    },
    {
      operation: 'updateMany',
      name: `update${upperFirst(model.plural)}`,
      type: payloads.many(model),
      description: `Changes all ${model.plural} that match, alike, or those of updates, each its own way; none if there are too many or one may not be changed.`,
      args: {
        where: { type: types.inputs.where(model), description: 'Which rows; together with input.' },
        atMost: atMostArgument(reader),
        input: { type, description },
        updates: {
          type: new GraphQLList(new GraphQLNonNull(writes.updateById(model))),
          description: 'Instead of where and input: rows, each with its changes.',
        },
      },
    },
  ];
}

function upsertField(model: Model, { writes, payloads }: MutationTypes): WriteField {
  return {
    operation: 'upsert',
    name: `upsert${model.name}`,
    type: payloads.one(model),
    description: `Changes the ${model.name} a unique field finds, or creates it.`,
    args: {
      by: {
        type: new GraphQLNonNull(writes.unique(model)),
        description: 'The unique field by which the row is found.',
      },
      create: {
        type: new GraphQLNonNull(writes.create(model)),
        description: 'Values of the new row, if there is none.',
      },
      update: {
        type: new GraphQLNonNull(writes.update(model)),
        description: 'New values, if the row exists; `{}` changes nothing.',
      },
    },
  };
}

function deleteFields(model: Model, reader: Reader, types: MutationTypes): readonly WriteField[] {
  const { payloads } = types;
  const isSoft = model.deletedAt !== null;
  const how = isSoft ? ' It is hidden, and can be restored.' : '';
  return [
    {
      operation: 'delete',
      name: `delete${model.name}`,
      type: payloads.deleted(model),
      description: `Deletes a ${model.name}.${how}`,
      args: { ...idArgument(model), ...types.writes.known.version(model) },
    },
    {
      operation: 'deleteMany',
      name: `delete${upperFirst(model.plural)}`,
      type: payloads.manyDeleted(model),
      description: `Deletes all ${model.plural} that match; none if there are too many or one may not be deleted.`,
      args: bulkArguments(model, reader, types),
    },
    ...(isSoft
      ? [
          {
            operation: 'restore' as const,
            name: `restore${model.name}`,
            type: payloads.one(model),
            description: `Brings a deleted ${model.name} back, with everything it had.`,
            args: idArgument(model),
          },
        ]
      : []),
  ];
}

function purgeField(model: Model, { payloads }: MutationTypes): WriteField {
  return {
    operation: 'purge',
    name: `purge${model.name}`,
    type: payloads.deleted(model),
    description: `Deletes for good a ${model.name} that was deleted, with what hangs on it.`,
    args: idArgument(model),
  };
}

function idArgument(model: Model): GraphQLFieldConfigArgumentMap {
  return {
    id: {
      type: new GraphQLNonNull(GraphQLID),
      description: `Its id, ${idForms(model)}.`,
    },
  };
}

function bulkArguments(
  model: Model,
  reader: Reader,
  { inputs }: MutationTypes,
): GraphQLFieldConfigArgumentMap {
  return {
    where: { type: new GraphQLNonNull(inputs.where(model)), description: 'Which rows.' },
    atMost: atMostArgument(reader),
  };
}

function atMostArgument({ engine }: Reader): GraphQLArgumentConfig {
  const { pageSizeMax, bulkMax } = engine.limits;
  return {
    type: GraphQLInt,
    defaultValue: pageSizeMax,
    description: `Fail when more rows match; ${String(bulkMax)} at most.`,
  };
}
