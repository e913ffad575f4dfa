import { sql } from 'kysely';
import { relationStart } from '../relation-start.js';
import { visibleColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import type { Sql } from '../sql/dialect.js';
import { storedKey } from '../sql/key.js';
import { linkSql } from '../sql/link.js';
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
  const parent = storedKey(relationStart(relation), alias);
  return sql`(select ${orderExpression(scope, { ...item, path: rest }, { alias: target, of })}
    from ${sql.table(relation.target.table)} as ${sql.id(target)}
    where ${conjunction(scope, target, [
      linkSql(relation, { parent, target, link: '' }),
      scope.readable(relation.target),
    ])})`;
}

/** Whether the value of an item may be NULL for the viewer. */
export function isNullableItem(scope: Scope, item: OrderItem): boolean {
  return item.path.length > 0 || scope.isNullable(item.column);
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
