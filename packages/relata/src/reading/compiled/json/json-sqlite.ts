import { sql } from 'kysely';
import { refused } from '../../../kinds/storage.js';
import { lift } from '../../../filter/placeholder.js';
import { isSameKey, refs } from '../../sql/key.js';
import { documentSqlite } from './document-dialects.js';
import { type JsonDialect, nested } from './json-dialect.js';

/** JSON as SQLite writes it; what it writes otherwise than JavaScript, functions of ours write. */
export const jsonSqlite: JsonDialect = {
  name: 'sqlite',
  concat: (fragments) => nested(fragments, (each) => sql`concat(${sql.join(each)})`),
  refused: refused.sqlite,
  document: documentSqlite,
  lineFeed: sql`char(10)`,
  boolean: (test) => sql`case when ${test} then 'true' else 'false' end`,
  list: (item, by) =>
    by === null ? sql`group_concat(${item}, ',')` : sql`group_concat(${item}, ',' order by ${by})`,
  cursor: (key, body) => sql`relata_signed(${key}, ${body})`,
  linked: ({ table, alias, ids, linkTable, linkAlias, key }) =>
    sql`${sql.table(linkTable)} as ${sql.id(linkAlias)} cross join ${sql.table(table)} as ${sql.id(alias)}
      on ${isSameKey(refs(alias, ids), key)}`,
  numbered: (places, keys, alias) =>
    sql`(select p.value as place, k.value as k, k.key as n from json_each(${lift(keys, toJson)}) as k
      join json_each(${lift(places, toJson)}) as p on p.key = k.key) as ${sql.id(alias)}`,
  item: (list, index) => sql`${list} ->> ${sql.lit(index)}`,
};

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
