import type { Deleted } from '../../access/policies.js';
import type { Key } from '../../kinds/kind.js';
import type { Model } from '../../model/model.js';
import type {
  ConnectionPlan,
  HandWrittenPlan,
  LookupPlan,
  ReadPlan,
  ReferencePlan,
  RootPlan,
  RowPlan,
} from '../plan/read-plan.js';

/** Rows of a model that an operation looks at. */
export interface LookedAt {
  readonly model: Model;
  readonly deleted: Deleted;
  /** Of which it names the keys; null for those that it finds otherwise. */
  readonly keys: readonly Key[] | null;
}

/** What an operation looks at: each model once, and the rows that it names. */
export function lookedAt({ roots }: ReadPlan): readonly LookedAt[] {
  const found = new Map<string, LookedAt>();
  const add = (looked: LookedAt): void => {
    const { model, deleted, keys } = looked;
    found.set([model.name, deleted, ...(keys ?? [])].join(' '), looked);
  };
  for (const plan of roots.values()) {
    addRoot(plan, add);
  }
  return [...found.values()];
}

type Add = (looked: LookedAt) => void;

function addRoot(plan: RootPlan, add: Add): void {
  switch (plan.kind) {
    case 'connection':
      addConnection(plan, add);
      return;
    case 'lookup':
      add({ model: plan.row.model, deleted: 'EXCLUDE', keys: keysOf(plan) });
      addRow(plan.row, add);
      return;
    case 'nodes':
      for (const [model, row] of plan.rows) {
        const keys = plan.ids.filter((id) => id.model === model).map(({ key }) => key);
        add({ model, deleted: 'EXCLUDE', keys });
        addRow(row, add);
      }
      return;
    case 'handWritten':
      addWritten(plan, add);
  }
}

/** The key that a lookup by id names. */
function keysOf({ lookup, values }: LookupPlan): readonly Key[] | null {
  const [first] = lookup.columns;
  const isById = lookup.columns.length === 1 && first?.column === lookup.model.id;
  return isById ? (values as readonly Key[]) : null;
}

function addWritten({ row, others }: HandWrittenPlan, add: Add): void {
  add({ model: row.model, deleted: 'EXCLUDE', keys: null });
  addRow(row, add);
  for (const other of others?.values() ?? []) {
    addWritten(other, add);
  }
}

function addConnection(plan: ConnectionPlan, add: Add): void {
  add({ model: plan.model, deleted: plan.deleted, keys: null });
  const edges = [...plan.edges.values()].flatMap((rows) => [...rows.values()]);
  for (const row of [...plan.nodes.values(), ...edges]) {
    addRow(row, add);
  }
}

function addRow({ relations, written }: RowPlan, add: Add): void {
  for (const plan of relations.values()) {
    addRelation(plan, add);
  }
  for (const plan of written.values()) {
    addWritten(plan, add);
  }
}

function addRelation(plan: ReferencePlan | ConnectionPlan, add: Add): void {
  if (plan.kind === 'connection') {
    addConnection(plan, add);
  } else {
    add({ model: plan.row.model, deleted: 'EXCLUDE', keys: null });
    addRow(plan.row, add);
  }
}
