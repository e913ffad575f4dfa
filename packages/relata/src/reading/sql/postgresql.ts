import { sql } from 'kysely';
import type { Key } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { digestSql } from '../../kinds/digest.js';
import { asText } from '../../kinds/storage.js';
import { lift, sampleOf } from '../../filter/placeholder.js';
import type { MemberForm } from '../../kinds/kind.js';
import type { Dialect } from './dialect.js';
import { PARENT, type Sql } from './dialect.js';
import { selectedKey } from './key.js';
import { listsOfParts } from './key-lists.js';
import { textRange } from './text-range.js';

/** What PostgreSQL calls what may stand in JSON, and how a column of its kind has it; null for whatever is not null. */
const MEMBERS: Readonly<Record<MemberForm, readonly [string | null, (value: Sql) => Sql]>> = {
  text: ['string', (value) => sql`(${value} #>> '{}') collate "C"`],
  number: ['number', (value) => sql`(${value} #>> '{}')::numeric`],
  boolean: ['boolean', (value) => sql`(${value} #>> '{}')::boolean`],
  texts: ['array', (value) => sql`array(select json_array_elements_text(${value}))`],
  integers: ['array', (value) => sql`array(select json_array_elements_text(${value})::int)`],
  object: ['object', asText],
  any: [null, asText],
};

/** PostgreSQL's way of saying it. */
export const postgresql: Dialect = {
  name: 'postgresql',
  bind: ({ kind }, operand) => {
    const { parameter, bound } = kind.storage.postgresql;
    return bound(sql`${lift(operand, parameter)}`);
  },
  // Its planner knows how many rows have which value, and what a limit saves.
  unindexed: (column) => column,
  // The outer collation makes comparisons of the result go by code point again.
  lower: (text) => sql`(lower(${text} collate "und-x-icu") collate "C")`,
  digest: digestSql.postgresql,
  text: {
    contains: ({ text, part }) => sql`strpos(${text}, ${part}) > 0`,
    startsWith: textRange,
    endsWith: ({ text, part }) => sql`right(${text}, length(${part})) = ${part}`,
  },
  list: {
    hasEvery: (list, items) => sql`${list} @> ${items}`,
    hasSome: (list, items) => sql`${list} && ${items}`,
    isEmpty: (list) => sql`cardinality(${list}) = 0`,
  },
  member: (document, { path, form }) => {
    const place = sql`${sql.lit(`{${path.join()}}`)}::text[]`;
    const [type, take] = MEMBERS[form];
    const value = sql`(${document} #> ${place})`;
    const isOfForm =
      type === null
        ? sql`json_typeof(${value}) <> 'null'`
        : sql`json_typeof(${value}) = ${sql.lit(type)}`;
    return sql`case when ${isOfForm} then ${take(value)} end`;
  },
  jsonEquals: (json, path, operand) => {
    const type = typeof sampleOf(operand);
    const written = lift(operand, String);
    const at = sql`${json} #> ${path}::text[]`;
    const text = sql`${json} #>> ${path}::text[]`;
    const equal =
      type === 'number' ? sql`(${text})::numeric = ${written}::numeric` : sql`${text} = ${written}`;
    // `case` keeps the cast from texts that are no numbers.
    return sql`case when json_typeof(${at}) = ${type} then ${equal} when ${at} is not null then false end`;
  },
  isTrue: (test) => sql`(${test}) is true`,
  isOneOf: (column, key, keys) => {
    const lists = listsOf(column, keys);
    return column.parts.length === 1
      ? sql`${sql.join(key)} = any(${sql.join(lists)})`
      : sql`(${sql.join(key)}) in (select * from unnest(${sql.join(lists)}))`;
  },
  rows: (rows) => sql.join(rows),
  keys: (column, keys, alias) => {
    const names = column.parts.map((_, index) => sql.id(nameOf(index)));
    return sql`unnest(${sql.join(listsOf(column, keys))}) as ${sql.id(alias)}(${sql.join(names)})`;
  },
  keysOf: ({ parts }, alias) => parts.map((_, index) => sql.ref(`${alias}.${nameOf(index)}`)),
  // What has a limit, or an offset, it does not take apart to join it otherwise.
  lookUpEach: (before, { table, alias, where, isOne }) => {
    const inner = `${alias}_`;
    const bound = isOne ? sql`limit 1` : sql`offset 0`;
    return sql`${before} cross join lateral (
      select * from ${sql.table(table)} as ${sql.id(inner)} where ${where(inner)} ${bound}) as ${sql.id(alias)}`;
  },
  pagePerParent: (page) => {
    const parent = postgresql.keysOf(page.start, 'p');
    const told = selectedKey(postgresql, page.start, parent);
    return sql`select ${told} as ${sql.id(PARENT)}, r.* from ${postgresql.keys(page.start, page.parents, 'p')} cross join lateral (
      select ${page.select(page.inner)} from ${page.from(parent)}
      where ${page.where(parent)} order by ${page.orderBy(page.inner)} limit ${page.limit}) as r`;
  },
  lock: (alias) => sql` for update of ${sql.id(alias)}`,
  inTurn: (names) =>
    sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`,
  pairs: ([left, right], pairs) => {
    const lists = [
      ...listsOf(
        left,
        pairs.map(([key]) => key),
      ),
      ...listsOf(
        right,
        pairs.map(([, key]) => key),
      ),
    ];
    return sql`select * from unnest(${sql.join(lists)})`;
  },
  asText,
};

/** Lists of what keys are made of, as parameters. */
function listsOf(column: Column, keys: readonly Key[]): readonly Sql[] {
  return listsOfParts(column, keys).map(({ native, items }) => sql`${items}::${sql.raw(native)}[]`);
}

function nameOf(part: number): string {
  return `k${String(part)}`;
}
