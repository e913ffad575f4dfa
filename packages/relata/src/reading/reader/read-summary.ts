import { sql } from 'kysely';
import type { Key } from '../../kinds/kind.js';
import { beyondConditions, type PageSide, rowsOf } from '../order/page-sql.js';
import type { Aggregate, ConnectionPlan } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction, passableRows } from '../sql/condition.js';
import { type KeySql, PARENT, type Sql } from '../sql/dialect.js';
import { readKey, selectedKey } from '../sql/key.js';
import { linkedTests, linkTests, parentKey, relatedTables } from '../sql/link.js';
import type { Scope } from '../sql/scope.js';
import { startOfMany } from '../sql/tree.js';
import { aggregateKey } from '../aggregate-function.js';
import type { RawRow } from './row.js';
import type { StatementRunner } from './statement-runner.js';

/** What is known of all rows of a connection together. */
export interface Summary {
  readonly count: number;
  /** Values by {@link aggregateKey}. */
  readonly aggregates: ReadonlyMap<string, unknown>;
}

/** Counts and aggregates of a connection at the root. */
export async function readRootSummary(
  runner: StatementRunner,
  plan: ConnectionPlan,
): Promise<Summary> {
  const scope = runner.scope();
  const alias = scope.alias();
  const [row] = await runner.run(sql`select ${summaryList(scope, plan, alias)}
    from ${sql.table(plan.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [rowsOf(scope, plan)])}`);
  return summaryOf(plan, row ?? {});
}

/** Counts and aggregates for many parents, in one statement; a parent without rows has none. */
export async function readSummaries(
  runner: StatementRunner,
  plan: ConnectionPlan,
  parents: readonly Key[],
): Promise<ReadonlyMap<Key, Summary>> {
  const { relation, start } = plan;
  if (relation === null || start === null) {
    return new Map();
  }
  const scope = runner.scope();
  const [alias, link] = [scope.alias(), scope.alias()];
  const names = { target: alias, link };
  const parent = parentKey(relation, names);
  const told = selectedKey(scope.dialect, start, parent);
  const rows =
    await runner.run(sql`select ${told} as ${sql.id(PARENT)}, ${summaryList(scope, plan, alias)}
    from ${relatedTables(scope, relation, {
      ...names,
      start: startOfMany(scope.dialect, start, parents),
      passable: passableRows(scope, plan.model),
      maxDepth: plan.maxDepth,
    })}
    where ${conjunction(scope, alias, [
      ...(relation.join.kind === 'tree' ? [] : [scope.dialect.isOneOf(start, parent, parents)]),
      ...linkedTests(relation, names),
      rowsOf(scope, plan),
    ])}
    group by ${sql.join(parent)}`);
  const found = new Map(rows.map((row) => [readKey(start, row[PARENT]), summaryOf(plan, row)]));
  return new Map(parents.map((key) => [key, found.get(key) ?? summaryOf(plan, {})]));
}

/** Whether a connection at the root has rows on one side of its page. */
export async function readRootBeyond(
  runner: StatementRunner,
  pageSide: PageSide,
): Promise<boolean> {
  const scope = runner.scope();
  const [row] = await runner.run(sql`select ${beyondSql(scope, pageSide, null)} as beyond`);
  return isTrue(row?.['beyond']);
}

/** Whether a connection has rows on one side of its page, for many parents. */
export async function readBeyond(
  runner: StatementRunner,
  pageSide: PageSide,
  parents: readonly Key[],
): Promise<ReadonlyMap<Key, boolean>> {
  const { start } = pageSide.plan;
  if (start === null) {
    return new Map();
  }
  const scope = runner.scope();
  const { dialect } = scope;
  const parent = dialect.keysOf(start, 'p');
  const rows =
    await runner.run(sql`select ${selectedKey(dialect, start, parent)} as ${sql.id(PARENT)},
    ${beyondSql(scope, pageSide, parent)} as beyond from ${dialect.keys(start, parents, 'p')}`);
  return new Map(rows.map((row) => [readKey(start, row[PARENT]), isTrue(row['beyond'])]));
}

function beyondSql(scope: Scope, pageSide: PageSide, parent: KeySql | null): Sql {
  const { relation, model, maxDepth } = pageSide.plan;
  const [alias, link] = [scope.alias(), scope.alias()];
  const names = { target: alias, link };
  const isRelated = relation !== null && parent !== null;
  const ties = isRelated ? linkTests(relation, { parent, ...names }) : [];
  const from = isRelated
    ? relatedTables(scope, relation, {
        ...names,
        start: { key: parent },
        passable: passableRows(scope, model),
        maxDepth,
      })
    : sql`${sql.table(model.table)} as ${sql.id(alias)}`;
  return sql`exists (select 1 from ${from}
    where ${conjunction(scope, alias, [...ties, ...beyondConditions(scope, pageSide, alias)])})`;
}

function isTrue(raw: unknown): boolean {
  return raw === true || raw === 1;
}

function summaryList(scope: Scope, plan: ConnectionPlan, alias: string): Sql {
  const aggregates = [...uniqueAggregates(plan)].flatMap(([key, aggregate]) =>
    aggregate.function
      .select(scope.dialect, aggregate.column, visibleColumn(scope, aggregate.column, alias))
      .map((cell, index) => sql`${cell} as ${sql.id(cellAlias(key, index))}`),
  );
  return sql.join([sql`count(*) as ${sql.id('count')}`, ...aggregates]);
}

function uniqueAggregates(plan: ConnectionPlan): ReadonlyMap<string, Aggregate> {
  return new Map(
    plan.needs.aggregates.map((aggregate) => [
      aggregateKey(aggregate.function, aggregate.column),
      aggregate,
    ]),
  );
}

function summaryOf(plan: ConnectionPlan, row: RawRow): Summary {
  const aggregates = new Map<string, unknown>();
  for (const [key, { function: aggregate, column }] of uniqueAggregates(plan)) {
    const cell = (index: number): unknown => row[cellAlias(key, index)] ?? null;
    aggregates.set(key, cell(0) === null ? null : aggregate.decode(column, cell));
  }
  return { count: Number(row['count'] ?? 0), aggregates };
}

function cellAlias(key: string, index: number): string {
  return `${key}.${String(index)}`;
}
