import { sql } from 'kysely';
import { visibleColumn } from '../sql/column.js';
import { relatedRows } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';
import type { Order, OrderItem } from './order.js';

/** The value an item orders by, as the viewer sees it; through relations as a scalar subquery. */
export function orderValue(scope: Scope, item: OrderItem, alias: string): Sql {
  return orderExpression(scope, item, { alias, of: (value) => value });
}

/** An expression of the value an item orders by, worked out where the value is read. */
export function orderExpression(
  scope: Scope,
  item: OrderItem,
  { alias, of }: { readonly alias: string; readonly of: (value: Sql) => Sql },
): Sql {
  const [relation, ...rest] = item.path;
  if (relation === undefined) {
    return of(visibleColumn(scope, item.column, alias));
  }
  const target = scope.alias();
  const rows = relatedRows(scope, relation, { alias, target, isTrusted: false });
  const value =
    item.summary === null || rest.length > 0
      ? orderExpression(scope, { ...item, path: rest }, { alias: target, of })
      : of(summaryOf(scope, item, target));
  return sql`(select ${value} ${rows})`;
}

/** What is made of the rows of a relation, as far as the viewer sees them. */
function summaryOf(scope: Scope, { summary, column }: OrderItem, alias: string): Sql {
  switch (summary) {
    case 'count':
      return sql`cast(count(*) as integer)`;
    case 'min':
      return sql`min(${visibleColumn(scope, column, alias)})`;
    case 'max':
      return sql`max(${visibleColumn(scope, column, alias)})`;
    case null:
      return visibleColumn(scope, column, alias);
  }
}

/** Whether the value of an item may be NULL for the viewer. */
export function isNullableItem(scope: Scope, item: OrderItem): boolean {
  const { path, summary, column } = item;
  // There is always a count, but where there is no row to have one.
  return summary === 'count' ? path.length > 1 : path.length > 0 || scope.isNullable(column);
}

/** `order by`, without the words. Nulls are placed only where there can be some: an index serves the rest. */
export function orderSql(scope: Scope, order: Order, alias: string): Sql {
  return sql.join(
    order.map((item) => {
      const value = orderValue(scope, item, alias);
      const direction = item.isDescending ? sql` desc` : sql` asc`;
      const nulls = item.areNullsFirst ? sql` nulls first` : sql` nulls last`;
      return sql`${value}${direction}${isNullableItem(scope, item) ? nulls : sql``}`;
    }),
  );
}
