import type { RowWrite } from '../input/write-plan.js';
import { columnNamed, referencesOf, suspectOf } from './suspects.js';
import type { ViolatedPlace } from './violation.js';
import { violationOf } from './violation-of.js';

/**
 * Whether a write failed because another was faster: it made what an upsert or a `connectOrCreate`
 * found missing, or took away what it found. Begun again, the write finds what there is then.
 */
export function wasOvertaken(
  error: unknown,
  { writes }: { readonly writes: readonly RowWrite[] },
): boolean {
  const violation = violationOf(error);
  switch (violation?.kind) {
    case 'taken':
      return writes.some((write) => wasSought(write, violation));
    case 'reference':
      return hasLostFound(writes, violation);
    case 'restricted':
    case 'constraint':
    case 'forbidden':
    case 'refused':
    case undefined:
      return false;
  }
}

function wasSought(write: RowWrite, { table, names, value }: ViolatedPlace): boolean {
  const column = columnNamed(write.model, names);
  return (
    write.sought !== null &&
    write.model.table === table &&
    column !== undefined &&
    // Of other columns nobody would look for the value again.
    write.model.lookups.some((lookup) => lookup.column === column) &&
    String(suspectOf(write, column).value) === value
  );
}

/** Whether a row is gone that `connectOrCreate` found. */
function hasLostFound(
  writes: readonly RowWrite[],
  { target, value }: { readonly target: string | undefined; readonly value: string | undefined },
): boolean {
  const isNamed = referencesOf(writes).some(
    ({ model, key }) => model.table === target && String(key) === value,
  );
  const mayBeFound = writes.some(({ links }) =>
    links.some(
      ({ relation, connectOrCreate }) =>
        connectOrCreate.length > 0 && relation.target.table === target,
    ),
  );
  return !isNamed && mayBeFound;
}
