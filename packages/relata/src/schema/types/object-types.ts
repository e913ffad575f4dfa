import type { Key } from '../../kinds/kind.js';
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInterfaceType,
  GraphQLNonNull,
  GraphQLObjectType,
} from 'graphql';
import { getOrMake } from '../../cache/get-or-make.js';
import type { Policies } from '../../access/policies.js';
import { answerOf } from '../../kinds/scalar-over.js';
import { exampleId, globalId, NODE_ID } from '../../model/global-id.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { StartupError } from '../../errors.js';
import { withModel, withRole } from '../../reading/field-role.js';
import type { Reader } from '../../reading/reader/reader.js';
import { type Row, type RowAbilities, VIEWER_CAN } from '../../reading/reader/row.js';
import type { RequestContext } from '../../request/context.js';
import { deprecated } from '../deprecated.js';
import { relatedArguments } from '../arguments.js';
import { connectionType, edgeType } from './connection-types.js';
import type { InputTypes } from './input-types.js';

type RowField = GraphQLFieldConfig<Row, RequestContext>;

/** The object types of the models and their connections, made when first asked for. */
export class ObjectTypes {
  readonly node = new GraphQLInterfaceType({
    name: 'Node',
    description: 'An object with a globally unique id (Relay Global Object Identification).',
    fields: { id: { type: new GraphQLNonNull(GraphQLID), description: NODE_ID } },
    resolveType: (row: Row) => row.plan.model.name,
  });
  readonly #reader: Reader;
  readonly #inputs: InputTypes;
  readonly #rows = new Map<Model, GraphQLObjectType>();
  readonly #connections = new Map<Model, GraphQLObjectType>();
  readonly #edges = new Map<Model, GraphQLObjectType>();

  constructor(reader: Reader, inputs: InputTypes) {
    this.#reader = reader;
    this.#inputs = inputs;
  }

  /** `Post` */
  row(model: Model): GraphQLObjectType {
    return getOrMake(
      this.#rows,
      model,
      () =>
        new GraphQLObjectType<Row, RequestContext>({
          name: model.name,
          description: model.description,
          interfaces: [this.node],
          extensions: withModel(model),
          fields: () => this.#fields(model),
        }) as GraphQLObjectType,
    );
  }

  /** `PostConnection` */
  connection(model: Model): GraphQLObjectType {
    return getOrMake(this.#connections, model, () =>
      connectionType(model, this.row(model), this.edge(model)),
    );
  }

  /** `PostEdge` */
  edge(model: Model): GraphQLObjectType {
    return getOrMake(this.#edges, model, () => edgeType(model, this.row(model)));
  }

  #fields(model: Model): Record<string, RowField> {
    const fields: Record<string, RowField> = { id: idField(model) };
    for (const column of model.columns.values()) {
      if (column.exposed && column !== model.id && !model.relations.has(column.name)) {
        fields[column.name] = columnField(model, column, this.#reader.engine.policies);
      }
    }
    if (VIEWER_CAN in model.declaredType.getFields() || model.relations.has(VIEWER_CAN)) {
      throw new StartupError(
        `${model.name}.${VIEWER_CAN}: every row has a field ${VIEWER_CAN} of its own, give the field another name`,
      );
    }
    fields[VIEWER_CAN] = viewerCanField(model);
    for (const relation of model.relations.values()) {
      fields[relation.name] = relation.many
        ? this.#connectionField(relation)
        : this.#referenceField(relation);
    }
    return fields;
  }

  #referenceField(relation: Relation): RowField {
    const type = this.row(relation.target);
    return {
      type: isNeverHidden(relation, this.#reader.engine.policies) ? new GraphQLNonNull(type) : type,
      description: relation.description,
      ...deprecated(relation),
      extensions: withRole({ kind: 'reference', relation }),
      resolve: (row, _args, context, info) =>
        this.#reader.reference(context, row, String(info.path.key)),
    };
  }

  #connectionField(relation: Relation): RowField {
    const { target } = relation;
    return {
      type: new GraphQLNonNull(this.connection(target)),
      description: relation.description,
      ...deprecated(relation),
      args: relatedArguments(relation, this.#inputs, this.#reader.engine.limits),
      extensions: withRole({ kind: 'connection', model: target, relation }),
      resolve: (row, _args, context, info) =>
        this.#reader.connection(context, row, String(info.path.key)),
    };
  }
}

function idField(model: Model): RowField {
  return {
    type: new GraphQLNonNull(GraphQLID),
    description: `Globally unique id: the type and the key, \`${exampleId(model)}\`.`,
    extensions: withRole({ kind: 'id', model }),
    resolve: (row) => globalId(model, row.values[model.id.name] as Key),
  };
}

/** Shared by all models: one type says it for every row. */
const VIEWER_CAN_TYPE = new GraphQLObjectType<RowAbilities>({
  name: 'ViewerCan',
  description: 'What the viewer may do with a row: what to show buttons for.',
  fields: {
    update: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether the viewer may change it.',
    },
    delete: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether the viewer may delete it.',
    },
  },
});

function viewerCanField(model: Model): RowField {
  return {
    type: new GraphQLNonNull(VIEWER_CAN_TYPE),
    description: `What the viewer may do with this ${model.name}.`,
    extensions: withRole({ kind: 'viewerCan' }),
    // Nothing is read where only the name of the type is asked for.
    resolve: (row) => row.values[VIEWER_CAN] ?? {},
  };
}

function columnField(model: Model, column: Column, policies: Policies): RowField {
  const declared = model.declaredType.getFields()[column.name];
  if (declared === undefined) {
    throw new StartupError(`${model.name}.${column.name} is not a field`);
  }
  if (policies.isMasked(column) && declared.type instanceof GraphQLNonNull) {
    throw new StartupError(
      `${model.name}.${column.name}: a policy may hide it, so its field must be nullable: @Field({ nullable: true })`,
    );
  }
  const { name, kind } = column;
  return {
    type: column.type ?? declared.type,
    description: declared.description ?? null,
    ...deprecated(column),
    extensions: withRole({ kind: 'column', column }),
    resolve: (row) => answerOf(kind, row.values[name]),
  };
}

/** Whether a to-one relation always leads somewhere the viewer may see. */
function isNeverHidden(relation: Relation, policies: Policies): boolean {
  const { join, target } = relation;
  return (
    join.kind === 'sourceKey' &&
    !join.key.nullable &&
    !policies.isMasked(join.key) &&
    target.deletedAt === null &&
    policies.isPublic(target)
  );
}
