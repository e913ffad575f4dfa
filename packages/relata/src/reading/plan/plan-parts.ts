import type { Model } from '../../model/model.js';
import type { AggregateFunction } from '../aggregate-function.js';
import { aggregateOf } from '../field-role.js';
import { planRow } from './plan-row.js';
import type { Planning, Priced } from './planning.js';
import type {
  Aggregate,
  AggregateField,
  AggregateValueField,
  ConnectionField,
  ConnectionNeeds,
  EdgeField,
  PageInfoField,
  RowNeeds,
  RowPlan,
} from './read-plan.js';
import { isTypeName, objectTypeOf, type SelectedField } from './selection.js';
import { typeNameOf } from './type-name-of.js';

/** What is selected below a connection. */
export interface ConnectionParts extends RowNeeds {
  readonly fields: readonly ConnectionField[];
  readonly needs: ConnectionNeeds;
  readonly nodes: ReadonlyMap<string, RowPlan>;
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, RowPlan>>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Plans what is selected below a connection.
 * @param page - its model, and its size: what is below `nodes` and `edges` costs that many times
 */
export function planParts(
  planning: Planning,
  connection: SelectedField,
  { model, size }: { readonly model: Model; readonly size: number },
): Priced<ConnectionParts> {
  const parts = new Parts(planning, model, size);
  const fields = parts.below(connection).map((part) => parts.field(part));
  const { needs, nodes, edges } = parts;
  const plan = { fields, needs, nodes, edges, ...needsOf(model, { nodes, edges }) };
  return { plan, cost: parts.cost };
}

/** Gathers the parts of one connection while its selection is walked. */
class Parts {
  readonly nodes = new Map<string, RowPlan>();
  readonly edges = new Map<string, Map<string, RowPlan>>();
  readonly needs: Mutable<ConnectionNeeds> & { readonly aggregates: Aggregate[] } = {
    rows: false,
    cursors: false,
    hasNextPage: false,
    hasPreviousPage: false,
    count: false,
    aggregates: [],
  };
  cost = 0;
  readonly #planning: Planning;
  readonly #model: Model;
  readonly #size: number;

  constructor(planning: Planning, model: Model, size: number) {
    this.#planning = planning;
    this.#model = model;
    this.#size = size;
  }

  below({ field, nodes }: SelectedField): readonly SelectedField[] {
    const type = objectTypeOf(field);
    return type === null ? [] : this.#planning.subfields(type, nodes);
  }

  field(part: SelectedField): ConnectionField {
    const { key } = part;
    if (isTypeName(part)) {
      return typeNameOf(part);
    }
    this.cost += 1;
    const kind = part.field.name as Exclude<ConnectionField['kind'], 'typeName'>;
    switch (kind) {
      case 'nodes': {
        const row = planRow(this.#planning, this.#model, part.nodes);
        this.needs.rows = true;
        this.nodes.set(key, row.plan);
        this.cost += this.#size * row.cost;
        return { key, kind: 'nodes', row: row.plan };
      }
      case 'edges':
        return { key, kind: 'edges', fields: this.#edgeFields(part) };
      case 'pageInfo':
        return {
          key,
          kind: 'pageInfo',
          fields: this.below(part).map((below) => this.#pageInfoField(below)),
        };
      case 'aggregate':
        return {
          key,
          kind: 'aggregate',
          fields: this.below(part).map((below) => this.#aggregateField(below)),
        };
      case 'totalCount':
        this.needs.count = true;
        return { key, kind: 'totalCount' };
    }
  }

  #edgeFields(edges: SelectedField): readonly EdgeField[] {
    const rows = new Map<string, RowPlan>();
    this.needs.rows = true;
    this.edges.set(edges.key, rows);
    return this.below(edges).map((part): EdgeField => {
      const { key } = part;
      if (isTypeName(part)) {
        return typeNameOf(part);
      }
      this.cost += this.#size;
      if (part.field.name === 'cursor') {
        this.needs.cursors = true;
        return { key, kind: 'cursor' };
      }
      const row = planRow(this.#planning, this.#model, part.nodes);
      rows.set(key, row.plan);
      this.cost += this.#size * row.cost;
      return { key, kind: 'node', row: row.plan };
    });
  }

  #pageInfoField(part: SelectedField): PageInfoField {
    const { key } = part;
    if (isTypeName(part)) {
      return typeNameOf(part);
    }
    const kind = part.field.name as Exclude<PageInfoField['kind'], 'typeName'>;
    this.cost += 1;
    this.needs.rows = true;
    if (kind === 'hasNextPage' || kind === 'hasPreviousPage') {
      this.needs[kind] = true;
    } else {
      this.needs.cursors = true;
    }
    return { key, kind };
  }

  #aggregateField(part: SelectedField): AggregateField {
    const { key, field } = part;
    if (isTypeName(part)) {
      return typeNameOf(part);
    }
    this.cost += 1;
    const aggregate = aggregateOf(field);
    if (aggregate === undefined) {
      this.needs.count = true;
      return { key, kind: 'count' };
    }
    return {
      key,
      kind: 'function',
      fields: this.below(part).map((below) => this.#aggregateValue(below, aggregate)),
    };
  }

  #aggregateValue(part: SelectedField, aggregate: AggregateFunction): AggregateValueField {
    const { key, field } = part;
    const column = this.#model.columns.get(field.name);
    if (column === undefined) {
      return typeNameOf(part);
    }
    this.cost += 1;
    const value = { function: aggregate, column };
    this.needs.aggregates.push(value);
    return { key, kind: 'value', value: { ...value, type: field.type } };
  }
}

/** What the selections below a connection need of a row, taken together. */
function needsOf(model: Model, parts: Pick<ConnectionParts, 'nodes' | 'edges'>): RowNeeds {
  const rows = [
    ...parts.nodes.values(),
    ...[...parts.edges.values()].flatMap((edge) => [...edge.values()]),
  ];
  return {
    columns: new Set([model.id, ...rows.flatMap((row) => [...row.columns])]),
    abilities: new Set(rows.flatMap((row) => [...row.abilities])),
  };
}
