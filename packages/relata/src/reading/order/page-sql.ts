import { and, type Condition } from '../../filter/condition.js';
import type { ConnectionPlan } from '../plan/read-plan.js';
import type { SqlTest } from '../sql/dialect.js';
import type { Scope } from '../sql/scope.js';
import { type Order, reverseOrder } from './order.js';
import { type Position, seekSql } from './seek.js';

/** Which rows belong to a connection, whatever the page. */
export function rowsOf(scope: Scope, plan: ConnectionPlan): Condition {
  return and(scope.readable(plan.model, plan.deleted), plan.where);
}

/** Conditions on the rows of a page: policy, filter, cursors. */
export function pageConditions(
  scope: Scope,
  plan: ConnectionPlan,
  alias: string,
): readonly (Condition | SqlTest)[] {
  const { order, page, deleted } = plan;
  const seek = (position: Position, side: 'after' | 'before'): SqlTest =>
    seekSql(scope, { order, alias, deleted }, { position, side, isInclusive: false });
  return [
    rowsOf(scope, plan),
    ...(page.after === null ? [] : [seek(page.after, 'after')]),
    ...(page.before === null ? [] : [seek(page.before, 'before')]),
  ];
}

/** The order in which the rows of a page are read: from the end, where it is counted from there. */
export function readingOrder(plan: ConnectionPlan): Order {
  return plan.page.isBackward ? reverseOrder(plan.order) : plan.order;
}

/** One side of the page of a connection. */
export interface PageSide {
  readonly plan: ConnectionPlan;
  readonly side: 'after' | 'before';
}

/** Conditions on the rows at or past the cursor that bounds the page on a side; with an offset, any row. */
export function beyondConditions(
  scope: Scope,
  { plan, side }: PageSide,
  alias: string,
): readonly (Condition | SqlTest)[] {
  const { order, page, deleted } = plan;
  const position = side === 'after' ? page.before : page.after;
  const seek = { side, isInclusive: true };
  return [
    rowsOf(scope, plan),
    ...(position === null
      ? []
      : [seekSql(scope, { order, alias, deleted }, { position, ...seek })]),
  ];
}
