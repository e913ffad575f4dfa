import type { Deleted } from '../../access/policies.js';
import { ALWAYS } from '../../catalog/condition.js';
import { parseFilter } from '../../catalog/filter.js';
import type { Model, Relation } from '../../catalog/model.js';
import { fingerprintOf } from '../order/cursor.js';
import { parseOrder } from '../order/order.js';
import { filterBudgetOf } from './filter-budget-of.js';
import { parsePage } from './page.js';
import { type ConnectionParts, planParts } from './plan-parts.js';
import { planned, type Planning, type Priced, takesVariables } from './planning.js';
import type { ConnectionPlan, RowNeeds } from './read-plan.js';
import { argumentsOf, type SelectedField } from './selection.js';

/** Plans a connection: at the root, or of each row of a parent. */
export function planConnection(
  planning: Planning,
  selected: SelectedField,
  role: { readonly model: Model; readonly relation: Relation | null },
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
  role: { readonly model: Model; readonly relation: Relation | null },
): Priced<ConnectionPlan> {
  const { model, relation } = role;
  const parameters = planned(selected, () => planArguments(planning, selected, role));
  const { plan: parts, cost } = planParts(planning, selected, {
    model,
    size: parameters.page.size,
  });
  return {
    plan: {
      kind: 'connection',
      model,
      relation,
      ...parameters,
      needs: parts.needs,
      fields: parts.fields,
      nodes: parts.nodes,
      edges: parts.edges,
      ...needsOf(model, parts),
    },
    cost,
  };
}

type Arguments = Pick<ConnectionPlan, 'where' | 'order' | 'page' | 'deleted' | 'fingerprint'>;

function planArguments(
  planning: Planning,
  selected: SelectedField,
  role: { readonly model: Model; readonly relation: Relation | null },
): Arguments {
  const { limits, cursors } = planning.engine;
  const { model, relation } = role;
  const args = argumentsOf(planning.operation, selected);
  const order = parseOrder(model, args['orderBy'], {
    depth: limits.filterDepth,
    items: limits.listInputs,
  });
  const fingerprint = fingerprintOf(
    `${relation?.source.name ?? 'Query'}.${selected.field.name}`,
    order,
  );
  const budget = filterBudgetOf(limits);
  const where = args['where'];
  return {
    where:
      where === undefined || where === null
        ? ALWAYS
        : parseFilter(model, where, { path: 'where', budget }),
    order,
    page: parsePage(args, limits, { cursors, fingerprint, order }),
    deleted: (args['deleted'] as Deleted | null | undefined) ?? 'EXCLUDE',
    fingerprint,
  };
}

/** What the selections below a connection need of a row, taken together. */
function needsOf(model: Model, parts: ConnectionParts): RowNeeds {
  const rows = [
    ...parts.nodes.values(),
    ...[...parts.edges.values()].flatMap((edge) => [...edge.values()]),
  ];
  return {
    columns: new Set([model.id, ...rows.flatMap((row) => [...row.columns])]),
    abilities: new Set(rows.flatMap((row) => [...row.abilities])),
  };
}
