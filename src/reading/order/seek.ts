import { sql } from 'kysely';
import type { Operand } from '../../catalog/condition.js';
import type { Bindable } from '../../catalog/slot.js';
import type { Sql, SqlTest } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';
import type { Order, OrderItem } from './order.js';
import { isNullableItem, orderValue } from './order-sql.js';

/** The values of the row a cursor stands on, one for each item of the order. */
export type Position = readonly (Bindable<Operand> | null)[];

/** On which side of a position rows are wanted. */
export interface Seek {
  readonly position: Position;
  /** Rows that come later in the order, or earlier. */
  readonly side: 'after' | 'before';
  /** Whether the row at the position itself is wanted too. */
  readonly isInclusive: boolean;
}

/** The rows of a table that stand in an order. */
export interface OrderedRows {
  readonly alias: string;
  readonly order: Order;
}

/** The rows of one side of a position, in an order with ties and nulls. */
export function seekSql(scope: Scope, rows: OrderedRows, seek: Seek): SqlTest {
  return asRowValues(scope, rows, seek) ?? asAlternatives(scope, rows, seek);
}

/** `(a, b) > (1, 2)`: one range of an index, where all items go one way and none can be null. */
function asRowValues(scope: Scope, { order, alias }: OrderedRows, seek: Seek): SqlTest | null {
  const [head] = order;
  const isUniform = order.every(
    (item) => item.isDescending === head?.isDescending && !isNullableItem(scope, item),
  );
  if (head === undefined || !isUniform) {
    return null;
  }
  const values = order.map((item) => orderValue(scope, item, alias));
  const operands = order.map((item, index) => bound(scope, item, seek.position[index] ?? null));
  const operator = operatorOf(head, seek);
  return sql`(${sql.join(values)}) ${operator} (${sql.join(operands)})`;
}

/** Beyond in the first item; or level in the first and beyond in the second; and so on. */
function asAlternatives(scope: Scope, { order, alias }: OrderedRows, seek: Seek): SqlTest {
  const alternatives: SqlTest[] = [];
  const level: SqlTest[] = [];
  for (const [index, item] of order.entries()) {
    const value = orderValue(scope, item, alias);
    const operand = seek.position[index] ?? null;
    const beyond = beyondSql(scope, item, { side: seek.side, value, operand });
    if (beyond !== null) {
      alternatives.push(sql`(${sql.join([...level, beyond], sql` and `)})`);
    }
    level.push(
      operand === null ? sql`${value} is null` : sql`${value} = ${bound(scope, item, operand)}`,
    );
  }
  if (seek.isInclusive) {
    alternatives.push(sql`(${sql.join(level, sql` and `)})`);
  }
  return alternatives.length === 0 ? sql`1 = 0` : sql`(${sql.join(alternatives, sql` or `)})`;
}

function beyondSql(
  scope: Scope,
  item: OrderItem,
  at: Pick<Seek, 'side'> & { readonly value: Sql; readonly operand: Bindable<Operand> | null },
): SqlTest | null {
  // Whether nulls lie on the wanted side of the values.
  const areNullsBeyond = item.areNullsFirst === (at.side === 'before');
  if (at.operand === null) {
    return areNullsBeyond ? null : sql`${at.value} is not null`;
  }
  const beyond: SqlTest = sql`${at.value} ${operatorOf(item, { side: at.side, isInclusive: false })} ${bound(scope, item, at.operand)}`;
  return areNullsBeyond && isNullableItem(scope, item)
    ? sql`(${beyond} or ${at.value} is null)`
    : beyond;
}

function operatorOf(item: OrderItem, seek: Omit<Seek, 'position'>): Sql {
  const isGreater = (seek.side === 'after') !== item.isDescending;
  if (seek.isInclusive) {
    return isGreater ? sql`>=` : sql`<=`;
  }
  return isGreater ? sql`>` : sql`<`;
}

function bound(scope: Scope, item: OrderItem, operand: Bindable<Operand> | null): Sql {
  return operand === null ? sql`null` : scope.dialect.bind(item.column, operand);
}
