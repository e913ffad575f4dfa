import { sql } from 'kysely';
import { digestSql } from '../../kinds/digest.js';
import type { MemberForm } from '../../kinds/kind.js';
import { lift } from '../../filter/placeholder.js';
import type { Dialect, SqlTest } from './dialect.js';
import { PARENT, type Sql } from './dialect.js';
import { selectedKey, storedKey } from './key.js';
import { keyJson, keysJson } from './key-lists.js';
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
  isOneOf: (column, key, keys) => {
    const values = sql.join(sqlite.keysOf(column, 'k'));
    const list = sqlite.keys(column, keys, 'k');
    return sql`(${sql.join(key)}) in (select ${values} from ${list})`;
  },
  rows: (rows) => sql`values ${sql.join(rows)}`,
  keys: (column, keys, alias) => sql`json_each(${keysJson(column, keys)}) as ${sql.id(alias)}`,
  keysOf: ({ parts }, alias) => {
    const value = sql.ref(`${alias}.value`);
    return parts.length === 1 ? [value] : parts.map((_, index) => partOf(value, index));
  },
  // `cross join` keeps the order of the tables.
  lookUpEach: (before, { table, alias, where }) =>
    sql`${before} cross join ${sql.table(table)} as ${sql.id(alias)} on ${where(alias)}`,
  pagePerParent: (page) => {
    const parent = sqlite.keysOf(page.start, 'p');
    const keyOf = (alias: string): Sql => sql.join(storedKey(page.id, alias));
    // No lateral here: the page of each parent is a correlated list of keys, which reads only the
    // page by index. `cross join` makes the parents the outer loop.
    const chosen: SqlTest = sql`(${keyOf(page.outer)}) in (
      select ${keyOf(page.inner)} from ${page.from(parent)}
      where ${page.where(parent)} order by ${page.orderBy(page.inner)} limit ${page.limit})`;
    const told = selectedKey(sqlite, page.start, parent);
    return sql`select ${told} as ${sql.id(PARENT)}, ${page.select(page.outer)}
      from ${sqlite.keys(page.start, page.parents, 'p')}
      cross join ${sql.table(page.table)} as ${sql.id(page.outer)} on ${chosen}
      order by p.key, ${page.orderBy(page.outer)}`;
  },
  // One transaction writes at a time, and begins by taking the write lock: nothing is left to lock.
  lock: () => sql``,
  inTurn: () => null,
  // `where true` keeps the parser from taking `on conflict` for a join.
  pairs: ([left, right], pairs) => {
    const rows = pairs.map(([from, to]) => `[${keyJson(left, from)},${keyJson(right, to)}]`);
    const [value, sides] = [sql.ref('value'), [left, right]];
    const values = sides.flatMap(({ parts }, side) =>
      parts.length === 1
        ? [partOf(value, side)]
        : parts.map((_, index) => partOf(partOf(value, side), index)),
    );
    return sql`select ${sql.join(values)} from json_each(${`[${rows.join()}]`}) where true`;
  },
  asText: (number) => sql`cast(${number} as text)`,
};

/** An item of a list in JSON, as SQL has it. */
function partOf(list: Sql, index: number): Sql {
  return sql`${list} ->> ${sql.lit(index)}`;
}

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
