import { type Bindable, Placeholder, sampleOf } from '../../filter/placeholder.js';
import type { ConnectionPlan, LookupPlan, NodesPlan, VariablePlan } from '../plan/read-plan.js';
import { ArgumentWalk, type BoundConnection, type NodeKeys, nodeKeys } from './argument-walk.js';

/**
 * What of the arguments of a plan decides the text of its statement, and the values that go into
 * it. Two requests with one key differ in their values only.
 * @param values - takes the values
 */
export function describeArguments(plan: VariablePlan, values: unknown[]): string {
  const walk = new ArgumentWalk((value) => {
    values.push(value);
    return value;
  });
  switch (plan.kind) {
    case 'lookup':
      walk.lookup(plan);
      break;
    case 'nodes':
      walk.nodes(plan);
      break;
    case 'connection':
      walk.connection(plan);
      break;
  }
  return walk.key;
}

/**
 * The values of the plans that take variables, as slots of a statement: in the order in which
 * {@link describeArguments} gives them.
 */
export class Binding {
  readonly #connections = new Map<ConnectionPlan, BoundConnection>();
  readonly #lookups = new Map<LookupPlan, Bindable<string | number>>();
  readonly #nodes = new Map<NodesPlan, NodeKeys>();

  /** @param first - how many values precede those of the plans */
  constructor(plans: readonly VariablePlan[], first: number) {
    let index = first;
    const walk = new ArgumentWalk((value) => {
      index += 1;
      return Placeholder.at(sampleOf(value), index - 1);
    });
    for (const plan of plans) {
      switch (plan.kind) {
        case 'lookup':
          this.#lookups.set(plan, walk.lookup(plan));
          break;
        case 'nodes':
          this.#nodes.set(plan, walk.nodes(plan));
          break;
        case 'connection':
          this.#connections.set(plan, walk.connection(plan));
          break;
      }
    }
  }

  connection(plan: ConnectionPlan): BoundConnection {
    return this.#connections.get(plan) ?? { plan, offset: plan.page.offset };
  }

  lookup(plan: LookupPlan): Bindable<string | number> {
    return this.#lookups.get(plan) ?? plan.value;
  }

  nodes(plan: NodesPlan): NodeKeys {
    return this.#nodes.get(plan) ?? nodeKeys(plan);
  }
}
