import { sql } from 'kysely';
import type { ColumnKind } from '../../catalog/model.js';
import { lift } from '../../catalog/slot.js';
import { type JsonDialect, nested } from './json-dialect.js';

/** JSON as SQLite writes it; what it writes otherwise than JavaScript, functions of ours write. */
export const jsonSqlite: JsonDialect = {
  concat: (pieces) => nested(pieces, (each) => sql`concat(${sql.join(each)})`),
  value: (kind, value) => {
    switch (kind) {
      case 'string':
      case 'enum':
        return sql`json_quote(${value})`;
      case 'boolean':
        return sql`case when ${value} = 1 then 'true' when ${value} is not null then 'false' end`;
      case 'moment':
        // A row brought in by other means may hold a date as text.
        return sql`case when typeof(${value}) = 'integer'
          then strftime('"%Y-%m-%dT%H:%M:%fZ"', ${value} / 1000.0, 'unixepoch') else relata_moment(${value}) end`;
      case 'stringList':
      case 'json':
        return sql`relata_json(${value})`;
      case 'float':
        return sql`relata_number(${value})`;
      case 'bytes':
        return sql`relata_base64(${value})`;
      default:
        return value;
    }
  },
  cursorValue: (kind, value) =>
    kind === 'moment'
      ? sql`case when typeof(${value}) = 'integer' then ${value} else relata_milliseconds(${value}) end`
      : jsonSqlite.value(kind, value),
  boolean: (test) => sql`case when ${test} then 'true' else 'false' end`,
  list: (item, by) =>
    by === null ? sql`group_concat(${item}, ',')` : sql`group_concat(${item}, ',' order by ${by})`,
  cursor: (key, body) => sql`relata_signed(${key}, ${body})`,
  average: (sum, count) => sql`relata_average(cast(${sum} as text), ${count})`,
  sum: (sum) => sql`'"' || ${sum} || '"'`,
  linked: ({ table, alias, id, linkTable, linkAlias, targetField }) =>
    sql`${sql.table(linkTable)} as ${sql.id(linkAlias)} cross join ${sql.table(table)} as ${sql.id(alias)}
      on ${sql.ref(`${alias}.${id}`)} = ${sql.ref(`${linkAlias}.${targetField}`)}`,
  numbered: (places, keys, alias) =>
    sql`(select p.value as place, k.value as k, k.key as n from json_each(${lift(keys, toJson)}) as k
      join json_each(${lift(places, toJson)}) as p on p.key = k.key) as ${sql.id(alias)}`,
  rewritten: new Set<ColumnKind>(),
  unsignable: new Set<ColumnKind>(),
};

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
