import { sql } from 'kysely';
import type { Key, Operand } from '../../kinds/kind.js';
import { orderSql, orderValue } from '../order/order-sql.js';
import { pageConditions, readingOrder } from '../order/page-sql.js';
import type { Position } from '../order/seek.js';
import type { ConnectionPlan } from '../plan/read-plan.js';
import { conjunction } from '../sql/condition.js';
import { PARENT, type Sql } from '../sql/dialect.js';
import { readKey } from '../sql/key.js';
import { equateKeys, linkSql, linkTable } from '../sql/link.js';
import type { Scope } from '../sql/scope.js';
import { decodeRow, decodeValue, type RawRow, type RowValues, selectRow } from './row.js';
import type { StatementRunner } from './statement-runner.js';

/** A row of a page, and where it stands in the order (only when cursors are selected). */
export interface PageRow {
  readonly values: RowValues;
  readonly position: Position | null;
}

/** A page in the order of the connection, and whether rows were left beyond its far end. */
export interface Page {
  readonly rows: readonly PageRow[];
  /** Whether the statement met a row more than the page takes. */
  readonly hasMore: boolean;
}

/** The page of a connection at the root. */
export async function readRootPage(runner: StatementRunner, plan: ConnectionPlan): Promise<Page> {
  const scope = runner.scope();
  const alias = scope.alias();
  const order = readingOrder(plan);
  const offset = plan.page.offset > 0 ? sql` offset ${plan.page.offset}` : sql``;
  const rows = await runner.run(sql`select ${selectList(scope, plan, alias)}
    from ${sql.table(plan.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, pageConditions(scope, plan, alias))}
    order by ${orderSql(scope, order, alias)} limit ${plan.limit}${offset}`);
  return pageOf(plan, rows);
}

/** The pages of many parents, in one statement that reads only the pages. */
export async function readPages(
  runner: StatementRunner,
  plan: ConnectionPlan,
  parents: readonly Key[],
): Promise<ReadonlyMap<Key, Page>> {
  const { relation, start } = plan;
  const scope = runner.scope();
  const [inner, outer, link] = [scope.alias(), scope.alias(), scope.alias()];
  const order = readingOrder(plan);
  if (relation === null || start === null) {
    return new Map();
  }
  equateKeys(scope, relation, { target: inner, link });
  const rows = await runner.run(
    scope.dialect.pagePerParent({
      parents,
      start,
      id: plan.model.id,
      table: plan.model.table,
      inner,
      outer,
      from: linkTable(relation, link),
      where: (parent) =>
        conjunction(scope, inner, [
          linkSql(relation, { parent, target: inner, link }),
          ...pageConditions(scope, plan, inner),
        ]),
      select: (alias) => selectList(scope, plan, alias),
      orderBy: (alias) => orderSql(scope, order, alias),
      limit: plan.limit,
    }),
  );
  const byParent = Map.groupBy(rows, (row) => readKey(start, row[PARENT]));
  return new Map(parents.map((parent) => [parent, pageOf(plan, byParent.get(parent) ?? [])]));
}

/** The columns, and where cursors are selected the values of the order. */
function selectList(scope: Scope, plan: ConnectionPlan, alias: string): Sql {
  const columns = selectRow(scope, { model: plan.model, needs: plan }, alias);
  if (!plan.needs.cursors) {
    return columns;
  }
  const values = plan.order.map((item, index) => {
    const { selected } = item.column.kind.storage[scope.dialect.name];
    return sql`${selected(orderValue(scope, item, alias))} as ${sql.id(orderAlias(index))}`;
  });
  return sql.join([columns, ...values]);
}

function pageOf(plan: ConnectionPlan, raw: readonly RawRow[]): Page {
  const rows = raw.slice(0, plan.page.size).map((row) => ({
    values: decodeRow(plan, row),
    position: plan.needs.cursors ? positionOf(plan, row) : null,
  }));
  return {
    rows: plan.page.isBackward ? rows.reverse() : rows,
    hasMore: raw.length > plan.page.size,
  };
}

function positionOf(plan: ConnectionPlan, row: RawRow): Position {
  return plan.order.map(
    (item, index) => decodeValue(item.column, row[orderAlias(index)]) as Operand | null,
  );
}

function orderAlias(index: number): string {
  return `__order${String(index)}`;
}
