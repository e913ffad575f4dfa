import {
  getNamedType,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Column, Model, Relation } from '../../../src/model/model.js';
import { fitting } from '../../support/fitting-values.js';

/** A PNG of one point. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Input of a mutation, by field. */
export type Input = Readonly<Record<string, unknown>>;

/** Columns a client may set in a row that is there. */
export function settable(schema: GraphQLSchema, model: Model): readonly Column[] {
  const fields = fieldsOf(schema, `${model.name}UpdateInput`);
  return [...model.columns.values()].filter(
    ({ name, input }) => input?.name === name && fields[name] !== undefined,
  );
}

/** Relations an input may say something of. */
export function writable(model: Model): readonly Relation[] {
  return [...model.relations.values()].filter(({ isWritable }) => isWritable);
}

/** A value no row has, of the type an input field takes. */
export function fresh(schema: GraphQLSchema, model: Model, name: string): unknown {
  const field =
    fieldsOf(schema, `${model.name}UpdateInput`)[name] ??
    fieldsOf(schema, `${model.name}CreateInput`)[name];
  return field === undefined ? null : valueOf(model, field);
}

/** What a new row must have, but for the rows it must be tied to. */
export function freshRow(schema: GraphQLSchema, model: Model): Input {
  const fields = Object.values(fieldsOf(schema, `${model.name}CreateInput`));
  return Object.fromEntries(
    fields
      .filter(({ type, name }) => isNonNullType(type) && !model.relations.has(name))
      .map((field) => [field.name, valueOf(model, field)]),
  );
}

/** To-one relations a new row cannot do without, and that its input names. */
export function requiredTies(model: Model): readonly Relation[] {
  return writable(model).filter(({ join }) => join.kind === 'sourceKey' && !join.key.nullable);
}

/** The fields of an input type; none where there is no such type. */
export function fieldsOf(
  schema: GraphQLSchema,
  type: string,
): Readonly<Record<string, GraphQLInputField>> {
  const found = schema.getType(type);
  return isInputObjectType(found) ? found.getFields() : {};
}

function valueOf(model: Model, { name, type }: GraphQLInputField): unknown {
  const bare = isNonNullType(type) ? type.ofType : type;
  const named = getNamedType(type);
  const one = isEnumType(named) ? named.getValues()[0]?.name : scalar(name, named.name);
  return isListType(bare) ? [one] : fitting(model.columns.get(name), one);
}

function scalar(name: string, type: string): unknown {
  switch (type) {
    case 'Int':
      return 41;
    case 'Float':
      return 41.5;
    case 'Boolean':
      return true;
    case 'DateTime':
      return '2026-03-04T05:06:07.000Z';
    case 'JSON':
      return { fresh: name };
    case 'Base64':
      return PNG;
    case 'EmailAddress':
      return `fresh-${name}@example.org`;
    default:
      // Inputs take it as a text, and check its form with everything else of the row.
      return name === 'email' ? 'fresh-email@example.org' : `fresh-${name.toLowerCase()}`;
  }
}
