import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
} from 'graphql';
import type { Model } from '../../model/model.js';
import { upperFirst } from '../../model/names.js';
import { StartupError } from '../../errors.js';
import { type PayloadPart, withPayload, withRole } from '../../reading/field-role.js';
import type { Reader } from '../../reading/reader/reader.js';
import type { RequestContext } from '../../request/context.js';
import { type Outcome, outcomeParts } from '../../writing/outcome.js';
import type { ErrorTypes } from './error-types.js';
import type { ObjectTypes } from './object-types.js';
import { TypesByName } from '../type-names.js';

type Field = GraphQLFieldConfig<Outcome, RequestContext>;

/** What mutations answer, one set of types a model. */
export class PayloadTypes {
  readonly #objects: ObjectTypes;
  readonly #reader: Reader;
  readonly #errors: ErrorTypes;
  readonly #types = new TypesByName<GraphQLObjectType>();

  constructor(objects: ObjectTypes, reader: Reader, errors: ErrorTypes) {
    this.#objects = objects;
    this.#reader = reader;
    this.#errors = errors;
  }

  /** `PostPayload` */
  one(model: Model): GraphQLObjectType {
    return this.#payload(
      model,
      { name: `${model.name}Payload`, description: `Result of a mutation of a ${model.name}.` },
      {
        [rowName(model, model.singular)]: {
          type: this.#objects.row(model),
          description: `The ${model.name} as it is now; null when nothing was kept, or it may not be read.`,
          extensions: as('row'),
          resolve: (outcome, _args, context, info) => {
            const [key] = outcome.keys;
            return key === undefined || key === null
              ? null
              : this.#reader.handWritten(context, info, key);
          },
        },
        edge: {
          type: this.#objects.edge(model),
          description: `The same as an edge of \`${model.plural}\` in its default order, for stores that add it to a list; null with the ${model.name}.`,
          extensions: as('edge'),
          resolve: (outcome, _args, context, info) => {
            const [key] = outcome.keys;
            return key === undefined || key === null
              ? null
              : this.#reader.writtenEdge(context, info, key);
          },
        },
      },
    );
  }

  /** `PostsPayload` */
  many(model: Model): GraphQLObjectType {
    return this.#payload(
      model,
      {
        name: `${upperFirst(model.plural)}Payload`,
        description: `Result of a mutation of several ${model.plural}.`,
      },
      {
        [rowName(model, model.plural)]: {
          type: new GraphQLNonNull(new GraphQLList(this.#objects.row(model))),
          description:
            'The rows as they are now, in the order of the input; null for each that was not kept.',
          extensions: as('rows'),
          resolve: (outcome, _args, context, info) =>
            outcome.keys.map((key) =>
              key === null ? null : this.#reader.handWritten(context, info, key),
            ),
        },
        edges: {
          type: new GraphQLNonNull(new GraphQLList(this.#objects.edge(model))),
          description: `The same as edges of \`${model.plural}\` in its default order; null for each that was not kept.`,
          extensions: as('edges'),
          resolve: (outcome, _args, context, info) =>
            outcome.keys.map((key) =>
              key === null ? null : this.#reader.writtenEdge(context, info, key),
            ),
        },
        affectedCount: AFFECTED_COUNT,
      },
    );
  }

  /** `PostDeletePayload` */
  deleted(model: Model): GraphQLObjectType {
    return this.#payload(
      model,
      {
        name: `${model.name}DeletePayload`,
        description: `Result of deleting a ${model.name}.`,
      },
      {
        deletedId: {
          type: GraphQLID,
          description: 'Id of the deleted row; null when nothing was deleted.',
          extensions: as('deletedId'),
          resolve: outcomeParts.deletedId,
        },
      },
    );
  }

  /** `PostsDeletePayload` */
  manyDeleted(model: Model): GraphQLObjectType {
    const name = `${upperFirst(model.plural)}DeletePayload`;
    return this.#payload(
      model,
      { name, description: `Result of deleting several ${model.plural}.` },
      {
        deletedIds: {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
          description: 'Ids of the deleted rows.',
          extensions: as('deletedIds'),
          resolve: outcomeParts.deletedIds,
        },
        affectedCount: AFFECTED_COUNT,
      },
    );
  }

  #payload(
    model: Model,
    { name, description }: { readonly name: string; readonly description: string },
    fields: Record<string, Field>,
  ): GraphQLObjectType {
    return this.#types.once(
      name,
      description,
      () =>
        new GraphQLObjectType<Outcome, RequestContext>({
          name,
          description,
          extensions: withPayload(model),
          fields: { ...fields, errors: this.#errorsField() },
        }) as GraphQLObjectType,
    );
  }

  #errorsField(): Field {
    return {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(this.#errors.error))),
      description: 'What went wrong; empty when all went well.',
      extensions: as('errors'),
      resolve: outcomeParts.errors,
    };
  }
}

/** What payloads have besides rows, each of which has the name of its model there. */
const MEMBERS: readonly string[] = ['edge', 'edges', 'affectedCount', 'errors'];

function rowName({ name }: Model, field: string): string {
  if (MEMBERS.includes(field)) {
    throw new StartupError(
      `${name}: payloads have a field ${field} of their own, give the model another name or plural`,
    );
  }
  return field;
}

function as(part: PayloadPart): ReturnType<typeof withRole> {
  return withRole({ kind: 'payload', part });
}

const AFFECTED_COUNT: Field = {
  type: new GraphQLNonNull(GraphQLInt),
  description: 'How many rows were written.',
  extensions: as('affectedCount'),
  resolve: outcomeParts.affectedCount,
};
