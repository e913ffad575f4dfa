import {
  getNamedType,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { type EditVerb, editedBy, EDITS } from '../../model/edits.js';
import type { Column, Model } from '../../model/model.js';
import { upperFirst } from '../../model/names.js';
import { InputTypesByName } from '../type-names.js';

const WHAT: Readonly<Record<EditVerb, string>> = {
  increment: 'Amounts to add to numbers as they are then; negative ones are taken off.',
  lists: 'Items to add to lists as they are then, and to take out.',
};

/** What inputs of updates say of values that change by what they are. */
export class EditInputTypes {
  readonly #types = new InputTypesByName();

  /** `increment` and `lists`, where a model has numbers and lists. */
  fields(model: Model): GraphQLInputFieldConfigMap {
    return Object.fromEntries(
      EDITS.filter((verb) => editedBy(model, verb).length > 0).map((verb) => [
        verb,
        { type: this.#edits(model, verb), description: WHAT[verb] },
      ]),
    );
  }

  #edits(model: Model, verb: EditVerb): GraphQLInputObjectType {
    const of: Readonly<Record<EditVerb, (column: Column) => GraphQLInputFieldConfig>> = {
      increment: (column) => ({
        type: column.kind.inputType(column),
        description: `What to add to ${column.name}.`,
      }),
      lists: (column) => ({
        type: this.#listEdit(column.kind.inputType(column)),
        description: `Changes of ${column.name}.`,
      }),
    };
    return this.#types.once(`${model.name}${upperFirst(verb)}Input`, {
      description: WHAT[verb],
      fields: () =>
        Object.fromEntries(
          editedBy(model, verb).map((column) => [
            column.input?.name ?? column.name,
            of[verb](column),
          ]),
        ),
    });
  }

  #listEdit(type: GraphQLInputType): GraphQLInputObjectType {
    return this.#types.once(`${getNamedType(type).name}ListEditInput`, {
      description: 'Changes of a list.',
      fields: () => ({
        add: { type, description: 'Items to add at its end.' },
        remove: { type, description: 'Items to take out, as often as it has them.' },
      }),
    });
  }
}
