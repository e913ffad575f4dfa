import {
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import type { Catalog, Column, Lookup, Model } from '../model/model.js';
import { StartupError } from '../errors.js';
import { idForms } from '../model/global-id.js';
import { withRole } from '../reading/field-role.js';
import type { Reader } from '../reading/reader/reader.js';
import type { RequestContext } from '../request/context.js';
import { rootConnectionArguments } from './arguments.js';
import { deprecatedLookup } from './deprecated.js';
import type { InputTypes } from './types/input-types.js';
import type { ObjectTypes } from './types/object-types.js';

type RootField = GraphQLFieldConfig<unknown, RequestContext>;

/** The derived types the fields refer to. */
interface Types {
  readonly objects: ObjectTypes;
  readonly inputs: InputTypes;
}

/** The root fields every model gets, and `node` and `nodes`. @throws StartupError where two have one name */
export function queryFields(
  catalog: Catalog,
  reader: Reader,
  types: Types,
): Record<string, RootField> {
  const fields: Record<string, RootField> = {};
  const origins = new Map<string, string>();
  const add = (name: string, origin: string, field: RootField): void => {
    const other = origins.get(name);
    if (other !== undefined) {
      throw new StartupError(
        `${origin} and ${other} both want the root field ${name}: give one of them a plural of its own`,
      );
    }
    origins.set(name, origin);
    fields[name] = {
      ...field,
      resolve: (_source, _args, context, info) => reader.root(context, info),
    };
  };
  const { objects } = types;
  add('node', 'Node', nodeField(objects));
  add('nodes', 'Node', nodesField(objects, reader));
  for (const model of catalog.values()) {
    for (const lookup of [idLookup(model), ...model.lookups]) {
      add(lookup.field, model.name, lookupField(objects, lookup));
    }
    add(model.plural, model.name, listField(model, reader, types));
  }
  return fields;
}

function listField(model: Model, reader: Reader, { objects, inputs }: Types): RootField {
  return {
    type: new GraphQLNonNull(objects.connection(model)),
    description: `The ${model.plural} the viewer may read.`,
    args: rootConnectionArguments(model, inputs, reader.engine.limits),
    extensions: withRole({ kind: 'connection', model, relation: null }),
  };
}

function idLookup(model: Model): Lookup {
  const { id, singular } = model;
  return { model, field: singular, name: id.name, columns: [{ column: id, key: id }] };
}

function lookupField(objects: ObjectTypes, lookup: Lookup): RootField {
  const { model, columns } = lookup;
  const names = columns.map(({ column }) => column.name).join(' and ');
  const args = columns.map(({ column }) => [column.name, lookupArgument(column)] as const);
  return {
    type: objects.row(model),
    description: `The ${model.name} with this ${names}; null when there is none the viewer may read.`,
    args: Object.fromEntries(args),
    extensions: withRole({ kind: 'lookup', lookup }),
    ...deprecatedLookup(lookup),
  };
}

function lookupArgument(column: Column): GraphQLArgumentConfig {
  const { model, name, kind } = column;
  const ofId = column === model.id ? model : column.references?.model;
  return {
    type: new GraphQLNonNull(kind.filter(column).operand),
    description: ofId === undefined ? `Its ${name}.` : `Its ${name}, ${idForms(ofId)}.`,
  };
}

function nodeField(objects: ObjectTypes): RootField {
  return {
    type: objects.node,
    description: 'The object with this id; null when there is none the viewer may read.',
    args: {
      id: {
        type: new GraphQLNonNull(GraphQLID),
        description: 'Its id, as its field `id` says it.',
      },
    },
    extensions: withRole({ kind: 'node' }),
  };
}

function nodesField(objects: ObjectTypes, reader: Reader): RootField {
  const most = String(reader.engine.limits.pageSizeMax);
  return {
    type: new GraphQLNonNull(new GraphQLList(objects.node)),
    description:
      'The objects with these ids, in their order; null for each the viewer may not read.',
    args: {
      ids: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
        description: `Their ids, ${most} at most.`,
      },
    },
    extensions: withRole({ kind: 'nodes' }),
  };
}
