import { getOrMake } from '../../cache/get-or-make.js';
import type { Model } from '../../model/model.js';
import { planRow } from './plan-row.js';
import type { Planning, Priced } from './planning.js';
import type { HandWrittenPlan } from './read-plan.js';
import type { SelectedField } from './selection.js';

// Models are made when the process starts.
const known = new WeakMap<Model, readonly Model[]>();

/** Plans to read the row a conflict is about: one of the model of the payload, or one within it. */
export function planCurrent(
  planning: Planning,
  { nodes }: SelectedField,
  model: Model,
): Priced<HandWrittenPlan> {
  const row = planRow(planning, model, nodes);
  const others = new Map<Model, HandWrittenPlan>();
  let { cost } = row;
  for (const other of getOrMake(known, model, () => changedWithin(model))) {
    const planned = planRow(planning, other, nodes);
    others.set(other, { kind: 'handWritten', row: planned.plan });
    cost = Math.max(cost, planned.cost);
  }
  return { plan: { kind: 'handWritten', row: row.plan, others }, cost };
}

/** Models of which rows change through the inputs of a model, itself left out. */
function changedWithin(model: Model): readonly Model[] {
  const found = new Set([model]);
  for (const { relations } of found) {
    for (const { isWritable, target } of relations.values()) {
      if (isWritable) {
        found.add(target);
      }
    }
  }
  found.delete(model);
  return [...found].filter(({ version }) => version !== null);
}
