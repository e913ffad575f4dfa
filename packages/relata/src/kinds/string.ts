import { getNamedType, GraphQLID, type GraphQLScalarType, GraphQLString } from 'graphql';
import { sql } from 'kysely';
import { BadInputError } from '../errors.js';
import { cutTextJson } from '../text/cut-text.js';
import { BLANK } from '../text/not-blank.js';
import { checkText, textProblem } from '../text/text.js';
import { VISIBLE } from '../text/visible-text.js';
import { digestSql } from './digest.js';
import { textKeyForm } from './key-forms.js';
import type { FilterKind, Kind, KindColumn, OperandPlace, Stored } from './kind.js';
import { isNamed } from './kind-parts.js';
import { GraphQLEmail, isEmailAddress } from './scalars.js';
import { asText, plainStorage } from './storage.js';

/** Conditions on texts. */
export const STRING_FILTER: FilterKind = {
  name: 'StringFilter',
  description: 'Conditions on a text; all given must hold.',
  operand: GraphQLString,
  operators: ['equality', 'membership', 'order', 'search'],
};

/** Storage of texts that are compared by code point. */
export const textStorage = {
  sqlite: plainStorage({ column: /^text$/, json: (value) => sql`json_quote(${value})` }),
  postgresql: plainStorage({
    column: /^text$/,
    bound: (parameter) => sql`${parameter}::text`,
    json: (value) => asText(sql`to_json(${value})`),
  }),
};

/** Texts. */
export const stringKind: Kind = {
  name: 'string',
  becomes: ['enum', 'uuid'],
  docs: [
    {
      what: 'Short text',
      written: "`@Property({ type: 'string', length: 80 })` `@Field()`",
      sqlite: '`text`',
      postgresql: '`varchar(80)`, collation C',
      filter: '`StringFilter`',
    },
    {
      what: 'Long text',
      written: "`@Property({ type: 'text' })` `@Field()`",
      sqlite: '`text`',
      postgresql: '`text`, collation C',
      filter: '`StringFilter`',
    },
    {
      what: 'Unique text',
      written: '`@UniqueString()` `@Field()`',
      sqlite: '`text`',
      postgresql: '`varchar(255)`, collation C',
      filter: '`StringFilter`, and a lookup',
    },
    {
      what: 'Unique text, whatever the case',
      written: '`@UniqueString({ caseless: true })` `@Field()`',
      sqlite: 'two `text`',
      postgresql: '`varchar(255)` and `text`',
      filter: '`StringFilter`, and a lookup',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: isNamed('string', 'text'),
  ormType: null,
  runtimeType: null,
  isAnswered: true,
  scalars: [GraphQLString, GraphQLID, GraphQLEmail],
  member: { form: 'text' },
  inputType,
  filter: () => STRING_FILTER,
  isCollated: true,
  key: textKeyForm,
  isPlain: false,
  cursor: {
    isText: true,
    write: (value, max) => cutTextJson(String(value), max),
    read: (value) => value,
  },
  hasExtremes: true,
  sum: null,
  storage: {
    sqlite: {
      ...textStorage.sqlite,
      // What has no more bytes has no more characters.
      cursor: (value, max) =>
        sql`case when octet_length(${value}) > ${sql.lit(max)} then relata_cut(${value}, ${sql.lit(max)})
          else ${textStorage.sqlite.json(value)} end`,
    },
    postgresql: {
      ...textStorage.postgresql,
      column: /^(?:text|varchar\(\d+\))$/,
      cursor: (value, max) => {
        const room = sql.lit(max);
        const cut = sql`'[' || to_json(left(${value}, ${room}))::text || ',"' || ${digestSql.postgresql(value)} || '"]'`;
        return sql`case when char_length(${value}) > ${room} then ${cut} else ${textStorage.postgresql.json(value)} end`;
      },
    },
  },
  read: (raw) => raw,
  operand: textOperand,
  store: (value, column, limits) =>
    storableText(column, String(value), column.maxLength ?? limits.textCharacters),
  samples: () => ['', 'a', 'A', 'é', 'Straße', '😀', '%', "'"],
  sample: (number, mark, { maxLength }) =>
    mark.length <= (maxLength ?? mark.length) ? mark : `zq-${number.toString(36)}-x`,
};

/** A text that something is compared with. @throws BadInputError */
export function textOperand(value: unknown, { path, column, limits }: OperandPlace): string {
  if (typeof value !== 'string') {
    throw BadInputError.at(path, 'must not be null, use isNull');
  }
  return checkText(value, path, column.maxLength ?? limits.textCharacters);
}

/** Text of a special form is taken as it comes: what is wrong with it is an error of the payload. */
function inputType({ type }: KindColumn): GraphQLScalarType {
  return type !== null && getNamedType(type) === GraphQLEmail ? GraphQLEmail : GraphQLString;
}

/** A text that identifies something is kept in normal form NFC, without white space at its ends. */
function storableText(column: KindColumn, given: string, most: number): Stored {
  if (column.isName && !VISIBLE.test(given)) {
    return { reason: BLANK };
  }
  const text = column.isName ? given.normalize('NFC').trim() : given;
  const reason = textProblem(text, most);
  return reason === null ? ofDeclaredForm(column, text) : { reason };
}

/** Text whose GraphQL type has a form of its own, an e-mail address, must have that form. */
function ofDeclaredForm({ type: declared }: KindColumn, text: string): Stored {
  const type = declared === null ? null : getNamedType(declared);
  if (type === GraphQLEmail && !isEmailAddress(text)) {
    return { reason: 'is not an e-mail address' };
  }
  return { value: text };
}
