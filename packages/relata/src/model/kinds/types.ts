import { type EntityProperty, type Platform, Type, ValidationError } from '@mikro-orm/core';
import { canonicalJson, type JsonValue } from './canonical-json.js';

const POSTGRES_TEXT_DATE = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00(?::?00)?$/;

/** Whether a platform is PostgreSQL, the one of the two that has real dates, arrays and JSON. */
export function isPostgres(platform: Platform): boolean {
  return platform.constructor.name.toLowerCase().includes('postgre');
}

/**
 * A point in time with milliseconds: `timestamptz(3)` on PostgreSQL, integer milliseconds since
 * 1970 on SQLite, so that both sort and compare alike.
 */
export class DateTimeType extends Type<Date | null, Date | string | number | null> {
  override convertToDatabaseValue(
    value: Date | string | number | null,
    platform: Platform,
  ): Date | number | null {
    if (value === null) {
      return null;
    }
    const date = value instanceof Date ? value : new Date(value);
    return isPostgres(platform) ? date : date.getTime();
  }

  override convertToJSValue(value: Date | string | number | null): Date | null {
    return value === null ? null : parseDateTime(value);
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return isPostgres(platform) ? 'timestamptz(3)' : 'integer';
  }

  override compareAsType(): string {
    return 'Date';
  }

  override get runtimeType(): string {
    return 'Date';
  }

  override ensureComparable(): boolean {
    return false;
  }
}

/**
 * Reads what either driver hands out for a date-time: milliseconds (SQLite), a Date, or the text
 * PostgreSQL prints in a session whose time zone is UTC.
 */
export function parseDateTime(value: Date | string | number): Date {
  if (value instanceof Date) {
    return value;
  }
  if (typeof value === 'number') {
    return new Date(value);
  }
  const match = POSTGRES_TEXT_DATE.exec(value);
  return new Date(
    match === null
      ? value
      : `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}T${match[4] ?? ''}Z`,
  );
}

/** A list of strings: `text[]` on PostgreSQL, a JSON array in text on SQLite. */
export class StringListType extends Type<
  readonly string[] | null,
  string | readonly string[] | null
> {
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
