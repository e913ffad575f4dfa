import type { Engine } from '../engine.js';
import type { ConnectionPlan, ReadPlan, RootPlan, RowPlan } from '../plan/read-plan.js';

/** Where in an answer a row stands. */
interface Place {
  /** How many rows there may be at this place. */
  readonly rows: number;
  /** Whether some of them may be the same one. */
  readonly mayRepeat: boolean;
}

/**
 * How often one statement may count, filter or sort what belongs to a row that it met before: a
 * subquery knows nothing of its last run. The reference reader asks each row once.
 */
export function repeatedReads({ fields }: ReadPlan, { limits }: Engine): number {
  return sumOf(fields, (field) =>
    field.kind === 'plan' ? ofRoot(field.plan, limits.listInputs) : 0,
  );
}

/** @param ids - most rows that are named one by one: a statement serves lists of any length */
function ofRoot(plan: RootPlan, ids: number): number {
  switch (plan.kind) {
    case 'connection':
      return ofConnection(plan, { rows: 1, mayRepeat: false });
    case 'nodes':
      return sumOf(plan.rows.values(), (row) =>
        ofRow(row, { rows: plan.isList ? ids : 1, mayRepeat: false }),
      );
    case 'lookup':
    case 'handWritten':
      return ofRow(plan.row, { rows: 1, mayRepeat: false });
  }
}

function ofConnection(plan: ConnectionPlan, { rows, mayRepeat }: Place): number {
  const below = {
    rows: rows * plan.page.size,
    mayRepeat: mayRepeat || plan.relation?.join.kind === 'link' || isOfTree(plan),
  };
  const edges = [...plan.edges.values()].flatMap((edge) => [...edge.values()]);
  return (
    (plan.readsMore && mayRepeat ? rows : 0) +
    sumOf([...plan.nodes.values(), ...edges], (row) => ofRow(row, below))
  );
}

function ofRow(row: RowPlan, { rows, mayRepeat }: Place): number {
  return sumOf(row.relations.values(), (plan) => {
    if (plan.kind === 'connection') {
      return ofConnection(plan, { rows, mayRepeat });
    }
    const isShared = plan.relation.join.kind === 'sourceKey' && rows > 1;
    return ofRow(plan.row, { rows, mayRepeat: mayRepeat || isShared });
  });
}

/** The rows below one row of a tree are also below those above it. */
function isOfTree({ relation }: ConnectionPlan): boolean {
  return relation?.join.kind === 'tree';
}

function sumOf<T>(things: Iterable<T>, amount: (thing: T) => number): number {
  let sum = 0;
  for (const thing of things) {
    sum += amount(thing);
  }
  return sum;
}
