import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import type { Column, Model, Relation } from '../../model/model.js';
import { StartupError } from '../../errors.js';
import { deprecated } from '../deprecated.js';
import { filterTypeOf, INT_FILTER } from './filter-types.js';
import { InputTypesByName } from '../type-names.js';

const ORDER_DIRECTION = new GraphQLEnumType({
  name: 'OrderDirection',
  description: 'Which way to order, and where rows without a value go.',
  values: {
    ASC: { description: 'Smallest first; rows without a value last.' },
    DESC: { description: 'Greatest first; rows without a value first.' },
    ASC_NULLS_FIRST: { description: 'Smallest first; rows without a value before them.' },
    ASC_NULLS_LAST: { description: 'Smallest first; rows without a value after them.' },
    DESC_NULLS_FIRST: { description: 'Greatest first; rows without a value before them.' },
    DESC_NULLS_LAST: { description: 'Greatest first; rows without a value after them.' },
  },
});

/** The input types a model's lists take, made when first asked for: models refer to one another. */
export class InputTypes {
  readonly #types = new InputTypesByName();

  /** `PostWhere` */
  where(model: Model): GraphQLInputObjectType {
    return this.#types.once(`${model.name}Where`, {
      description: `Which ${model.plural}: all conditions given must hold.`,
      fields: () => this.#whereFields(model),
    });
  }

  /** `PostOrder` */
  order(model: Model): GraphQLInputObjectType {
    return this.#types.once(`${model.name}Order`, {
      description: `One thing to order ${model.plural} by.`,
      isOneOf: true,
      fields: () => this.#orderFields(model),
    });
  }

  #whereFields(model: Model): GraphQLInputFieldConfigMap {
    checkMembers(model);
    const where = this.where(model);
    const list = new GraphQLList(new GraphQLNonNull(where));
    const fields: Record<string, GraphQLInputFieldConfig> = {
      and: { type: list, description: 'All of these hold.' },
      or: { type: list, description: 'At least one of these holds.' },
      not: { type: where, description: 'This does not hold.' },
    };
    for (const column of model.columns.values()) {
      if (column.exposed && !model.relations.has(column.name)) {
        fields[column.name] = {
          type: filterTypeOf(column),
          description: `By ${column.name}.`,
          ...deprecated(column),
        };
      }
    }
    for (const relation of model.relations.values()) {
      fields[relation.name] = {
        ...deprecated(relation),
        type: relation.many ? this.#manyFilter(relation) : this.#oneFilter(relation),
        description: relation.many
          ? `By the ${relation.name} it has.`
          : `By its ${relation.name}; rows without one match only isNull.`,
      };
    }
    return fields;
  }

  #oneFilter({ target }: Relation): GraphQLInputObjectType {
    return this.#types.once(`${target.name}RelationFilter`, {
      description: `Conditions on a related ${target.name}: all given must hold.`,
      fields: () => ({
        ...this.#whereFields(target),
        isNull: {
          type: GraphQLBoolean,
          description: `Whether there is no ${target.name}, or none that the viewer may read.`,
        },
      }),
    });
  }

  #manyFilter(relation: Relation): GraphQLInputObjectType {
    const { target } = relation;
    return this.#types.once(`${target.name}ListFilter`, {
      description: `Conditions on related ${target.plural}, of which only readable ones count.`,
      fields: () => ({
        some: { type: this.where(target), description: 'At least one related row matches.' },
        none: { type: this.where(target), description: 'No related row matches.' },
        every: {
          type: this.where(target),
          description: 'Every related row matches, or there is none.',
        },
        count: { type: INT_FILTER, description: 'How many there are.' },
      }),
    });
  }

  #orderFields(model: Model): GraphQLInputFieldConfigMap {
    const fields = orderColumns(model, () => true);
    for (const relation of model.relations.values()) {
      const { name, target, many } = relation;
      fields[name] = {
        ...deprecated(relation),
        type: many ? this.#summaryOrder(target) : this.order(target),
        description: many
          ? `By what the ${name} that the viewer may read come to.`
          : `By its ${name}; rows without one count as without a value.`,
      };
    }
    return fields;
  }

  /** `PostSummaryOrder`: what of many rows others are ordered by. */
  #summaryOrder(model: Model): GraphQLInputObjectType {
    const extremes = orderColumns(
      model,
      ({ kind, parts }) => kind.hasExtremes && parts.length === 1,
    );
    const column = (): GraphQLInputObjectType =>
      this.#types.once(`${model.name}ExtremeOrder`, {
        description: `A field of ${model.plural} to order others by.`,
        isOneOf: true,
        fields: extremes,
      });
    return this.#types.once(`${model.name}SummaryOrder`, {
      description: `What of ${model.plural} to order others by.`,
      isOneOf: true,
      fields: () => ({
        count: { type: ORDER_DIRECTION, description: 'How many there are.' },
        ...(Object.keys(extremes).length === 0
          ? {}
          : {
              min: { type: column(), description: 'By the smallest value.' },
              max: { type: column(), description: 'By the greatest value.' },
            }),
      }),
    });
  }
}

/** Some of the columns that rows are ordered by. */
function orderColumns(
  model: Model,
  isMeant: (column: Column) => boolean,
): Record<string, GraphQLInputFieldConfig> {
  const fields: Record<string, GraphQLInputFieldConfig> = {};
  for (const column of model.columns.values()) {
    const { name, exposed, parts } = column;
    const isOrdered = parts.every((part) => part.kind.cursor !== null);
    if (exposed && isOrdered && isMeant(column) && !model.relations.has(name)) {
      fields[name] = {
        type: ORDER_DIRECTION,
        description: `By ${name}.`,
        ...deprecated(column),
      };
    }
  }
  return fields;
}

/** What filters say besides the fields of a model. */
const MEMBERS = ['and', 'or', 'not', 'isNull'];

function checkMembers({ name, columns, relations }: Model): void {
  const taken = MEMBERS.find((member) => columns.get(member)?.exposed ?? relations.has(member));
  if (taken !== undefined) {
    throw new StartupError(
      `${name}.${taken}: filters have a member ${taken} of their own, give the field another name`,
    );
  }
}
