import { sql } from 'kysely';
import { digestSql } from '../../kinds/digest.js';
import type { MemberForm } from '../../kinds/kind.js';
import { lift } from '../../filter/placeholder.js';
import type { Dialect, SqlTest } from './dialect.js';
import { PARENT } from './dialect.js';
import { textRange } from './text-range.js';

/**
 * SQLite's way of saying it. `relata_lower` and `relata_json_get` are functions the database room
 * registers on each connection: SQLite's own know ASCII only, and another kind of path.
 */
export const sqlite: Dialect = {
  name: 'sqlite',
  bind: ({ kind }, operand) => sql`${lift(operand, kind.storage.sqlite.parameter)}`,
  unindexed: (column) => sql`+${column}`,
  lower: (text) => sql`relata_lower(${text})`,
  digest: digestSql.sqlite,
  text: {
    contains: ({ text, part }) => sql`instr(${text}, ${part}) > 0`,
    startsWith: textRange,
    endsWith: ({ text, part }) => sql`substr(${text}, -length(${part})) = ${part}`,
  },
  list: {
    hasEvery: (list, items) =>
      sql`case when ${list} is not null then not exists (select 1 from json_each(${items}) as w
        where not exists (select 1 from json_each(${list}) as h where h.value = w.value)) end`,
    hasSome: (list, items) =>
      sql`case when ${list} is not null then exists (select 1 from json_each(${list}) as h
        where h.value in (select value from json_each(${items}))) end`,
    isEmpty: (list) => sql`json_array_length(${list}) = 0`,
  },
  member: (document, { path, form }) => {
    const place = sql.lit(`$${path.map((name) => `."${name}"`).join('')}`);
    const [types, taken] = MEMBERS[form];
    const names = sql.join(types.map((type) => sql.lit(type)));
    return sql`case when json_type(${document}, ${place}) in (${names}) then ${document} ${sql.raw(taken)} ${place} end`;
  },
  jsonEquals: (json, path, operand) => {
    const at = sql`relata_json_get(${json}, ${JSON.stringify(path)})`;
    return sql`${at} = ${lift(operand, toJson)}`;
  },
  isTrue: (test) => sql`(${test}) is true`,
  isOneOf: (expression, keys) =>
    sql`${expression} in (select value from json_each(${JSON.stringify(keys)}))`,
  keys: (keys, alias) =>
    sql`(select value as k from json_each(${JSON.stringify(keys)})) as ${sql.id(alias)}`,
  pagePerParent: (page) => {
    const parent = sql.ref('p.value');
    const inner = sql.id(page.inner);
    // No lateral here: the page of each parent is a correlated list of keys, which reads only the
    // page by index. `cross join` makes the parents the outer loop.
    const chosen: SqlTest = sql`${sql.ref(`${page.outer}.id`)} in (
      select ${sql.ref(`${page.inner}.id`)} from ${sql.table(page.table)} as ${inner}${page.from}
      where ${page.where(parent)} order by ${page.orderBy(page.inner)} limit ${page.limit})`;
    return sql`select p.value as ${sql.id(PARENT)}, ${page.select(page.outer)}
      from json_each(${JSON.stringify(page.parents)}) as p
      cross join ${sql.table(page.table)} as ${sql.id(page.outer)} on ${chosen}
      order by p.key, ${page.orderBy(page.outer)}`;
  },
  // One transaction writes at a time, and begins by taking the write lock: nothing is left to lock.
  lock: () => sql``,
  inTurn: () => null,
  // `where true` keeps the parser from taking `on conflict` for a join.
  pairs: (pairs) =>
    sql`select value ->> 0, value ->> 1 from json_each(${JSON.stringify(pairs)}) where true`,
  asText: (number) => sql`cast(${number} as text)`,
};

/** What SQLite calls what may stand in JSON, and how it is taken from there: as a value, or as JSON. */
const MEMBERS: Readonly<Record<MemberForm, readonly [readonly string[], '->' | '->>']>> = {
  text: [['text'], '->>'],
  number: [['integer', 'real'], '->>'],
  boolean: [['true', 'false'], '->>'],
  texts: [['array'], '->'],
  integers: [['array'], '->'],
  object: [['object'], '->'],
  any: [['text', 'integer', 'real', 'true', 'false', 'array', 'object'], '->'],
};

function toJson(value: unknown): string {
  return JSON.stringify(value);
}
