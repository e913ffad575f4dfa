import {
  GraphQLBoolean,
  GraphQLID,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { type Column, isOfKey, type Lookup, type Model, type Relation } from '../../model/model.js';
import { upperFirst } from '../../model/names.js';
import { StartupError } from '../../errors.js';
import type { Policies } from '../../access/policies.js';
import { deprecated, deprecatedLookup } from '../deprecated.js';
import { InputTypesByName } from '../type-names.js';
import { EditInputTypes } from './edit-input-types.js';
import { KnownRowTypes } from './known-row-types.js';
import { NestedInputTypes } from './nested-input-types.js';

type Kind = 'create' | 'update';
type Fields = Record<string, GraphQLInputFieldConfig>;

/** The input types of a model's mutations, made when first asked for. */
export class WriteInputTypes {
  /** What is said of rows that are there. */
  readonly known = new KnownRowTypes();
  readonly #types = new InputTypesByName();
  readonly #nested = new NestedInputTypes(this);
  readonly #edits = new EditInputTypes();
  readonly #policies: Pick<Policies, 'isReadOnly'>;

  /** @param policies - say whose rows nobody writes */
  constructor(policies: Pick<Policies, 'isReadOnly'>) {
    this.#policies = policies;
  }

  /** `PostCreateInput` */
  create(model: Model): GraphQLInputObjectType {
    return this.#types.once(`${model.name}CreateInput`, {
      description: `A new ${model.name}.`,
      fields: () => this.#fields(model, 'create'),
    });
  }

  /** `PostUpdateInput` */
  update(model: Model): GraphQLInputObjectType {
    return this.#types.once(`${model.name}UpdateInput`, {
      description: `Changes of a ${model.name}: what is left out stays, null clears.`,
      fields: () => this.#fields(model, 'update'),
    });
  }

  /** `PostUpdateByIdInput` */
  updateById(model: Model): GraphQLInputObjectType {
    return this.#nested.updateById(model);
  }

  /** `TagUnique` */
  unique(model: Model): GraphQLInputObjectType {
    return this.#types.once(`${model.name}Unique`, {
      description: `One of the fields that find at most one ${model.name}.`,
      isOneOf: true,
      fields: () =>
        Object.fromEntries(
          model.lookups.map((lookup) => [
            lookup.name,
            {
              type: this.#lookupType(lookup),
              description: `The one with this ${namesOf(lookup)}.`,
              ...deprecatedLookup(lookup),
            },
          ]),
        ),
    });
  }

  #lookupType({ model, name, columns }: Lookup): GraphQLInputType {
    const [only, ...others] = columns;
    if (only !== undefined && others.length === 0) {
      return uniqueType(only.column);
    }
    return this.#types.once(`${model.name}${upperFirst(name)}Unique`, {
      description: `What finds at most one ${model.name}: all of it is compared.`,
      fields: () =>
        Object.fromEntries(
          columns.map(({ column }) => [
            column.name,
            {
              type: new GraphQLNonNull(uniqueType(column) as GraphQLInputObjectType),
              description: `Its ${column.name}.`,
            },
          ]),
        ),
    });
  }

  /** Whether there is anything a client could say in an input of a model. */
  hasFields(model: Model, kind: Kind): boolean {
    return !this.#policies.isReadOnly(model) && Object.keys(this.#fields(model, kind)).length > 0;
  }

  #fields(model: Model, kind: Kind): GraphQLInputFieldConfigMap {
    const fields: Fields = {};
    for (const column of model.columns.values()) {
      const { input } = column;
      if (
        input !== null &&
        !(input.isNewOnly && kind === 'update') &&
        !model.relations.has(column.name)
      ) {
        if (input.name in fields) {
          throw new StartupError(
            `${model.name}: two columns would be the field ${input.name} of its inputs, give one another name`,
          );
        }
        const type = columnType(column, kind);
        fields[input.name] = { type, description: input.description, ...deprecated(column, type) };
      }
    }
    for (const relation of model.relations.values()) {
      if (relation.isWritable && this.#isOffered(relation, kind)) {
        fields[relation.name] = {
          ...deprecated(relation),
          type: relation.many ? this.#manyInput(relation, kind) : this.#oneInput(relation, kind),
          description: `${kind === 'create' ? 'Its' : 'Changes of its'} ${relation.name}.`,
        };
      }
    }
    for (const [name, field] of Object.entries(
      kind === 'update' ? this.#edits.fields(model) : {},
    )) {
      if (name in fields) {
        throw new StartupError(
          `${model.name}.${name}: inputs of updates have a member ${name} of their own, give the field another name`,
        );
      }
      fields[name] = field;
    }
    return fields;
  }

  /** Of a row that has its own for good, only what the other becomes can be said later. */
  #isOffered(relation: Relation, kind: Kind): boolean {
    const { join, target } = relation;
    if (join.kind === 'targetKey' && this.#policies.isReadOnly(target)) {
      return false;
    }
    return kind === 'create' || !isOwnKey(relation) || this.hasFields(target, 'update');
  }

  #oneInput(relation: Relation, kind: Kind): GraphQLInputObjectType {
    const { source, target, name } = relation;
    const isForGood = isOwnKey(relation) && kind === 'update';
    const isCreatable = (): boolean => this.hasFields(target, 'create') && !isForGood;
    return this.#types.once(`${source.name}${upperFirst(name)}${upperFirst(kind)}Input`, {
      description: `The ${name} of a ${source.name}.`,
      isOneOf: true,
      fields: () => ({
        ...(!isChildOfKey(relation) &&
          !isForGood && {
            connect: { type: GraphQLID, description: `An existing ${target.name}, by id.` },
          }),
        ...(isCreatable() && {
          create: { type: this.create(target), description: `A new ${target.name}.` },
        }),
        ...(kind === 'update' && this.#nested.ofOne(target, isCreatable())),
        ...(kind === 'update' && (relation.isOrphanRemoval || canBeWithout(relation))
          ? {
              [relation.isOrphanRemoval ? 'delete' : 'disconnect']: {
                type: GraphQLBoolean,
                description: relation.isOrphanRemoval
                  ? 'Delete what is there; false does nothing.'
                  : 'Leave it without one; false does nothing.',
              },
            }
          : {}),
      }),
    });
  }

  #manyInput(relation: Relation, kind: Kind): GraphQLInputObjectType {
    const { source, name } = relation;
    return this.#types.once(`${source.name}${upperFirst(name)}${upperFirst(kind)}Input`, {
      description: `Changes of the ${name} of a ${source.name}.`,
      fields: () => this.#manyFields(relation, kind),
    });
  }

  #manyFields(relation: Relation, kind: Kind): GraphQLInputFieldConfigMap {
    const { target, isOrphanRemoval } = relation;
    const ids = listOf(GraphQLID);
    const isCreatable = this.hasFields(target, 'create');
    const fields: Fields = {
      ...(isCreatable && {
        create: { type: listOf(this.create(target)), description: `New ${target.plural}.` },
      }),
    };
    if (!isChildOfKey(relation)) {
      fields['connect'] = { type: ids, description: `Existing ${target.plural}, by id.` };
    }
    if (isCreatable && target.lookups.length > 0 && !isChildOfKey(relation)) {
      fields['connectOrCreate'] = {
        type: listOf(this.#connectOrCreate(target)),
        description: `${target.plural} found by a unique field, or created.`,
      };
    }
    if (kind === 'create') {
      return fields;
    }
    Object.assign(fields, this.#nested.ofMany(target, isCreatable));
    if (isOrphanRemoval) {
      fields['delete'] = { type: ids, description: `${target.plural} to delete, by id.` };
    } else if (canBeWithout(relation)) {
      fields['disconnect'] = { type: ids, description: `${target.plural} to take out, by id.` };
    }
    if ((isOrphanRemoval || canBeWithout(relation)) && !isChildOfKey(relation)) {
      fields['set'] = {
        type: ids,
        description: `The ${target.plural} it is to have in the end, by id.`,
      };
    }
    if (isOrphanRemoval && !isChildOfKey(relation)) {
      fields['deleteOthers'] = {
        type: GraphQLBoolean,
        description: 'Must be true with set, which deletes every row not named.',
      };
    }
    return fields;
  }

  #connectOrCreate(target: Model): GraphQLInputObjectType {
    return this.#types.once(`${target.name}ConnectOrCreateInput`, {
      description: `A ${target.name} to connect if it is there, else to create.`,
      fields: () => ({
        where: {
          type: new GraphQLNonNull(this.unique(target)),
          description: 'The unique field by which the row is found.',
        },
        create: {
          type: new GraphQLNonNull(this.create(target)),
          description: 'Values of the new row, if there is none.',
        },
      }),
    });
  }
}

