import { FilterBudget } from '../../filter/filter-budget.js';
import type { ReadLimits } from '../engine.js';

/** A fresh budget for one filter of a client. */
export function filterBudgetOf(limits: ReadLimits): FilterBudget {
  return FilterBudget.of({
    depth: limits.filterDepth,
    nodes: limits.filterNodes,
    listItems: limits.listInputs,
    searchCharacters: limits.searchCharacters,
    textCharacters: limits.textCharacters,
  });
}
