import type { Operand } from '../../kinds/kind.js';
import { type Bindable, Placeholder, sampleOf } from '../../filter/placeholder.js';
import type { ConnectionPlan, LookupPlan, NodesPlan, VariablePlan } from '../plan/read-plan.js';
import { ArgumentWalk, type BoundConnection, type NodeKeys, nodeKeys } from './argument-walk.js';

type Bound = BoundConnection | NodeKeys | readonly Bindable<Operand>[];

/**
 * The arguments of plans as one request brings them, gone through once: what of them decides the
 * text of their statement, the values that go into it, and placeholders in the place of those.
 */
export class Binding {
  /** Two requests with one key differ in their values only. */
  readonly key: string;
  readonly #plans: readonly VariablePlan[];
  readonly #bound: readonly Bound[];

  /** @param values - takes the values of the request, after those that are in it */
  constructor(plans: readonly VariablePlan[], values: unknown[]) {
    const walk = new ArgumentWalk((value) => {
      values.push(value);
      return Placeholder.at(sampleOf(value), values.length - 1);
    });
    this.#plans = plans;
    this.#bound = plans.map((plan) => boundBy(walk, plan));
    this.key = walk.key;
  }

  connection(plan: ConnectionPlan): BoundConnection {
    const bound = this.#of(plan) as BoundConnection | undefined;
    return bound ?? { plan, offset: plan.page.offset };
  }

  lookup(plan: LookupPlan): readonly Bindable<Operand>[] {
    return (this.#of(plan) as readonly Bindable<Operand>[] | undefined) ?? plan.values;
  }

  nodes(plan: NodesPlan): NodeKeys {
    return (this.#of(plan) as NodeKeys | undefined) ?? nodeKeys(plan);
  }

  // What a plan is bound to goes by its kind.
  #of(plan: VariablePlan): Bound | undefined {
    return this.#bound[this.#plans.indexOf(plan)];
  }
}

function boundBy(walk: ArgumentWalk, plan: VariablePlan): Bound {
  switch (plan.kind) {
    case 'lookup':
      return walk.lookup(plan);
    case 'nodes':
      return walk.nodes(plan);
    case 'connection':
      return walk.connection(plan);
  }
}
