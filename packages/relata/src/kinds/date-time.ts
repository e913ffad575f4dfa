import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { sql } from 'kysely';
import { GraphQLDateTime } from 'graphql-scalars';
import type { FilterKind, Kind, Sql, Stored } from './kind.js';
import { comparable, ownType, storedOperand } from './kind-parts.js';
import { isPostgres } from './platform.js';
import { integersBetween, isBetween, plainStorage, refused } from './storage.js';

/** The last millisecond that both databases can hold. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The first. */
const EARLIEST = new Date('0001-01-01T00:00:00.000Z').getTime();

const POSTGRES_TEXT_DATE = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00(?::?00)?$/;

/**
 * A point in time with milliseconds: `timestamptz(3)` on PostgreSQL, integer milliseconds since
 * 1970 on SQLite, so that both sort and compare alike.
 */
class DateTimeType extends Type<Date | null, Date | string | number | null> {
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

const FILTER: FilterKind = comparable('DateTimeFilter', 'a date-time', GraphQLDateTime);

/** Points in time, to the millisecond. */
export const dateTimeKind: Kind = {
  name: 'dateTime',
  docs: [
    {
      what: 'Date and time',
      written: "`@Property({ type: 'datetime' })` `@Field(() => GraphQLDateTime)`",
      sqlite: '`integer`, milliseconds, CHECK',
      postgresql: '`timestamptz(3)`',
      filter: '`DateTimeFilter`',
    },
  ],
  isList: false,
  isEnum: false,
  // The class of JavaScript is a point in time; what SQL calls a date has none.
  isWritten: ({ type }) => String(type) === 'Date' || String(type).toLowerCase() === 'datetime',
  ormType: DateTimeType,
  runtimeType: null,
  isAnswered: false,
  scalars: [GraphQLDateTime],
  member: { form: 'text' },
  inputType: ownType,
  filter: () => FILTER,
  isCollated: false,
  key: null,
  isPlain: false,
  cursor: {
    isText: false,
    write: (value) => String((value as Date).getTime()),
    read: (value) => new Date(value as number),
  },
  hasExtremes: true,
  sum: null,
  storage: {
    sqlite: plainStorage({
      column: /^integer$/,
      check: integersBetween(EARLIEST, LATEST),
      parameter: (value) => (value instanceof Date ? value.getTime() : value),
      // A row brought in by other means may hold a date as text, or one of another age.
      json: (value) =>
        sql`case when ${isBetween(value, EARLIEST, LATEST)}
          then strftime('"%Y-%m-%dT%H:%M:%fZ"', ${value} / 1000.0, 'unixepoch') else relata_date_time(${value}) end`,
      cursor: (value) =>
        sql`case when ${isBetween(value, EARLIEST, LATEST)} then ${value} else relata_milliseconds(${value}) end`,
    }),
    postgresql: plainStorage({
      column: /^timestamptz\(3\)$/,
      parameter: (value) => (value instanceof Date ? value.toISOString() : value),
      bound: (parameter) => sql`${parameter}::timestamptz`,
      json: (value) =>
        ofOurAge(
          value,
          sql`to_char(${value} at time zone 'UTC', '\\"YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\\"')`,
        ),
      cursor: (value) => ofOurAge(value, sql`(extract(epoch from ${value}) * 1000)::bigint::text`),
    }),
  },
  read: (raw) => parseDateTime(raw as string | number),
  operand: (value, at) => storedOperand(readDateTime(value), at),
  store: readDateTime,
  // Few of them, so that there are ties.
  samples: () => [
    new Date(EARLIEST),
    new Date(-1),
    new Date(Date.UTC(2026, 0, 1)),
    new Date(Date.UTC(2026, 0, 1) + 1),
    new Date(Date.UTC(2026, 1, 28, 12, 34, 56, 789)),
    new Date(LATEST),
  ],
  sample: (number) => new Date(Date.UTC(2026, 0, 1) + number * 1000),
};

/** A date-time that both databases can hold, or what is wrong with it: years 0001 to 9999. */
function readDateTime(value: unknown): Stored {
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  if (Number.isNaN(time)) {
    return { reason: 'must be a date-time like 2026-01-31T12:00:00.000Z' };
  }
  return time < EARLIEST || time > LATEST
    ? { reason: 'must be in the years 0001 to 9999' }
    : { value };
}

/** What is written of a date-time of the years 0001 to 9999; others `to_char` writes as if they were of these. */
function ofOurAge(value: Sql, written: Sql): Sql {
  return sql`case when ${value} between ${timestamp(EARLIEST)} and ${timestamp(LATEST)}
    then ${written} else ${refused.postgresql(value)} end`;
}

function timestamp(milliseconds: number): Sql {
  return sql`timestamptz ${sql.lit(new Date(milliseconds).toISOString())}`;
}
