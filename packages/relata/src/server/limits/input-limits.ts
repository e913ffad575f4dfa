import { BadInputError } from '../../errors.js';
import type { Settings } from '../../settings.js';
import { plural } from '../../plural.js';

type VariableLimits = Pick<Settings['limits'], 'variableNodes' | 'variableNesting' | 'listInputs'>;

/**
 * Refuses variables that are too many or too deep, before anything else looks at them. Walks without
 * recursion, and no further than the first fault.
 * @returns whether there is a list in them that is too long for most arguments
 * @throws BadInputError
 */
export function refuseLargeVariables(variables: unknown, limits: VariableLimits): boolean {
  const open = [{ value: variables, depth: 0 }];
  let nodes = 0;
  let hasLongList = false;
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
    hasLongList ||= Array.isArray(value) && value.length > limits.listInputs;
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
  return hasLongList;
}
