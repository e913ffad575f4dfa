import { sql } from 'kysely';
import type { Key, Operand } from '../../kinds/kind.js';
import type { Column, Relation } from '../../model/model.js';
import { orderSql, orderValue } from '../order/order-sql.js';
import { pageConditions, readingOrder } from '../order/page-sql.js';
import type { Position } from '../order/seek.js';
import { relationStart } from '../relation-start.js';
import type { ConnectionPlan } from '../plan/read-plan.js';
import { conjunction, passableRows } from '../sql/condition.js';
import { PARENT, type Sql } from '../sql/dialect.js';
import { readKey, selectedKey } from '../sql/key.js';
import { equateKeys, linkTests, parentKey, relatedTables } from '../sql/link.js';
import type { Scope } from '../sql/scope.js';
import { startOfMany } from '../sql/tree.js';
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
  if (relation?.join.kind === 'tree') {
    return await readWalks(runner, { ...plan, relation }, parents);
  }
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
      from: (parent) =>
        relatedTables(scope, relation, {
          target: inner,
          link,
          start: { key: parent },
          passable: null,
        }),
      where: (parent) =>
        conjunction(scope, inner, [
          ...linkTests(relation, { parent, target: inner, link }),
          ...pageConditions(scope, plan, inner),
        ]),
      select: (alias) => selectList(scope, plan, alias),
      orderBy: (alias) => orderSql(scope, order, alias),
      limit: plan.limit,
    }),
  );
  return pagesOf({ ...plan, start }, parents, rows);
}

/** The pages of what is above or below many rows of a tree: all ways are gone at once. */
async function readWalks(
  runner: StatementRunner,
  plan: ConnectionPlan & { readonly relation: Relation },
  parents: readonly Key[],
): Promise<ReadonlyMap<Key, Page>> {
  const { relation, maxDepth } = plan;
  const scope = runner.scope();
  const { dialect } = scope;
  const start = relationStart(relation);
  const alias = scope.alias();
  const names = { target: alias, link: '' };
  const parent = parentKey(relation, names);
  const from = relatedTables(scope, relation, {
    ...names,
    start: startOfMany(dialect, start, parents),
    passable: passableRows(scope, plan.model),
    maxDepth,
  });
  const place = sql`row_number() over (partition by ${sql.join(parent)} order by ${orderSql(scope, readingOrder(plan), alias)})`;
  const rows = await runner.run(sql`select * from (
    select ${selectedKey(dialect, start, parent)} as ${sql.id(PARENT)}, ${place} as ${sql.id(PLACE)}, ${selectList(scope, plan, alias)}
    from ${from} where ${conjunction(scope, alias, pageConditions(scope, plan, alias))}) as r
    where ${sql.id('r', PLACE)} <= ${plan.limit} order by ${sql.id('r', PLACE)}`);
  return pagesOf({ ...plan, start }, parents, rows);
}

/** Column under which a row carries its place among those of its parent. */
const PLACE = '__place';

function pagesOf(
  plan: ConnectionPlan & { readonly start: Column },
  parents: readonly Key[],
  rows: readonly RawRow[],
): ReadonlyMap<Key, Page> {
  const byParent = Map.groupBy(rows, (row) => readKey(plan.start, row[PARENT]));
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
