import { sql } from 'kysely';
import type { Deleted } from '../../access/policies.js';
import type { Operand } from '../../kinds/kind.js';
import { CutText } from '../../cursor/cut-text.js';
import { type Bindable, lift } from '../../filter/placeholder.js';
import { storedColumn } from '../sql/column.js';
import { conjunction } from '../sql/condition.js';
import type { Sql, SqlTest } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';
import { afterPrefix } from '../sql/text-range.js';
import { isKeyItem, keyItemOf, type Order, type OrderItem } from './order.js';
import { isNullableItem, orderValue } from './order-sql.js';

/** A value of the row a cursor stands on: of a long text only how it begins. */
export type PositionValue = Bindable<Operand> | CutText | null;

/** The values of the row a cursor stands on, one for each item of the order; its key is among them. */
export type Position = readonly PositionValue[];

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
  readonly deleted: Deleted;
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
  const operands: Sql[] = [];
  for (const [index, item] of order.entries()) {
    const value = seek.position[index] ?? null;
    if (value instanceof CutText) {
      return null;
    }
    operands.push(bound(scope, item, value));
  }
  const values = order.map((item) => orderValue(scope, item, alias));
  const operator = operatorOf(head, seek);
  return sql`(${sql.join(values)}) ${operator} (${sql.join(operands)})`;
}

/** Beyond in the first item; or level in the first and beyond in the second; and so on. */
function asAlternatives(scope: Scope, rows: OrderedRows, seek: Seek): SqlTest {
  const alternatives: SqlTest[] = [];
  const level: SqlTest[] = [];
  for (const [index, item] of rows.order.entries()) {
    const value = orderValue(scope, item, rows.alias);
    const operand = operandOf(scope, rows, { seek, item, value: seek.position[index] ?? null });
    const beyond = beyondSql(scope, item, { side: seek.side, value, operand });
    if (beyond !== null) {
      alternatives.push(sql`(${sql.join([...level, beyond], sql` and `)})`);
    }
    level.push(operand === null ? sql`${value} is null` : sql`${value} = ${operand.level}`);
  }
  if (seek.isInclusive) {
    alternatives.push(sql`(${sql.join(level, sql` and `)})`);
  }
  return alternatives.length === 0 ? sql`1 = 0` : sql`(${sql.join(alternatives, sql` or `)})`;
}

/** What the values of rows are compared with, to be level with a position and to be beyond it. */
interface SeekOperand {
  readonly level: Sql;
  readonly beyond: Sql;
}

interface ItemPosition {
  readonly seek: Seek;
  readonly item: OrderItem;
  readonly value: PositionValue;
}

function operandOf(scope: Scope, rows: OrderedRows, at: ItemPosition): SeekOperand | null {
  const { seek, item, value } = at;
  if (value === null) {
    return null;
  }
  if (!(value instanceof CutText)) {
    const operand = bound(scope, item, value);
    return { level: operand, beyond: operand };
  }
  const stored = storedText(scope, rows, { seek, item, cut: value });
  // Where the row is gone or its text is another: from the end of the texts that begin like it, so
  // that none of them is left out.
  const isGreater = (seek.side === 'after') !== item.isDescending;
  const end = isGreater
    ? value.prefix
    : lift(value.prefix, (prefix) => afterPrefix(prefix) ?? prefix);
  return {
    level: stored,
    beyond: sql`coalesce(${stored}, ${scope.dialect.bind(item.column, end)})`,
  };
}

/** The text that a position has only the beginning of, as the row it stands on has it. */
function storedText(
  scope: Scope,
  { order, deleted }: OrderedRows,
  at: { readonly seek: Seek; readonly item: OrderItem; readonly cut: CutText },
): Sql {
  const [row, text] = [scope.alias(), sql.ref('cut.text')];
  const keys = [...order.entries()].filter(([, item]) => isKeyItem(item));
  const tests = keys.map(([index, item]): SqlTest => {
    const value = at.seek.position[index] ?? null;
    if (value instanceof CutText) {
      throw new TypeError('A key stands in a cursor as it is');
    }
    return sql`${storedColumn(item.column, row)} = ${bound(scope, item, value)}`;
  });
  const { model } = keyItemOf(order).column;
  return sql`(select ${text} from (select ${orderValue(scope, at.item, row)} as text
    from ${sql.table(model.table)} as ${sql.id(row)}
    where ${conjunction(scope, row, [...tests, scope.readable(model, deleted)])}) as cut
    where ${scope.dialect.digest(text)} = ${at.cut.digest})`;
}

function beyondSql(
  scope: Scope,
  item: OrderItem,
  at: Pick<Seek, 'side'> & { readonly value: Sql; readonly operand: SeekOperand | null },
): SqlTest | null {
  // Whether nulls lie on the wanted side of the values.
  const areNullsBeyond = item.areNullsFirst === (at.side === 'before');
  if (at.operand === null) {
    return areNullsBeyond ? null : sql`${at.value} is not null`;
  }
  const beyond: SqlTest = sql`${at.value} ${operatorOf(item, { side: at.side, isInclusive: false })} ${at.operand.beyond}`;
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

function bound(scope: Scope, item: OrderItem, operand: Exclude<PositionValue, CutText>): Sql {
  return operand === null ? sql`null` : scope.dialect.bind(item.column, operand);
}
