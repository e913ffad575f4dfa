import type { Operand } from '../../kinds/kind.js';
import { foldKey } from '../../text/case-folding.js';
import { parseGlobalId, parseId } from '../../model/global-id.js';
import type { Lookup, UniqueColumn, Model } from '../../model/model.js';
import { BadInputError } from '../../errors.js';
import type { Engine } from '../engine.js';
import { modelOfPayload, modelOfType, roleOf } from '../field-role.js';
import { sharedArgumentsOf, takesVariables } from './field-arguments.js';
import { pathBelow } from './field-path.js';
import { planConnection } from './plan-connection.js';
import { planCurrent } from './plan-current.js';
import { planEdge } from './plan-edge.js';
import { planRow } from './plan-row.js';
import { planned, Planning, type Priced } from './planning.js';
import type { LookupPlan, NodesPlan, ReadPlan, RootField, RootPlan, RowPlan } from './read-plan.js';
import {
  isIntrospection,
  isList,
  isTypeName,
  objectTypeOf,
  type Operation,
  runtimeTypesOf,
  type SelectedField,
} from './selection.js';
import { templateOf } from './template.js';
import { typeNameOf } from './type-name-of.js';
import { plural } from '../../plural.js';

/**
 * Works out what an operation reads and what that costs, before anything is read.
 * @throws RelataError for arguments that cannot be used, naming field, argument and reason
 */
export function planOperation(engine: Engine, operation: Operation): ReadPlan {
  const template = templateOf(engine, operation);
  if (template.whole !== null) {
    return template.whole;
  }
  const planning = new Planning(engine, operation, template);
  const roots = new Map<string, RootPlan>();
  const fields: RootField[] = [];
  let cost = 0;
  for (const selected of template.root) {
    const { key } = selected;
    if (isTypeName(selected)) {
      fields.push(typeNameOf(selected));
    } else if (isIntrospection(selected)) {
      fields.push({ key, kind: 'handWritten' });
    } else {
      cost += planField(planning, selected, { path: key, roots });
      const plan = roots.get(key);
      const isDerived = plan !== undefined && plan.kind !== 'handWritten';
      fields.push(isDerived ? { key, kind: 'plan', plan } : { key, kind: 'handWritten' });
    }
  }
  const { variable } = planning;
  const plan = { roots, fields, variable, template, cost };
  if (variable.length === 0) {
    template.whole = plan;
  }
  return plan;
}

interface Walk {
  /** Where this stands; see `field-path.ts`. */
  readonly path: string;
  readonly roots: Map<string, RootPlan>;
  /** Inside a payload: the model it is about. */
  readonly payload?: Model;
}

/** Plans a field outside of any row; returns its cost. */
function planField(planning: Planning, selected: SelectedField, walk: Walk): number {
  const root = planRoot(planning, selected);
  if (root !== null) {
    walk.roots.set(walk.path, root.plan);
    return 1 + root.cost;
  }
  const times = isList(selected) ? planning.engine.limits.pageSize : 1;
  if (walk.payload !== undefined && isEdge(selected)) {
    const edge = planEdge(planning, selected, walk.payload);
    walk.roots.set(walk.path, { kind: 'handWritten', row: edge.plan });
    return 1 + times * edge.cost;
  }
  if (walk.payload !== undefined && roleOf(selected.field)?.kind === 'current') {
    const current = planCurrent(planning, selected, walk.payload);
    walk.roots.set(walk.path, current.plan);
    return 1 + current.cost;
  }
  const model = modelOfField(selected);
  if (model !== undefined) {
    const row = planRow(planning, model, selected.nodes);
    walk.roots.set(walk.path, { kind: 'handWritten', row: row.plan });
    return 1 + times * row.cost;
  }
  let cost = 0;
  for (const type of runtimeTypesOf(planning.operation.schema, selected.field)) {
    const payload = modelOfPayload(type) ?? walk.payload;
    const inside = payload === undefined ? walk : { ...walk, payload };
    for (const part of planning.subfields(type, selected.nodes)) {
      if (isTypeName(part)) {
        continue;
      }
      cost += planField(planning, part, { ...inside, path: pathBelow(walk.path, type, part.key) });
    }
  }
  return 1 + times * cost;
}

/** Whether a field of a payload shows rows as edges. */
function isEdge({ field }: SelectedField): boolean {
  const role = roleOf(field);
  return role?.kind === 'payload' && (role.part === 'edge' || role.part === 'edges');
}

/** The model whose rows a hand-written field gives. */
function modelOfField(selected: SelectedField): Model | undefined {
  const type = objectTypeOf(selected.field);
  return type === null ? undefined : modelOfType(type);
}

function planRoot(planning: Planning, selected: SelectedField): Priced<RootPlan> | null {
  const role = roleOf(selected.field);
  switch (role?.kind) {
    case 'connection':
      return planConnection(planning, selected, role);
    case 'lookup':
      return planned(selected, () =>
        varying(planning, selected, () => planLookup(planning, selected, role.lookup)),
      );
    case 'node':
    case 'nodes':
      return planned(selected, () =>
        varying(planning, selected, () => planNodes(planning, selected)),
      );
    case 'id':
    case 'column':
    case 'reference':
    case 'viewerCan':
    case 'current':
    case 'payload':
    case undefined:
      return null;
  }
}

function varying<T extends LookupPlan | NodesPlan>(
  planning: Planning,
  selected: SelectedField,
  work: () => Priced<T>,
): Priced<T> {
  return takesVariables(selected) ? planning.varying(work) : work();
}

function planLookup(
  planning: Planning,
  selected: SelectedField,
  lookup: Lookup,
): Priced<LookupPlan> {
  const args = sharedArgumentsOf(planning.operation, selected);
  const values = lookup.columns.map((each) => lookupValue(planning, each, args[each.column.name]));
  const row = planRow(planning, lookup.model, selected.nodes);
  return {
    plan: { kind: 'lookup', lookup, values, row: row.plan },
    cost: row.cost,
  };
}

function lookupValue(
  planning: Planning,
  { column, key }: UniqueColumn,
  argument: unknown,
): Operand {
  const ofId = column === column.model.id ? column.model : column.references?.model;
  if (ofId !== undefined) {
    return parseId(ofId, String(argument), column.name);
  }
  const { limits } = planning.engine;
  const value = column.kind.operand(argument, {
    path: column.name,
    column,
    limits,
    isCoerced: true,
  });
  return key !== column && typeof value === 'string' ? foldKey(value) : value;
}

function planNodes(planning: Planning, selected: SelectedField): Priced<NodesPlan> {
  const { catalog, limits } = planning.engine;
  const args = sharedArgumentsOf(planning.operation, selected);
  const given = 'ids' in args ? (args['ids'] as readonly string[]) : [String(args['id'])];
  if (given.length > limits.pageSizeMax) {
    throw BadInputError.at(
      'ids',
      `takes at most ${String(limits.pageSizeMax)} ${plural(limits.pageSizeMax, 'id')}`,
    );
  }
  const argument = (index: number): string => ('ids' in args ? `ids.${String(index)}` : 'id');
  const ids = given.map((id, index) => parseGlobalId(catalog, id, argument(index)));
  const rows = new Map<Model, RowPlan>();
  let cost = 0;
  for (const model of new Set(ids.map((id) => id.model))) {
    const row = planRow(planning, model, selected.nodes);
    rows.set(model, row.plan);
    cost = Math.max(cost, row.cost);
  }
  const isPlural = 'ids' in args;
  return { plan: { kind: 'nodes', isList: isPlural, ids, rows }, cost: cost * ids.length };
}
