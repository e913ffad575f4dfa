import { sql } from 'kysely';
import { beyondTest, type PageSide, rowsOf } from '../order/page-sql.js';
import type { Aggregate, ConnectionPlan } from '../plan/read-plan.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import { PARENT, type Sql } from '../sql/dialect.js';
import { linkSql, linkTable } from '../sql/link.js';
import type { Scope } from '../sql/scope.js';
import { exactAverage } from '../../model/kinds/exact-average.js';
import { decodeValue, type RawRow } from './row.js';
import type { ReadSession } from './session.js';

/** What is known of all rows of a connection together. */
export interface Summary {
  readonly count: number;
  /** Values by function and column: `max.createdAt`. */
  readonly aggregates: ReadonlyMap<string, unknown>;
}

/** Key of an aggregate in a {@link Summary}. */
export function aggregateKey(aggregate: string, column: string): string {
  return `${aggregate}.${column}`;
}

/** Counts and aggregates of a connection at the root. */
export async function readRootSummary(
  session: ReadSession,
  plan: ConnectionPlan,
): Promise<Summary> {
  const scope = session.scope();
  const alias = scope.alias();
  const [row] = await session.run(sql`select ${summaryList(scope, plan, alias)}
    from ${sql.table(plan.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [rowsOf(scope, plan)])}`);
  return summaryOf(plan, row ?? {});
}

/** Counts and aggregates for many parents, in one statement; a parent without rows has none. */
export async function readSummaries(
  session: ReadSession,
  plan: ConnectionPlan,
  parents: readonly number[],
): Promise<ReadonlyMap<number, Summary>> {
  const { relation } = plan;
  if (relation === null) {
    return new Map();
  }
  const scope = session.scope();
  const [alias, link] = [scope.alias(), scope.alias()];
  const { join } = relation;
  const parent =
    join.kind === 'link'
      ? sql.ref(`${link}.${join.sourceField}`)
      : sql.ref(`${alias}.${join.key.field}`);
  const ties = join.kind === 'link' ? [linkSql(relation, { parent, target: alias, link })] : [];
  const rows =
    await session.run(sql`select ${parent} as ${sql.id(PARENT)}, ${summaryList(scope, plan, alias)}
    from ${sql.table(plan.model.table)} as ${sql.id(alias)}${linkTable(relation, link)}
    where ${conjunction(scope, alias, [
      scope.dialect.isOneOf(parent, parents),
      ...ties,
      rowsOf(scope, plan),
    ])}
    group by ${parent}`);
  const found = new Map(rows.map((row) => [row[PARENT] as number, summaryOf(plan, row)]));
  return new Map(parents.map((key) => [key, found.get(key) ?? summaryOf(plan, {})]));
}

/** Whether a connection has rows on one side of its page, for many parents (or for the root: key 0). */
export async function readBeyond(
  session: ReadSession,
  pageSide: PageSide,
  parents: readonly number[],
): Promise<ReadonlyMap<number, boolean>> {
  const { plan } = pageSide;
  const scope = session.scope();
  const [alias, link] = [scope.alias(), scope.alias()];
  const { relation } = plan;
  const ties =
    relation === null ? [] : [linkSql(relation, { parent: sql.ref('p.k'), target: alias, link })];
  const from = relation === null ? sql`` : linkTable(relation, link);
  const exists = sql`exists (select 1 from ${sql.table(plan.model.table)} as ${sql.id(alias)}${from}
    where ${conjunction(scope, alias, [
      ...ties,
      rowsOf(scope, plan),
      beyondTest(scope, pageSide, alias),
    ])})`;
  const rows = await session.run(
    sql`select p.k as ${sql.id(PARENT)}, ${exists} as beyond from ${scope.dialect.keys(parents, 'p')}`,
  );
  return new Map(
    rows.map((row) => [row[PARENT] as number, row['beyond'] === true || row['beyond'] === 1]),
  );
}

function summaryList(scope: Scope, plan: ConnectionPlan, alias: string): Sql {
  const aggregates = [...uniqueAggregates(plan).values()].flatMap((aggregate) =>
    aggregateList(scope, aggregate, alias),
  );
  return sql.join([sql`count(*) as ${sql.id('count')}`, ...aggregates]);
}

function aggregateList(scope: Scope, aggregate: Aggregate, alias: string): readonly Sql[] {
  const { dialect } = scope;
  const { column } = aggregate;
  const value = visibleColumn(scope, column, alias);
  const name = sql.id(aggregateKey(aggregate.function, column.name));
  switch (aggregate.function) {
    case 'min':
      return [sql`min(${value}) as ${name}`];
    case 'max':
      return [sql`max(${value}) as ${name}`];
    case 'sum':
      return [sql`${dialect.asText(sql`sum(${value})`)} as ${name}`];
    case 'avg':
      return [
        sql`${dialect.asText(sql`sum(${value})`)} as ${name}`,
        sql`count(${value}) as ${sql.id(countKey(column.name))}`,
      ];
  }
}

function uniqueAggregates(plan: ConnectionPlan): ReadonlyMap<string, Aggregate> {
  return new Map(
    plan.needs.aggregates.map((aggregate) => [
      aggregateKey(aggregate.function, aggregate.column.name),
      aggregate,
    ]),
  );
}

function summaryOf(plan: ConnectionPlan, row: RawRow): Summary {
  const aggregates = new Map<string, unknown>();
  for (const [key, aggregate] of uniqueAggregates(plan)) {
    aggregates.set(key, aggregateOf(aggregate, row, key));
  }
  return { count: Number(row['count'] ?? 0), aggregates };
}

function aggregateOf(aggregate: Aggregate, row: RawRow, key: string): unknown {
  const raw = row[key] ?? null;
  const { column } = aggregate;
  if (raw === null) {
    return null;
  }
  switch (aggregate.function) {
    case 'min':
    case 'max':
      return decodeValue(column, raw);
    case 'sum':
      return column.kind === 'float' ? Number(raw) : raw;
    case 'avg': {
      const count = Number(row[countKey(column.name)]);
      return column.kind === 'float' ? Number(raw) / count : exactAverage(raw as string, count);
    }
  }
}

function countKey(column: string): string {
  return aggregateKey('count', column);
}
