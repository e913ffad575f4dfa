import {
  GraphQLID,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import { idForms } from '../../model/global-id.js';
import type { Model } from '../../model/model.js';
import { InputTypesByName } from '../type-names.js';
import type { KnownRowTypes } from './known-row-types.js';

/** The input types of rows. */
interface RowInputs {
  create(model: Model): GraphQLInputObjectType;
  update(model: Model): GraphQLInputObjectType;
  unique(model: Model): GraphQLInputObjectType;
  readonly known: KnownRowTypes;
  hasFields(model: Model, kind: 'update'): boolean;
}

/** What inputs say of rows that a relation has already: what they become. */
export class NestedInputTypes {
  readonly #types = new InputTypesByName();
  readonly #inputs: RowInputs;

  constructor(inputs: RowInputs) {
    this.#inputs = inputs;
  }

  /** `update` and `upsert` of the one row of a relation. */
  ofOne(target: Model, isCreatable: boolean): GraphQLInputFieldConfigMap {
    const { name } = target;
    return this.#fields(target, {
      update: { type: this.#updateOne(target), description: `Changes of the ${name} it has.` },
      upsert: isCreatable
        ? {
            type: this.#upsertOne(target),
            description: `Changes of the ${name} it has, or a new one.`,
          }
        : null,
    });
  }

  /** The same of many. */
  ofMany(target: Model, isCreatable: boolean): GraphQLInputFieldConfigMap {
    const { plural, lookups } = target;
    return this.#fields(target, {
      update: {
        type: listOf(this.updateById(target)),
        description: `Changes of ${plural} it has.`,
      },
      upsert:
        isCreatable && lookups.length > 0
          ? {
              type: listOf(this.#upsertBy(target)),
              description: `Changes of ${plural} it has, found by a unique field, or new ones.`,
            }
          : null,
    });
  }

  /** `PostUpdateByIdInput` */
  updateById(target: Model): GraphQLInputObjectType {
    return this.#types.once(`${target.name}UpdateByIdInput`, {
      description: `Changes of one ${target.name}.`,
      fields: () => ({
        id: { type: new GraphQLNonNull(GraphQLID), description: `Its id, ${idForms(target)}.` },
        ...this.#changes(target),
      }),
    });
  }

  #updateOne(target: Model): GraphQLInputObjectType {
    return this.#types.once(`${target.name}UpdateOneInput`, {
      description: `Changes of the ${target.name} of another row.`,
      fields: () => this.#changes(target),
    });
  }

  #upsertOne(target: Model): GraphQLInputObjectType {
    return this.#types.once(`${target.name}UpsertOneInput`, {
      description: `A ${target.name} of another row, to change if it is there, else to create.`,
      fields: () => this.#either(target),
    });
  }

  #upsertBy(target: Model): GraphQLInputObjectType {
    return this.#types.once(`${target.name}UpsertByInput`, {
      description: `A ${target.name} to change if the row has it, else to create.`,
      fields: () => ({
        by: {
          type: new GraphQLNonNull(this.#inputs.unique(target)),
          description: 'The unique field by which the row is found.',
        },
        ...this.#either(target),
      }),
    });
  }

  #changes(target: Model): GraphQLInputFieldConfigMap {
    return {
      input: {
        type: new GraphQLNonNull(this.#inputs.update(target)),
        description: 'The new values; fields that are left out stay as they are.',
      },
      ...this.#inputs.known.row(target),
    };
  }

  #either(target: Model): GraphQLInputFieldConfigMap {
    return {
      create: {
        type: new GraphQLNonNull(this.#inputs.create(target)),
        description: 'Values of the new row, if there is none.',
      },
      update: {
        type: new GraphQLNonNull(this.#inputs.update(target)),
        description: 'New values, if the row exists; `{}` changes nothing.',
      },
    };
  }

  #fields(
    target: Model,
    { update, upsert }: Record<'update' | 'upsert', GraphQLInputFieldConfig | null>,
  ): GraphQLInputFieldConfigMap {
    return this.#inputs.hasFields(target, 'update')
      ? { ...(update && { update }), ...(upsert && { upsert }) }
      : {};
  }
}

function listOf(type: GraphQLInputObjectType): GraphQLList<GraphQLNonNull<GraphQLInputObjectType>> {
  return new GraphQLList(new GraphQLNonNull(type));
}
