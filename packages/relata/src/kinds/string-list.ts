import { type EntityProperty, type Platform, Type, ValidationError } from '@mikro-orm/core';
import { GraphQLID, GraphQLString } from 'graphql';
import { sql } from 'kysely';
import { textProblem } from '../text/text.js';
import type { FilterKind, Kind } from './kind.js';
import { ownType } from './kind-parts.js';
import { firstProblem, tooLong } from './list-length.js';
import { isPostgres } from './platform.js';
import { plainStorage, refused } from './storage.js';
import { textOperand } from './string.js';

/** A list of strings: `text[]` on PostgreSQL, a JSON array in text on SQLite. */
class StringListType extends Type<readonly string[] | null, string | readonly string[] | null> {
  override convertToDatabaseValue(
    value: readonly string[] | string | null,
    platform: Platform,
  ): string | readonly string[] | null {
    if (value === null) {
      return null;
    }
    if (!Array.isArray(value)) {
      throw ValidationError.invalidType(StringListType, value, 'JS');
    }
    return isPostgres(platform) ? arrayLiteral(value as string[]) : JSON.stringify(value);
  }

  override convertToJSValue(
    value: string | readonly string[] | null,
    platform: Platform,
  ): readonly string[] | null {
    if (typeof value !== 'string') {
      return value;
    }
    return isPostgres(platform)
      ? platform.unmarshallArray(value)
      : (JSON.parse(value) as readonly string[]);
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? 'text[]' : 'text';
  }

  override compareAsType(): string {
    return 'any';
  }

  override get runtimeType(): string {
    return 'string[]';
  }
}

// Every item is quoted: MikroORM leaves the text `null` bare, which PostgreSQL reads as NULL.
function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

const FILTER: FilterKind = {
  name: 'StringListFilter',
  description: 'Conditions on a list of texts.',
  operand: GraphQLString,
  operators: ['items'],
};

/** Lists of texts. */
export const stringListKind: Kind = {
  name: 'stringList',
  docs: [
    {
      what: 'List of texts',
      written: "`@Property({ type: 'string[]' })` `@Field(() => [String])`",
      sqlite: '`text`, JSON',
      postgresql: '`text[]`',
      filter: '`StringListFilter`',
    },
  ],
  isList: true,
  isEnum: false,
  isWritten: ({ type, array }) => array === true || String(type).toLowerCase() === 'string[]',
  ormType: StringListType,
  // MikroORM would take it from the column, which is text on SQLite, and refuse lists.
  runtimeType: 'string[]',
  scalars: [GraphQLString, GraphQLID],
  inputType: ownType,
  filter: () => FILTER,
  isCollated: true,
  isPlain: false,
  cursor: null,
  hasExtremes: false,
  sum: null,
  storage: {
    sqlite: plainStorage({
      column: /^text$/,
      parameter: (value) => JSON.stringify(value),
      json: (value) => sql`relata_strings(${value})`,
    }),
    postgresql: plainStorage({
      column: /^text\[\]$/,
      bound: (parameter) => sql`${parameter}::text[]`,
      selected: (value) => sql`array_to_json(${value})::text`,
      json: (
        value,
      ) => sql`case when array_ndims(${value}) > 1 or array_position(${value}, null) is not null
          then ${refused.postgresql(value)} else array_to_json(${value})::text end`,
    }),
  },
  read: (raw) => (typeof raw === 'string' ? (JSON.parse(raw) as unknown) : raw),
  operand: textOperand,
  store: (value, { maxLength }, { textCharacters, listInputs }) => {
    const list = value as readonly string[];
    const most = maxLength ?? textCharacters;
    const reason =
      tooLong(list, listInputs) ?? firstProblem(list, (item) => textProblem(item, most));
    return reason === null ? { value } : { reason };
  },
  samples: () => [
    [],
    ['a'],
    ['A', ''],
    ['b', 'null'],
    ['a', '"', 'b'],
    ['ß', '😀'],
    ['{}', ','],
    ['b', 'a', 'A'],
  ],
  sample: (_number, mark) => [mark],
};
