import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT } from 'graphql';
import { sql } from 'kysely';
import type { ColumnKind } from '../../../model/model.js';
import { EARLIEST_DATE_TIME, LATEST_DATE_TIME } from '../../../model/kinds/date-time.js';
import { lift } from '../../../filter/placeholder.js';
import type { Sql, SqlTest } from '../../sql/dialect.js';
import { type JsonDialect, nested } from './json-dialect.js';

/** JSON as SQLite writes it; what it writes otherwise than JavaScript, functions of ours write. */
export const jsonSqlite: JsonDialect = {
  concat: (fragments) => nested(fragments, (each) => sql`concat(${sql.join(each)})`),
  value: (kind, value) => {
    switch (kind) {
      case 'string':
      case 'enum':
        return sql`json_quote(${value})`;
      case 'boolean':
        return sql`case when ${value} = 1 then 'true' when ${value} is not null then 'false' end`;
      case 'dateTime':
        // A row brought in by other means may hold a date as text, or one of another age.
        return sql`case when ${isBetween(value, EARLIEST_DATE_TIME, LATEST_DATE_TIME)}
          then strftime('"%Y-%m-%dT%H:%M:%fZ"', ${value} / 1000.0, 'unixepoch') else relata_date_time(${value}) end`;
      case 'int':
        return sql`case when ${isBetween(value, GRAPHQL_MIN_INT, GRAPHQL_MAX_INT)}
          then ${value} else ${jsonSqlite.refused(value)} end`;
      case 'stringList':
        return sql`relata_strings(${value})`;
      case 'json':
        return sql`relata_json(${value})`;
      case 'float':
        return sql`relata_number(${value})`;
      case 'bytes':
        return sql`relata_base64(${value})`;
      case 'id':
        return value;
    }
  },
  cursorValue: (kind, value, max) => {
    if (kind === 'dateTime') {
      return sql`case when ${isBetween(value, EARLIEST_DATE_TIME, LATEST_DATE_TIME)} then ${value} else relata_milliseconds(${value}) end`;
    }
    const whole = jsonSqlite.value(kind, value);
    const room = sql.lit(max);
    // What has no more bytes has no more characters.
    return kind === 'string'
      ? sql`case when octet_length(${value}) > ${room} then relata_cut(${value}, ${room}) else ${whole} end`
      : whole;
  },
  refused: (value) => sql`relata_refused(${value})`,
  lineFeed: sql`char(10)`,
  boolean: (test) => sql`case when ${test} then 'true' else 'false' end`,
  list: (item, by) =>
    by === null ? sql`group_concat(${item}, ',')` : sql`group_concat(${item}, ',' order by ${by})`,
  cursor: (key, body) => sql`relata_signed(${key}, ${body})`,
  average: (sum, count) => sql`relata_average(cast(${sum} as text), ${count})`,
  sum: (sum) =>
    sql`case typeof(${sum}) when 'integer' then '"' || cast(${sum} as text) || '"' else ${jsonSqlite.refused(sum)} end`,
  linked: ({ table, alias, id, linkTable, linkAlias, targetField }) =>
    sql`${sql.table(linkTable)} as ${sql.id(linkAlias)} cross join ${sql.table(table)} as ${sql.id(alias)}
      on ${sql.ref(`${alias}.${id}`)} = ${sql.ref(`${linkAlias}.${targetField}`)}`,
  numbered: (places, keys, alias) =>
    sql`(select p.value as place, k.value as k, k.key as n from json_each(${lift(keys, toJson)}) as k
      join json_each(${lift(places, toJson)}) as p on p.key = k.key) as ${sql.id(alias)}`,
  rewritten: new Set<ColumnKind>(),
  unsignable: new Set<ColumnKind>(),
};

function isBetween(value: Sql, least: number, max: number): SqlTest {
  return sql`typeof(${value}) = 'integer' and ${value} between ${sql.lit(least)} and ${sql.lit(max)}`;
}

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
