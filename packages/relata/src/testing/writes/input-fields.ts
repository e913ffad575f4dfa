import type { GraphQLInputField, GraphQLSchema } from 'graphql';
import type { Model, Relation } from '../../model/model.js';
import { isSetByParent } from '../../writing/input/relation-keys.js';
import { verbsOf } from '../attacks/inputs.js';

/** Fields of an input type, by name. */
export type Fields = Readonly<Record<string, GraphQLInputField>>;

/** Relations through which a row makes others, or changes them. */
export function nestedOf(
  schema: GraphQLSchema,
  model: Model,
  verb: 'create' | 'update',
): readonly string[] {
  return [...model.relations.values()]
    .filter((each) => verbsOf(schema, each, verb === 'create').includes(verb))
    .map(({ name }) => name);
}

/** Relations of a new row that lead back to the row it is made through: what is said of them is refused. */
export function namesBack(parent: Relation): readonly string[] {
  return [...parent.target.relations.values()]
    .filter((relation) => isSetByParent(relation, parent))
    .map(({ name }) => name);
}

/** The fields but for some. */
export function omit(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