/** What is given of a column to find a row: an id of what it refers to. */
function uniqueType(column: Column): GraphQLInputType {
  return column.references === null ? column.kind.inputType(column) : GraphQLID;
}

function namesOf({ columns }: Lookup): string {
  return columns.map(({ column }) => column.name).join(' and ');
}

function columnType(column: Column, kind: Kind): GraphQLInputType {
  if (column.input?.isSecret === true) {
    return new GraphQLNonNull(GraphQLString);
  }
  const type = column.kind.inputType(column);
  const isRequired = kind === 'create' && !column.nullable && !column.hasDefault;
  return isRequired ? new GraphQLNonNull(type as GraphQLInputObjectType) : type;
}

/** Whether a row is related to another by its own key. */
function isOwnKey(relation: Relation): boolean {
  return relation.join.kind === 'sourceKey' && isOfKey(relation);
}

/** Whether rows are related to one by their keys: those that are there belong to another for good. */
function isChildOfKey(relation: Relation): boolean {
  return relation.join.kind === 'targetKey' && isOfKey(relation);
}

/** Whether a row of the relation may be taken out and stay. */
function canBeWithout({ join }: Relation): boolean {
  return join.kind === 'link' || join.key.nullable;
}

function listOf(type: GraphQLInputType): GraphQLInputType {
  return new GraphQLList(new GraphQLNonNull(type as GraphQLInputObjectType));
}
