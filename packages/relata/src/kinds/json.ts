import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { GraphQLJSON } from 'graphql-scalars';
import { sql } from 'kysely';
import { textProblem } from '../text/text.js';
import { canonicalJson, type JsonValue } from './canonical-json.js';
import type { FilterKind, Kind, ValueLimits } from './kind.js';
import { ownType, single } from './kind-parts.js';
import { firstProblem, tooLong } from './list-length.js';
import { isPostgres } from './platform.js';
import { asText, plainStorage } from './storage.js';

/**
 * Escapes that PostgreSQL stores but refuses to follow a path past, whatever the path: one such row
 * would fail every filter on the column. Canonical JSON escapes surrogates only where they are lone.
 */
const UNREADABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/**
 * A JSON document in canonical form ({@link canonicalJson}), so that the same document is the same
 * text in both databases: `json` (not `jsonb`, which reorders keys) on PostgreSQL, text on SQLite.
 * A document that is null is no document: SQL's NULL.
 */
export class CanonicalJsonType extends Type<JsonValue, string | null> {
  /** @throws TypeError for text in it that PostgreSQL could not look into: NUL, lone surrogates */
  override convertToDatabaseValue(value: JsonValue): string | null {
    const document = value === null ? null : canonicalJson(value);
    if (document !== null && UNREADABLE.test(document)) {
      throw new TypeError('Text in a JSON document must not have NUL or lone surrogates');
    }
    return document;
  }

  override convertToJSValue(value: string | JsonValue, platform: Platform): JsonValue {
    // PostgreSQL's driver has parsed it already: a string is a document that is a text.
    return typeof value === 'string' && !isPostgres(platform)
      ? (JSON.parse(value) as JsonValue)
      : value;
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? 'json' : 'text';
  }

  override compareAsType(): string {
    return 'any';
  }

  override get runtimeType(): string {
    return 'json';
  }
}

const FILTER: FilterKind = {
  name: 'JsonFilter',
  description: 'Conditions on a JSON document.',
  operand: GraphQLJSON,
  operators: ['path'],
};

/** JSON documents. */
export const jsonKind: Kind = {
  name: 'json',
  becomes: ['document'],
  docs: [
    {
      what: 'JSON',
      written: "`@Property({ type: 'json' })` `@Field(() => GraphQLJSON)`",
      sqlite: '`text`',
      postgresql: '`json`',
      filter: '`JsonFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  isWritten: ({ type }) => String(type).toLowerCase() === 'json',
  ormType: CanonicalJsonType,
  runtimeType: 'any',
  isAnswered: true,
  scalars: [GraphQLJSON],
  member: {
    form: 'any',
    compared: {
      taken: { sqlite: (value) => value, postgresql: (value) => sql`(${value})::json` },
    },
  },
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: false,
  cursor: null,
  hasExtremes: false,
  sum: null,
  storage: {
    sqlite: plainStorage({
      column: /^text$/,
      parameter: (value) => canonicalJson(value as JsonValue),
      json: (value) => sql`relata_json(${value})`,
    }),
    postgresql: plainStorage({
      column: /^json$/,
      parameter: (value) => canonicalJson(value as JsonValue),
      bound: (parameter) => sql`${parameter}::json`,
      selected: asText,
      json: asText,
      isRewritten: true,
    }),
  },
  read: (raw) => (typeof raw === 'string' ? (JSON.parse(raw) as unknown) : raw),
  operand: single,
  store: (value, { maxLength }, limits) => {
    const most = maxLength ?? limits.textCharacters;
    const reason = problemOf(value, { ...limits, textCharacters: most });
    return reason === null ? { value } : { reason };
  },
  samples: () => [{}, [], 'text', 7, true, { a: [1, null] }],
  sample: (_number, mark) => ({ mark }),
};

function problemOf(value: unknown, limits: ValueLimits): string | null {
  if (typeof value === 'string') {
    return textProblem(value, limits.textCharacters);
  }
  if (Array.isArray(value)) {
    const tooMany = tooLong(value, limits.listInputs);
    return tooMany ?? firstProblem(value, (item) => problemOf(item, limits));
  }
  if (typeof value === 'object' && value !== null) {
    return firstProblem(
      Object.entries(value),
      ([key, member]) => textProblem(key, limits.textCharacters) ?? problemOf(member, limits),
    );
  }
  return null;
}
