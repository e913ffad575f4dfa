import type { OperationDefinitionNode } from 'graphql';
import { ContextCache } from '../../cache/context-cache.js';
import { CostExceededError } from '../../errors.js';
import type { RequestContext } from '../../request/context.js';
import type { Engine } from '../engine.js';
import { planOperation } from './plan-operation.js';
import type { ReadPlan } from './read-plan.js';
import type { Operation, SelectedField } from './selection.js';

// The plan of a request lives as long as its context. A context that executes a second operation
// (a test, a script) gets a plan for that one.
const plans = new ContextCache<RequestContext, PlannedOperation>();

/** An operation of a request, with its variables as they were coerced, and its plan. */
export interface PlannedOperation {
  readonly operation: Operation;
  readonly plan: ReadPlan;
}

/**
 * The plan of the operation a request executes, worked out once.
 * @throws CostExceededError before anything is read, where it asks for too much
 */
export function planOfRequest(
  engine: Engine,
  context: RequestContext,
  operation: Operation,
): ReadPlan {
  const known = plans.get(context);
  if (known?.operation.operation === operation.operation) {
    return known.plan;
  }
  const plan = planOperation(engine, operation);
  if (plan.cost > engine.limits.cost) {
    throw CostExceededError.of(plan.cost, engine.limits.cost);
  }
  plans.set(context, { operation, plan });
  return plan;
}

/** An operation that was planned for the request before; undefined if it was not. */
export function plannedBefore(
  context: RequestContext,
  operation: OperationDefinitionNode,
): PlannedOperation | undefined {
  const known = plans.get(context);
  return known?.operation.operation === operation ? known : undefined;
}

/** The fields of a planned operation itself, without `__typename` and introspection. */
export function rootFields({ plan }: PlannedOperation): readonly SelectedField[] {
  return plan.template.root.filter(({ field }) => !field.name.startsWith('__'));
}
