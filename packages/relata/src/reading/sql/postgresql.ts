import { sql } from 'kysely';
import { digestSql } from '../../kinds/digest.js';
import { asText } from '../../kinds/storage.js';
import { lift, sampleOf } from '../../filter/placeholder.js';
import type { MemberForm } from '../../kinds/kind.js';
import type { Dialect, Sql } from './dialect.js';
import { PARENT } from './dialect.js';
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
  isOneOf: (expression, keys) => sql`${expression} = any(${keys}::int[])`,
  keys: (keys, alias) => sql`unnest(${keys}::int[]) as ${sql.id(alias)}(k)`,
  pagePerParent: (page) => {
    const parent = sql.ref('p.k');
    return sql`select p.k as ${sql.id(PARENT)}, r.* from ${postgresql.keys(page.parents, 'p')} cross join lateral (
      select ${page.select(page.inner)} from ${sql.table(page.table)} as ${sql.id(page.inner)}${page.from}
      where ${page.where(parent)} order by ${page.orderBy(page.inner)} limit ${page.limit}) as r`;
  },
  lock: (alias) => sql` for update of ${sql.id(alias)}`,
  inTurn: (names) =>
    sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`,
  pairs: (pairs) => {
    const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
    return sql`select * from unnest(${left}::int[], ${right}::int[])`;
  },
  asText,
};
