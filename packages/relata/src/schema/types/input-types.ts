import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import type { Model, Relation } from '../../model/model.js';
import { StartupError } from '../../errors.js';
import { deprecated } from '../deprecated.js';
import { filterTypeOf, INT_FILTER } from './filter-types.js';
import { TypesByName } from '../type-names.js';

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
  readonly #types = new TypesByName<GraphQLInputObjectType>();

  /** `PostWhere` */
  where(model: Model): GraphQLInputObjectType {
    return this.#once(`${model.name}Where`, {
      description: `Which ${model.plural}: all conditions given must hold.`,
      fields: () => this.#whereFields(model),
    });
  }

  /** `PostOrder` */
  order(model: Model): GraphQLInputObjectType {
    return this.#once(`${model.name}Order`, {
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
    return this.#once(`${target.name}RelationFilter`, {
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
    return this.#once(`${target.name}ListFilter`, {
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
    const fields: Record<string, GraphQLInputFieldConfig> = {};
    for (const column of model.columns.values()) {
      const isOrdered = column.parts.every(({ kind }) => kind.cursor !== null);
      if (column.exposed && isOrdered && !model.relations.has(column.name)) {
        fields[column.name] = {
          type: ORDER_DIRECTION,
          description: `By ${column.name}.`,
          ...deprecated(column),
        };
      }
    }
    for (const relation of model.relations.values()) {
      if (!relation.many) {
        fields[relation.name] = {
          ...deprecated(relation),
          type: this.order(relation.target),
          description: `By its ${relation.name}; rows without one count as without a value.`,
        };
      }
    }
    return fields;
  }

  #once(
    name: string,
    config: Omit<
      ConstructorParameters<typeof GraphQLInputObjectType>[0],
      'name' | 'description'
    > & {
      readonly description: string;
    },
  ): GraphQLInputObjectType {
    const make = (): GraphQLInputObjectType => new GraphQLInputObjectType({ name, ...config });
    return this.#types.once(name, config.description, make);
  }
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
