import { sql } from 'kysely';
import { beyondConditions, type PageSide, rowsOf } from '../order/page-sql.js';
import type { Aggregate, ConnectionPlan } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import { PARENT, type Sql } from '../sql/dialect.js';
import { linkedTests, linkSql, linkTable, parentColumn } from '../sql/link.js';
import type { Scope } from '../sql/scope.js';
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
  parents: readonly number[],
): Promise<ReadonlyMap<number, Summary>> {
  const { relation } = plan;
  if (relation === null) {
    return new Map();
  }
  const scope = runner.scope();
  const [alias, link] = [scope.alias(), scope.alias()];
  const names = { target: alias, link };
  const parent = parentColumn(relation, names);
  const rows =
    await runner.run(sql`select ${parent} as ${sql.id(PARENT)}, ${summaryList(scope, plan, alias)}
    from ${sql.table(plan.model.table)} as ${sql.id(alias)}${linkTable(relation, link)}
    where ${conjunction(scope, alias, [
      scope.dialect.isOneOf(parent, parents),
      ...linkedTests(relation, names),
      rowsOf(scope, plan),
    ])}
    group by ${parent}`);
  const found = new Map(rows.map((row) => [row[PARENT] as number, summaryOf(plan, row)]));
  return new Map(parents.map((key) => [key, found.get(key) ?? summaryOf(plan, {})]));
}

/** Whether a connection has rows on one side of its page, for many parents (or for the root: key 0). */
export async function readBeyond(
  runner: StatementRunner,
  pageSide: PageSide,
  parents: readonly number[],
): Promise<ReadonlyMap<number, boolean>> {
  const { plan } = pageSide;
  const scope = runner.scope();
  const [alias, link] = [scope.alias(), scope.alias()];
  const { relation } = plan;
  const ties =
    relation === null ? [] : [linkSql(relation, { parent: sql.ref('p.k'), target: alias, link })];
  const from = relation === null ? sql`` : linkTable(relation, link);
  const exists = sql`exists (select 1 from ${sql.table(plan.model.table)} as ${sql.id(alias)}${from}
    where ${conjunction(scope, alias, [...ties, ...beyondConditions(scope, pageSide, alias)])})`;
  const rows = await runner.run(
    sql`select p.k as ${sql.id(PARENT)}, ${exists} as beyond from ${scope.dialect.keys(parents, 'p')}`,
  );
  return new Map(
    rows.map((row) => [row[PARENT] as number, row['beyond'] === true || row['beyond'] === 1]),
  );
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
