import {
  GraphQLEnumType,
  GraphQLID,
  type GraphQLInputFieldConfig,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
} from 'graphql';
import type { Model } from '../../model/model.js';
import { deprecated } from '../deprecated.js';
import { InputTypesByName } from '../type-names.js';

const ON_CONFLICT = new GraphQLEnumType({
  name: 'OnConflict',
  description: 'What an update does where somebody else changed the row since it was read.',
  values: {
    FAIL: { description: 'Change nothing.' },
    MERGE: {
      description:
        'Keep what others changed, and fail only where a field is neither what it was when it was read nor what it is to be.',
    },
  },
});

/** A field of an input, or an argument. */
type Said = Pick<GraphQLInputFieldConfig, 'type' | 'description' | 'defaultValue'>;

/** What the editor of a row says that it knew of it. */
export class KnownRowTypes {
  readonly #types = new InputTypesByName();

  /** `expectedVersion` of a model that has one. */
  version(model: Model): Record<string, Said> {
    return model.version === null
      ? {}
      : {
          expectedVersion: {
            type: GraphQLInt,
            description: 'Fail with a ConflictError unless the row has this version.',
          },
        };
  }

  /** That, and what it read, for an update that keeps what others changed. */
  row(model: Model): Record<string, Said> {
    const fields = baseFields(model);
    return {
      ...this.version(model),
      ...(Object.keys(fields).length > 0 && {
        onConflict: {
          type: ON_CONFLICT,
          defaultValue: 'FAIL',
          description: 'What to do if somebody else changed the row; MERGE takes base.',
        },
        base: {
          type: this.#base(model, fields),
          description: 'What was read of the fields that are to change, for onConflict: MERGE.',
        },
      }),
    };
  }

  /** `PostBaseInput` */
  #base(model: Model, fields: Record<string, GraphQLInputFieldConfig>): GraphQLInputObjectType {
    return this.#types.once(`${model.name}BaseInput`, {
      description: `A ${model.name} as it was read; fields that are left out count as changed.`,
      fields,
    });
  }
}

/** What is read of a row and may be written: its columns, and ids of the rows that it refers to. */
function baseFields(model: Model): Record<string, GraphQLInputFieldConfig> {
  const fields: Record<string, GraphQLInputFieldConfig> = {};
  for (const column of model.columns.values()) {
    const { input, exposed, name, kind } = column;
    const isSaid = input !== null && !input.isNewOnly && !input.isSecret && exposed;
    if (isSaid && !model.relations.has(name)) {
      const type: GraphQLInputType = kind.inputType(column);
      fields[input.name] = { type, description: input.description, ...deprecated(column, type) };
    }
  }
  for (const relation of model.relations.values()) {
    const { name, isWritable, join, target } = relation;
    if (isWritable && join.kind === 'sourceKey') {
      const description = `Id of the ${target.name} that it referred to.`;
      fields[name] = { type: GraphQLID, description, ...deprecated(relation) };
    }
  }
  return fields;
}
