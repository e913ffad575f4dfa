import type { Key } from '../../kinds/kind.js';
import type { Model } from '../../model/model.js';
import type { NodesPlan, ReadPlan, RowPlan } from './read-plan.js';

/** A field that shows rows which were just written. */
export interface WrittenField {
  /** Response keys that lead to it, joined by dots. */
  readonly path: string;
  readonly model: Model;
  readonly row: RowPlan;
  readonly isList: boolean;
}

/** Where the rows stand in the answer. */
const WRITTEN = 'written';

/** Plans to read rows that an operation wrote, as one of its fields shows them. */
export function planWritten(
  operation: ReadPlan,
  { path, model, row, isList }: WrittenField,
  keys: readonly Key[],
): ReadPlan {
  const ids = keys.map((key) => ({ model, key }));
  const nodes: NodesPlan = { kind: 'nodes', isList, ids, rows: new Map([[model, row]]) };
  return {
    ...operation,
    roots: new Map(),
    fields: [{ key: WRITTEN, kind: 'plan', plan: nodes }],
    variable: [...operation.variable, nodes],
    part: path,
  };
}

/** The rows in the `data` that answers such a plan, as JSON. */
export function writtenOf(data: string): string {
  return data.slice(`{"${WRITTEN}":`.length, -'}'.length);
}
