import type { EntityProperty } from '@mikro-orm/core';
import { GraphQLString } from 'graphql';
import { hasTexts, valuesOf } from './enum.js';
import { listKind } from './list.js';
import { literal } from './storage.js';
import { textOperand } from './string.js';

/** How models write lists of members of an enum. */
export const ENUM_LIST = 'enum[]';

/** Lists of members of an enum, kept as texts. */
export const enumListKind = listKind({
  name: 'enumList',
  becomes: ['stringList'],
  docs: [
    {
      what: 'List of enum values',
      written: '`@EnumColumn(() => Gender, { array: true })` `@Field(() => [Gender])`',
      sqlite: '`text`, JSON, CHECK',
      postgresql: '`text[]`, CHECK',
      filter: '`GenderListFilter`',
    },
  ],
  isEnum: true,
  isWritten: (property) =>
    property.enum === false && property.items !== undefined && hasTexts(property),
  runtimeType: 'string[]',
  native: 'text',
  scalars: [],
  filter: ({ enumType }) => ({
    name: `${enumType?.name ?? 'Enum'}ListFilter`,
    description: `Conditions on a list of ${enumType?.name ?? 'enum'} values.`,
    operand: enumType ?? GraphQLString,
  }),
  check: { sqlite: onlyOfThem, postgresql: isOfThem },
  writer: 'relata_strings',
  parse: (item) => item,
  isCollated: true,
  operand: textOperand,
  problemOf: () => null,
  samples: (column) => {
    const values = valuesOf(column);
    return [[], values, ...values.map((value) => [value]), [...values, ...values].toReversed()];
  },
  sample: (number, mark, column) => {
    const values = valuesOf(column);
    return [values[number % values.length] ?? mark];
  },
});

/** A null is in no list of values. Of the items of inner lists PostgreSQL asks as of others. */
function isOfThem(column: string, property: EntityProperty): string {
  return `${column} <@ array[${itemsOf(property).map(literal).join(', ')}]::text[] and coalesce(array_ndims(${column}), 1) = 1`;
}

/** No subquery may stand here: of valid JSON without the values and what is between them an empty list is left. */
function onlyOfThem(column: string, property: EntityProperty): string {
  // A comma in quotes is also what stands between two other values.
  const texts = itemsOf(property).toSorted((a, b) => Number(a === ',') - Number(b === ','));
  const without = [...texts.map((text) => JSON.stringify(text)), ','].reduce(
    (rest, text) => `replace(${rest}, ${literal(text)}, '')`,
    column,
  );
  return `${column} is null or typeof(${column}) = 'text' and json_valid(${column}) and ${without} = '[]'`;
}

function itemsOf({ items = [] }: EntityProperty): readonly string[] {
  return items.map(String);
}
