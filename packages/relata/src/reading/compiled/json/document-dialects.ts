import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT } from 'graphql';
import { sql } from 'kysely';
import type { Sql } from '../../sql/dialect.js';
import type { DocumentDialect, JsonType } from './json-dialect.js';

/** Documents on SQLite: text, as are the parts of them. */
export const documentSqlite: DocumentDialect = {
  isRewritten: false,
  member: (object, name) => sql`(${object} -> ${sql.lit(`$."${name}"`)})`,
  items: (list, alias) => {
    const [value, type] = [sql.ref(`${alias}.value`), sql.ref(`${alias}.type`)];
    return {
      item: sql`case when ${type} in ('object', 'array') then ${value} else json_quote(${value}) end`,
      order: sql.ref(`${alias}.key`),
      from: sql`json_each(${list}) as ${sql.id(alias)}`,
    };
  },
  raw: (value) => sql`relata_json(${value})`,
  text: (value) => sql`(${value} ->> '$')`,
  isNull: (value) => sql`${value} is null or json_type(${value}) = 'null'`,
  isOfType: (value, type) => SQLITE[type](sql`json_type(${value})`, value),
};

const SQLITE: Readonly<Record<JsonType, (type: Sql, value: Sql) => Sql>> = {
  string: (type) => sql`${type} = 'text'`,
  integer: (type, value) =>
    sql`${type} = 'integer' and ${value} ->> '$' between ${sql.lit(GRAPHQL_MIN_INT)} and ${sql.lit(GRAPHQL_MAX_INT)}`,
  number: (type) => sql`${type} in ('integer', 'real')`,
  boolean: (type) => sql`${type} in ('true', 'false')`,
  object: (type) => sql`${type} = 'object'`,
  array: (type) => sql`${type} = 'array'`,
};

/** Documents on PostgreSQL: `json`, as are the parts of them, in the spelling they came in. */
export const documentPostgresql: DocumentDialect = {
  isRewritten: true,
  member: (object, name) => sql`(${object} -> ${sql.lit(name)})`,
  items: (list, alias) => ({
    item: sql.ref(`${alias}.item`),
    order: sql.ref(`${alias}.n`),
    from: sql`json_array_elements(${list}) with ordinality as ${sql.id(alias)}(item, n)`,
  }),
  raw: (value) => sql`(${value})::text`,
  text: (value) => sql`(${value} #>> '{}')`,
  isNull: (value) => sql`${value} is null or json_typeof(${value}) = 'null'`,
  isOfType: (value, type) => {
    const isType = sql`json_typeof(${value}) = ${sql.lit(type === 'integer' ? 'number' : type)}`;
    const isInteger = sql`case when (${value})::text ~ '^-?[0-9]{1,10}$' then (${value})::text::bigint
      between ${sql.lit(GRAPHQL_MIN_INT)} and ${sql.lit(GRAPHQL_MAX_INT)} else false end`;
    return type === 'integer' ? sql`${isType} and ${isInteger}` : isType;
  },
};
