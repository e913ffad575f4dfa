import type { RowWrite } from '../input/write-plan.js';
import { columnsNamed, isValueWithin, namesWithin, referencesOf, valueIn } from './suspects.js';
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
  const columns = columnsNamed(write.model, namesWithin(write.model, names));
  // Of other columns nobody would look for the values again.
  const isLookup = write.model.lookups.some(
    (lookup) =>
      lookup.columns.length === columns.length &&
      lookup.columns.every(({ column }) => columns.includes(column)),
  );
  return (
    write.sought !== null &&
    write.model.table === table &&
    isLookup &&
    isValueWithin(
      write.model,
      value ?? undefined,
      columns.map((column) => String(valueIn(write, column))).join(', '),
    )
  );
}

/** Whether a row is gone that `connectOrCreate` found. */
function hasLostFound(
  writes: readonly RowWrite[],
  { target, value }: { readonly target: string | undefined; readonly value: string | undefined },
): boolean {
  const isNamed = referencesOf(writes).some(
    ({ model, key }) => model.table === target && isValueWithin(model, value, String(key)),
  );
  const mayBeFound = writes.some(({ links }) =>
    links.some(
      ({ relation, connectOrCreate }) =>
        connectOrCreate.length > 0 && relation.target.table === target,
    ),
  );
  return !isNamed && mayBeFound;
}
