import {
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import type { Column, Model, Relation } from '../../model/model.js';
import { upperFirst } from '../../model/names.js';
import { writtenCell } from '../oracle/cells.js';
import type { Cell } from '../oracle/data-set.js';
import { freshCell } from '../rows/marked-rows.js';
import { inputCell } from '../rows/row-keys.js';
import type { Attack } from './route.js';

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

/** What inputs are made for. */
type Inputs = Pick<Attack, 'schema' | 'catalog' | 'hooks'>;

/** A value no row has, of the type an input field takes. */
export function fresh(attack: Inputs, model: Model, name: string): unknown {
  const field =
    fieldsOf(attack.schema, `${model.name}UpdateInput`)[name] ??
    fieldsOf(attack.schema, `${model.name}CreateInput`)[name];
  return field === undefined ? null : valueOf(attack, model, field);
}

/** A value of a column that no row has, as an argument. */
export function absent({ catalog, hooks }: Inputs, column: Column): unknown {
  return writtenCell(column, freshCell(catalog, column, hooks));
}

/** What a new row must have, but for the rows it must be tied to. */
export function freshRow(attack: Inputs, model: Model): Input {
  const fields = Object.values(fieldsOf(attack.schema, `${model.name}CreateInput`));
  return Object.fromEntries(
    fields
      .filter(({ type, name }) => isNonNullType(type) && !model.relations.has(name))
      .map((field) => [field.name, valueOf(attack, model, field)]),
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

/** What an input can say of a relation: that of a new row, or of one that is there. */
export function verbsOf(
  schema: GraphQLSchema,
  { source, name }: Relation,
  isNew: boolean,
): readonly string[] {
  const type = `${source.name}${upperFirst(name)}${isNew ? 'Create' : 'Update'}Input`;
  return Object.keys(fieldsOf(schema, type));
}

function valueOf({ catalog, hooks }: Inputs, model: Model, { name }: GraphQLInputField): unknown {
  const column = model.columns.get(name);
  // A secret has a column of another name, which has no more than its hash.
  return column === undefined
    ? `fresh-${name.toLowerCase()}`
    : inputValue(column, freshCell(catalog, column, hooks));
}

/** What a cell holds, as inputs say it; of bytes a picture, which is what they mostly are. */
function inputValue(column: Column, cell: Cell): unknown {
  return cell instanceof Uint8Array ? PNG : inputCell(column, cell);
}
