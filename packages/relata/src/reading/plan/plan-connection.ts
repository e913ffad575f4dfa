import type { Deleted } from '../../access/policies.js';
import { BadInputError } from '../../errors.js';
import { ALWAYS, type Condition, isAlways } from '../../filter/condition.js';
import { parseFilter } from '../../filter/filter.js';
import type { Model, Relation } from '../../model/model.js';
import { fingerprintOf } from '../order/cursor.js';
import { depthItem, parseOrder } from '../order/order.js';
import { sharedArgumentsOf, takesVariables } from './field-arguments.js';
import { filterBudgetOf } from './filter-budget-of.js';
import { limitOf, parsePage } from './page.js';
import { planParts } from './plan-parts.js';
import { planned, type Planning, type Priced } from './planning.js';
import type { ConnectionPlan } from './read-plan.js';
import { relationStart } from '../relation-start.js';
import type { SelectedField } from './selection.js';

/** Plans a connection: at the root, or of each row of a parent. */
export function planConnection(
  planning: Planning,
  selected: SelectedField,
  role: ConnectionRole,
): Priced<ConnectionPlan> {
  return planning.once(planning.template.connections, selected, () =>
    takesVariables(selected)
      ? planning.varying(() => planAnew(planning, selected, role))
      : planAnew(planning, selected, role),
  );
}

function planAnew(
  planning: Planning,
  selected: SelectedField,
  role: ConnectionRole,
): Priced<ConnectionPlan> {
  const { model, relation } = role;
  const { isOrdered, ...args } = planned(selected, () => planArguments(planning, selected, role));
  const { where, order, page, deleted, fingerprint, maxDepth } = args;
  const { size } = page;
  const { plan: parts, cost } = planning.once(planning.template.partsOf(selected), size, () =>
    planParts(planning, selected, { model, size }),
  );
  const { count, aggregates } = parts.needs;
  const readsMore = count || aggregates.length > 0 || isOrdered || !isAlways(where);
  return {
    plan: {
      kind: 'connection',
      model,
      relation,
      start: relation && relationStart(relation),
      maxDepth,
      where,
      order,
      page,
      limit: limitOf(page, parts.needs),
      deleted,
      fingerprint,
      readsMore,
      needs: parts.needs,
      fields: parts.fields,
      nodes: parts.nodes,
      edges: parts.edges,
      columns: parts.columns,
      abilities: parts.abilities,
    },
    cost: cost + (readsMore ? planning.engine.limits.pageSize : 0),
  };
}

type Arguments = Pick<
  ConnectionPlan,
  'maxDepth' | 'where' | 'order' | 'page' | 'deleted' | 'fingerprint'
> & {
  /** Whether rows are put into another order than that of their keys. */
  readonly isOrdered: boolean;
};

interface ConnectionRole {
  readonly model: Model;
  readonly relation: Relation | null;
}

function planArguments(
  planning: Planning,
  selected: SelectedField,
  role: ConnectionRole,
): Arguments {
  const { limits, cursors } = planning.engine;
  const args = sharedArgumentsOf(planning.operation, selected);
  const { fixed } = planning.template;
  const { order, fingerprint } = planning.argument(
    fixed.orders,
    { selected, name: 'orderBy' },
    () => planOrder(planning, selected, { ...role, input: args['orderBy'] }),
  );
  const where = planning.argument(fixed.filters, { selected, name: 'where' }, () =>
    planFilter(planning, role.model, args['where']),
  );
  return {
    maxDepth: parseDepth(args['maxDepth']),
    where,
    order,
    isOrdered: isOfTree(role) || (args['orderBy'] ?? role.model.orderBy ?? null) !== null,
    page: parsePage(args, limits, { cursors, fingerprint, order }),
    deleted: (args['deleted'] as Deleted | null | undefined) ?? 'EXCLUDE',
    fingerprint,
  };
}

function planOrder(
  { engine: { limits } }: Planning,
  { field }: SelectedField,
  { input, ...role }: ConnectionRole & { readonly input: unknown },
): Pick<ConnectionPlan, 'order' | 'fingerprint'> {
  const { model, relation } = role;
  const asked = parseOrder(model, input, { depth: limits.filterDepth, items: limits.listInputs });
  // What is nearest comes first where nothing is asked.
  const isByDepth = isOfTree(role) && (input ?? null) === null;
  const order = isByDepth ? [depthItem(model), ...asked] : asked;
  const place = `${relation?.source.name ?? 'Query'}.${field.name}`;
  return { order, fingerprint: fingerprintOf(place, order) };
}

function isOfTree({ relation }: ConnectionRole): boolean {
  return relation?.join.kind === 'tree';
}

/** @throws BadInputError for a number that is none of steps */
function parseDepth(value: unknown): number | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value !== 'number' || value < 1) {
    throw BadInputError.at('maxDepth', 'must be at least 1');
  }
  return value;
}

function planFilter({ engine: { limits } }: Planning, model: Model, where: unknown): Condition {
  return where === undefined || where === null
    ? ALWAYS
    : parseFilter(model, where, { path: 'where', budget: filterBudgetOf(limits) });
}
