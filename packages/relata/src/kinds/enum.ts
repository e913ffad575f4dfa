import type { EntityProperty } from '@mikro-orm/core';
import type { Kind, KindColumn } from './kind.js';
import { ownType, plainCursor } from './kind-parts.js';
import { STRING_FILTER, textOperand, textStorage } from './string.js';

/** Members of an enum, kept as texts. */
export const enumKind: Kind = {
  name: 'enum',
  becomes: ['string'],
  docs: [
    {
      what: 'Enum',
      written: '`@EnumColumn(() => Gender)` `@Field(() => Gender)`',
      sqlite: '`text`, CHECK',
      postgresql: '`text`, CHECK',
      filter: '`GenderFilter`',
    },
  ],
  isList: false,
  isEnum: true,
  isWritten: hasTexts,
  ormType: null,
  runtimeType: null,
  isAnswered: false,
  scalars: [],
  member: { form: 'text' },
  inputType: ownType,
  filter: ({ enumType }) =>
    enumType === null
      ? STRING_FILTER
      : {
          name: `${enumType.name}Filter`,
          description: `Conditions on a ${enumType.name}.`,
          operand: enumType,
          operators: ['equality', 'membership'],
        },
  isCollated: true,
  key: null,
  isPlain: true,
  cursor: plainCursor,
  hasExtremes: false,
  sum: null,
  storage: textStorage,
  read: (raw) => raw,
  operand: textOperand,
  store: (value) => ({ value }),
  samples: valuesOf,
  sample: (number, mark, column) => {
    const values = valuesOf(column);
    return values[number % values.length] ?? mark;
  },
};

/** An enum type of the database, and one of numbers, is another matter. */
export function hasTexts({ items = [], nativeEnumName }: EntityProperty): boolean {
  return nativeEnumName === undefined && items.every((item) => typeof item === 'string');
}

/** What is stored of the enum of a column. */
export function valuesOf({ enumType }: KindColumn): readonly unknown[] {
  return (enumType?.getValues() ?? []).map(({ value }) => value as unknown);
}
