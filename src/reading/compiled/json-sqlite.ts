import { sql } from 'kysely';
import type { ColumnKind } from '../../catalog/model.js';
import { lift } from '../../catalog/slot.js';
import { FIRST_MOMENT, type JsonDialect, LAST_MOMENT, nested } from './json-dialect.js';

/** GraphQL's Int has 32 bits. */
const INT_RANGE = 2 ** 31;

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
        // A row brought in by other means may hold a date as text, or one of a year JavaScript writes
        // in six digits.
        return sql`case when typeof(${value}) = 'integer' and ${value} between ${sql.lit(FIRST_MOMENT)} and ${sql.lit(LAST_MOMENT)}
          then strftime('"%Y-%m-%dT%H:%M:%fZ"', ${value} / 1000.0, 'unixepoch') else relata_moment(${value}) end`;
      case 'int':
        // The same of numbers, and of texts: what is no Int, the function refuses.
        return sql`case when typeof(${value}) = 'integer' and ${value} between ${sql.lit(-INT_RANGE)} and ${sql.lit(INT_RANGE - 1)}
          then ${value} else relata_int(${value}) end`;
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
