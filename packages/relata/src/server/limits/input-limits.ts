import { BadInputError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { plural } from '../../plural.js';

type VariableLimits = Pick<Settings['limits'], 'variableNodes' | 'variableNesting'>;

/**
 * Refuses variables that are too many or too deep, before anything else looks at them. Walks without
 * recursion, and no further than the first fault.
 * @throws BadInputError
 */
export function refuseLargeVariables(variables: unknown, limits: VariableLimits): void {
  const open = [{ value: variables, depth: 0 }];
  let nodes = 0;
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value, depth } = visit;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (depth > limits.variableNesting) {
      throw BadInputError.at(
        'variables',
        `must not nest deeper than ${String(limits.variableNesting)}`,
      );
    }
    const members: unknown[] = Object.values(value);
    nodes += members.length;
    if (nodes > limits.variableNodes) {
      throw BadInputError.at(
        'variables',
        `must not hold more than ${String(limits.variableNodes)} ${plural(limits.variableNodes, 'value')}`,
      );
    }
    for (const member of members) {
      open.push({ value: member, depth: depth + 1 });
    }
  }
}
