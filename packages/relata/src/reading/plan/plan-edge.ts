import type { Column, Model } from '../../model/model.js';
import { fingerprintOf } from '../order/cursor.js';
import { parseOrder } from '../order/order.js';
import { planRow } from './plan-row.js';
import type { Planning, Priced } from './planning.js';
import type { Ability, RowField, RowPlan } from './read-plan.js';
import { isTypeName, objectTypeOf, type SelectedField } from './selection.js';
import { typeNameOf } from './type-name-of.js';

/**
 * Plans what a row needs that is shown as an edge: of the root list of its model, in the order which
 * that has without arguments. What reads the row need not know that it is one.
 */
export function planEdge(
  planning: Planning,
  selected: SelectedField,
  model: Model,
): Priced<RowPlan> {
  const { filterDepth: depth, listInputs: items } = planning.engine.limits;
  const order = parseOrder(model, null, { depth, items });
  const fingerprint = fingerprintOf(`Query.${model.plural}`, order);
  const type = objectTypeOf(selected.field);
  const rows: RowPlan[] = [];
  const fields: RowField[] = [];
  let cost = 0;
  for (const part of type === null ? [] : planning.subfields(type, selected.nodes)) {
    const { key } = part;
    if (isTypeName(part)) {
      fields.push(typeNameOf(part));
    } else if (part.field.name === 'cursor') {
      fields.push({ key, kind: 'cursor', fingerprint, order });
      cost += 1;
    } else {
      const row = planRow(planning, model, part.nodes);
      rows.push(row.plan);
      fields.push({ key, kind: 'row', row: row.plan });
      cost += 1 + row.cost;
    }
  }
  const plan = {
    model,
    fields,
    columns: new Set<Column>([model.id, ...rows.flatMap(({ columns }) => [...columns])]),
    abilities: new Set<Ability>(rows.flatMap(({ abilities }) => [...abilities])),
    relations: new Map(),
    written: new Map(),
  };
  return { plan, cost };
}
