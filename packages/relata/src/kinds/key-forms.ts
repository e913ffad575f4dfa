import { GRAPHQL_MAX_INT } from 'graphql';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { textProblem } from '../text/text.js';
import type { Key, KeyForm, ReadKey, Sql } from './kind.js';

/** What stands between the keys of which one is made. */
export const BETWEEN_KEYS = '~';

/** Most characters of a text that is a key: an index of PostgreSQL takes them, and a cursor. */
export const MAX_KEY_CHARACTERS = 255;

/** The largest integer of 64 bits. */
export const MAX_BIGINT = 2n ** 63n - 1n;

const ESCAPED = /%(?:25|7E)/g;

/** A text of which ids have another form than rows. */
const [PERCENT, BETWEEN] = ['%25', '%7E'];

/** Keys that ids have as they are. */
const plainForm: Pick<KeyForm, 'print' | 'printed' | 'inCode' | 'ofCode'> = {
  print: String,
  printed: (value) => sql`cast(${value} as text)`,
  inCode: (key) => key,
  ofCode: (value) => value as Key,
};

/** Integers of 32 bits that the database counts up. */
export const intKeyForm: KeyForm = {
  ...plainForm,
  native: 'int',
  isNumber: true,
  isBare: true,
  isText: false,
  example: '42',
  read: (text) => integerOf(text, BigInt(GRAPHQL_MAX_INT), Number),
};

/** Integers of 64 bits that the database counts up; in models they are bigints. */
export const bigintKeyForm: KeyForm = {
  ...plainForm,
  native: 'bigint',
  isNumber: true,
  isBare: true,
  isText: false,
  example: '9007199254740993',
  read: (text) => integerOf(text, MAX_BIGINT, String),
  inCode: (key) => BigInt(key),
  ofCode: String,
};

/** UUIDs, as text: those that are made tell the time, so that an index takes them at its end. */
export function uuidKeyForm(read: (text: string) => string | null): KeyForm {
  return {
    ...plainForm,
    native: 'uuid',
    isNumber: false,
    isBare: true,
    isText: false,
    example: '018f6b2e-5c3a-7d41-9b0e-2f4a6c8e0d12',
    make: () => v7(),
    // Random, as version 7 is of PostgreSQL 18 on; SQLite has none.
    makeSql: { postgresql: 'gen_random_uuid()' },
    read: (text) => {
      const key = read(text);
      return key === null ? null : { key };
    },
  };
}

/** Texts that somebody gives. */
export const textKeyForm: KeyForm = {
  ...plainForm,
  native: 'text',
  isNumber: false,
  isBare: false,
  isText: true,
  example: 'de',
  read: (text) => {
    const isWritten = !/[%~]/.test(text.replace(ESCAPED, ''));
    return isWritten && text !== '' ? ofText(unescaped(text)) : null;
  },
  print: (key) => String(key).replaceAll('%', PERCENT).replaceAll(BETWEEN_KEYS, BETWEEN),
  printed: (value: Sql): Sql =>
    sql`replace(replace(${value}, '%', ${sql.lit(PERCENT)}), ${sql.lit(BETWEEN_KEYS)}, ${sql.lit(BETWEEN)})`,
};

/** Keys of several columns: those of each, in the form that ids have. */
export function compositeKeyForm(forms: readonly KeyForm[]): KeyForm {
  return {
    ...plainForm,
    native: 'text',
    isNumber: false,
    isBare: false,
    isText: false,
    example: forms.map(({ example }) => example).join(BETWEEN_KEYS),
    read: (text) => {
      const parts = text.split(BETWEEN_KEYS);
      const read = forms.map((form, index) => form.read(parts[index] ?? ''));
      const wrong = read.find((part) => part !== null && 'reason' in part);
      if (parts.length !== forms.length || read.includes(null)) {
        return null;
      }
      const keys = (read as readonly { readonly key: Key }[]).map(({ key }) => key);
      return wrong ?? { key: joinedKeys(forms, keys) };
    },
  };
}

/**
 * A key as code outside the engine gives it, which may know it as the text of a token: a text in the form that rows have, or
 * an integer that is exact.
 * @returns null for what is of another form
 */
export function givenKey(form: KeyForm, given: unknown): ReadKey | null {
  if (typeof given === 'string') {
    return form.read(form.print(given));
  }
  const isExact = typeof given === 'bigint' || Number.isSafeInteger(given);
  return isExact && form.isNumber ? form.read(String(given)) : null;
}

/** The text of several keys in one, as ids have it. */
export function joinedKeys(forms: readonly KeyForm[], keys: readonly Key[]): string {
  return forms.map((form, index) => form.print(keys[index] ?? '')).join(BETWEEN_KEYS);
}

/** That, of values in a statement. */
export function joinedSql(forms: readonly KeyForm[], values: readonly Sql[]): Sql {
  const printed = forms.map((form, index) => form.printed(values[index] ?? sql`null`));
  return sql`(${sql.join(printed, sql` || ${sql.lit(BETWEEN_KEYS)} || `)})`;
}

/** A whole number from 1 on, without leading zeros. */
function integerOf(text: string, max: bigint, keyOf: (digits: string) => Key): ReadKey | null {
  if (!/^[1-9]\d{0,19}$/.test(text)) {
    return null;
  }
  return BigInt(text) > max ? { reason: 'is out of range' } : { key: keyOf(text) };
}

function unescaped(text: string): string {
  return text.replaceAll(BETWEEN, BETWEEN_KEYS).replaceAll(PERCENT, '%');
}

function ofText(key: string): ReadKey {
  const reason = textProblem(key, MAX_KEY_CHARACTERS);
  return reason === null ? { key } : { reason };
}
