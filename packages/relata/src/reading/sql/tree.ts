import { sql } from 'kysely';
import type { Bindable } from '../../filter/placeholder.js';
import type { Key } from '../../kinds/kind.js';
import type { Column, Join, Model } from '../../model/model.js';
import type { Dialect, KeySql, Sql, SqlTest } from './dialect.js';
import { isSameKey, refs, storedKey } from './key.js';
import type { Scope } from './scope.js';

/** Column under which a row carries how many steps it is away from where the walk began. */
export const DEPTH = '__depth';

/** Where walks through a tree begin. */
export interface WalkStart {
  /** The key of a row. */
  readonly key: KeySql;
  /** The table that has such keys, of as many rows; left out where the statement around it says which row it is. */
  readonly from?: Sql;
}

/** A walk from each of some rows, whose keys are given. */
export function startOfMany(dialect: Dialect, column: Column, keys: readonly Key[]): WalkStart {
  return { key: dialect.keysOf(column, FROM), from: dialect.keys(column, keys, FROM) };
}

const FROM = 'f';

/** A walk through a tree, up or down. */
export interface TreeWalk {
  readonly model: Model;
  readonly join: Extract<Join, { readonly kind: 'tree' }>;
  readonly start: WalkStart;
  /** Which rows, of those of a name, it goes through: at any other it ends. Null for all. */
  readonly passable: ((alias: string) => SqlTest) | null;
  /** Most steps; null for any number. */
  readonly maxDepth: Bindable<number> | null;
}

/** Columns of a walk that have the key of the row where it began. */
export function startOfWalk({ model: { id } }: Pick<TreeWalk, 'model'>, alias: string): KeySql {
  return refs(
    alias,
    id.parts.map((_, index) => nameOf('start', index)),
  );
}

/**
 * The rows that walks come to, as a table with all columns of theirs, {@link DEPTH}, and where several walks begin
 * {@link startOfWalk}. Rows that are in a circle, as tables of others may have them, end it: of each walk, each row is there
 * once, by the shortest way.
 */
export function walkedRows(scope: Scope, walk: TreeWalk): Sql {
  const { model } = walk;
  const [steps, row] = [scope.alias(), scope.alias()];
  const columns = columnsOf(walk);
  const group = refs(steps, [...columns.start, ...columns.key]);
  const depth = sql`min(${sql.ref(`${steps}.depth`)}) as ${sql.id(DEPTH)}`;
  const once = sql`select ${sql.join([...group, depth])} from ${sql.id(steps)} group by ${sql.join(group)}`;
  const reached = scope.alias();
  const own = refs(reached, [...columns.start, DEPTH]);
  const rows = scope.dialect.lookUpEach(sql`(${once}) as ${sql.id(reached)}`, {
    table: model.table,
    alias: row,
    where: (alias) => isSameKey(storedKey(model.id, alias), refs(reached, columns.key)),
    isOne: true,
  });
  return sql`(with recursive ${sql.id(steps)}(${sql.join(columns.all.map((name) => sql.id(name)))}) as (
    ${firstStep(scope, walk)} union all ${nextStep(scope, walk, steps)})
    select ${sql.join([...own, sql`${sql.id(row)}.*`])} from ${rows})`;
}

function firstStep(scope: Scope, walk: TreeWalk): Sql {
  const { model, start, passable } = walk;
  const row = scope.alias();
  const { to, test } = nextRow(walk, start.key);
  const isUp = walk.join.way === 'up';
  const tests = [...areThere(to(row)), ...(isUp || passable === null ? [] : [passable(row)])];
  const [from, found] =
    start.from === undefined
      ? [sql`${sql.table(model.table)} as ${sql.id(row)}`, [test(row)]]
      : [lookUp(scope, { ...walk, alias: row }, { before: start.from, test }), []];
  return sql`select ${sql.join([...startColumns(start), ...to(row), sql`1`, ...to(row)])}
    from ${from} where ${sql.join([...found, ...tests], sql` and `)}`;
}

/**
 * Goes one step on, and no further where it comes to the key that was kept in mind: that of the last step whose number is
 * a power of two. In a circle it does so sooner or later (Brent's algorithm).
 */
function nextStep(scope: Scope, walk: TreeWalk, steps: string): Sql {
  const { passable, maxDepth } = walk;
  const columns = columnsOf(walk);
  const row = scope.alias();
  const { to: toOf, test } = nextRow(walk, refs(steps, columns.key));
  const to = toOf(row);
  const kept = refs(steps, columns.kept);
  const depth = sql.ref(`${steps}.depth`);
  const keeping = to.map(
    (part, index) =>
      sql`case when ((${depth} + 1) & ${depth}) = 0 then ${part} else ${kept[index] ?? sql`null`} end`,
  );
  const tests: readonly SqlTest[] = [
    ...areThere(to),
    sql`not (${isSameKey(to, kept)})`,
    ...(maxDepth === null ? [] : [sql<boolean>`${depth} < ${maxDepth}`]),
    ...(passable === null ? [] : [passable(row)]),
  ];
  return sql`select ${sql.join([...refs(steps, columns.start), ...to, sql`${depth} + 1`, ...keeping])}
    from ${lookUp(scope, { ...walk, alias: row }, { before: sql.id(steps), test })}
    where ${sql.join(tests, sql` and `)}`;
}

/** Which rows a step finds from a key, and the key that it comes to. */
function nextRow(
  { model, join }: TreeWalk,
  from: KeySql,
): { readonly to: (alias: string) => KeySql; readonly test: (alias: string) => SqlTest } {
  const [found, to] = join.way === 'up' ? [model.id, join.key] : [join.key, model.id];
  return {
    to: (alias) => storedKey(to, alias),
    test: (alias) => isSameKey(storedKey(found, alias), from),
  };
}

function lookUp(
  { dialect }: Scope,
  { model, join, alias }: TreeWalk & { readonly alias: string },
  { before, test }: { readonly before: Sql; readonly test: (alias: string) => SqlTest },
): Sql {
  return dialect.lookUpEach(before, {
    table: model.table,
    alias,
    where: test,
    isOne: join.way === 'up',
  });
}

function startColumns({ from, key }: WalkStart): KeySql {
  return from === undefined ? [] : key;
}

function areThere(key: KeySql): readonly SqlTest[] {
  return key.map((part) => sql`${part} is not null`);
}

/** The columns of the steps: where the walk began, where it is, how far that is, and what it keeps in mind. */
function columnsOf({
  model,
  start,
}: TreeWalk): Readonly<Record<'start' | 'key' | 'kept' | 'all', readonly string[]>> {
  const named = (name: Part): readonly string[] =>
    model.id.parts.map((_, index) => nameOf(name, index));
  const [key, kept] = [named('key'), named('kept')];
  const from = start.from === undefined ? [] : named('start');
  return { start: from, key, kept, all: [...from, ...key, 'depth', ...kept] };
}

type Part = 'start' | 'key' | 'kept';

function nameOf(part: Part, index: number): string {
  return `__${part}${String(index)}`;
}
