import type { Model } from '../../catalog/model.js';
import { planRow } from './plan-row.js';
import type { Planning, Priced } from './planning.js';
import type { Aggregate, AggregateFunction, ConnectionNeeds, RowPlan } from './read-plan.js';
import { objectTypeOf, type SelectedField, subfields } from './selection.js';

/** What is selected below a connection. */
export interface ConnectionParts {
  readonly needs: ConnectionNeeds;
  readonly nodes: ReadonlyMap<string, RowPlan>;
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, RowPlan>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Gathers the parts of one connection while its selection is walked. */
class Parts {
  readonly planning: Planning;
  readonly model: Model;
  readonly nodes = new Map<string, RowPlan>();
  readonly edges = new Map<string, Map<string, RowPlan>>();
  readonly aggregates: Aggregate[] = [];
  readonly needs: Mutable<ConnectionNeeds> = {
    rows: false,
    cursors: false,
    hasNextPage: false,
    hasPreviousPage: false,
    count: false,
    aggregates: this.aggregates,
  };

  constructor(planning: Planning, model: Model) {
    this.planning = planning;
    this.model = model;
  }
}

/**
 * Plans what is selected below a connection.
 * @param page - its model, and its size: what is below `nodes` and `edges` costs that many times
 */
export function planParts(
  planning: Planning,
  connection: SelectedField,
  { model, size }: { readonly model: Model; readonly size: number },
): Priced<ConnectionParts> {
  const parts = new Parts(planning, model);
  let cost = 0;
  for (const part of fieldsOf(planning, connection)) {
    cost += 1;
    switch (part.field.name) {
      case 'nodes': {
        const row = planRow(planning, model, part.nodes);
        parts.needs.rows = true;
        parts.nodes.set(part.key, row.plan);
        cost += size * row.cost;
        break;
      }
      case 'edges':
        cost += size * planEdges(parts, part);
        break;
      case 'pageInfo':
        cost += planPageInfo(parts, part);
        break;
      case 'totalCount':
        parts.needs.count = true;
        break;
      case 'aggregate':
        cost += planAggregate(parts, part);
        break;
    }
  }
  return { plan: parts, cost };
}

function planEdges(parts: Parts, edges: SelectedField): number {
  const { planning, model } = parts;
  const rows = new Map<string, RowPlan>();
  let cost = 0;
  parts.needs.rows = true;
  for (const part of fieldsOf(planning, edges)) {
    cost += 1;
    if (part.field.name === 'cursor') {
      parts.needs.cursors = true;
    } else {
      const row = planRow(planning, model, part.nodes);
      rows.set(part.key, row.plan);
      cost += row.cost;
    }
  }
  parts.edges.set(edges.key, rows);
  return cost;
}

function planPageInfo(parts: Parts, pageInfo: SelectedField): number {
  const { planning, needs } = parts;
  const fields = fieldsOf(planning, pageInfo);
  for (const { field } of fields) {
    switch (field.name) {
      case 'hasNextPage':
        needs.hasNextPage = true;
        needs.rows = true;
        break;
      case 'hasPreviousPage':
        needs.hasPreviousPage = true;
        needs.rows = true;
        break;
      default:
        needs.cursors = true;
        needs.rows = true;
    }
  }
  return fields.length;
}

function planAggregate(parts: Parts, aggregate: SelectedField): number {
  const { planning, model } = parts;
  let cost = 0;
  for (const part of fieldsOf(planning, aggregate)) {
    cost += 1;
    if (part.field.name === 'count') {
      parts.needs.count = true;
      continue;
    }
    for (const { field } of fieldsOf(planning, part)) {
      const column = model.columns.get(field.name);
      cost += 1;
      if (column !== undefined) {
        parts.aggregates.push({ function: part.field.name as AggregateFunction, column });
      }
    }
  }
  return cost;
}

function fieldsOf(planning: Planning, selected: SelectedField): readonly SelectedField[] {
  const type = objectTypeOf(selected.field);
  return type === null ? [] : subfields(planning.operation, type, selected.nodes);
}
