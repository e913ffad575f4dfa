import { BadInputError } from '../errors.js';
import type { Settings } from '../settings.js';

type VariableLimits = Pick<Settings['limits'], 'variableNodes' | 'variableNesting' | 'listInputs'>;

interface Visit {
  readonly value: unknown;
  readonly depth: number;
  readonly parent: Visit | null;
  readonly key: string | number;
}

/**
 * Refuses variables that are too many, too deep or hold too long a list, before anything else looks
 * at them. Walks without recursion, and no further than the first fault.
 * @throws BadInputError naming the variable
 */
export function refuseLargeVariables(variables: unknown, limits: VariableLimits): void {
  const open: Visit[] = [{ value: variables, depth: 0, parent: null, key: 'variables' }];
  let nodes = 0;
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value, depth } = visit;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    if (Array.isArray(value) && entries.length > limits.listInputs) {
      throw BadInputError.at(
        pathOf(visit),
        `must not have more than ${String(limits.listInputs)} items`,
      );
    }
    if (depth > limits.variableNesting) {
      throw BadInputError.at(
        'variables',
        `must not nest deeper than ${String(limits.variableNesting)}`,
      );
    }
    nodes += entries.length;
    if (nodes > limits.variableNodes) {
      throw BadInputError.at(
        'variables',
        `must not hold more than ${String(limits.variableNodes)} values`,
      );
    }
    for (const [key, child] of entries) {
      open.push({ value: child, depth: depth + 1, parent: visit, key });
    }
  }
}

function pathOf(visit: Visit): string {
  const keys: string[] = [];
  for (let each: Visit | null = visit; each !== null; each = each.parent) {
    keys.unshift(String(each.key));
  }
  return keys.join('.');
}
