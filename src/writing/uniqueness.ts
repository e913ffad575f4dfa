import type { Column, Relation } from '../catalog/model.js';
import type { ReadSession } from '../reading/reader/session.js';
import { type Fault, Faults, type InputPath } from './fault.js';
import { lookupKey } from './parse-input.js';
import type { Resolved } from './resolve.js';
import { holders } from './rows.js';
import type { RowWrite } from './write-plan.js';

/** A row that claims unique values; `key` is its own, null for a new row. */
export interface Claimant {
  readonly write: RowWrite;
  readonly key: number | null;
}

interface Claim {
  /** The column that is compared. */
  readonly column: Column;
  /** The field clients know. */
  readonly name: string;
  readonly value: string | number;
  readonly path: InputPath;
  readonly key: number | null;
}

/** New rows as claimants. */
export function claimants(rows: readonly RowWrite[]): Claimant[] {
  return rows.map((write) => ({ write, key: null }));
}

/**
 * Finds the unique values that others hold already, or two rows of the input both want. One
 * statement a unique column. What slips in between is caught by the database, and told alike.
 */
export async function findTaken(
  session: ReadSession,
  claiming: readonly Claimant[],
  { rows }: Resolved,
): Promise<readonly Fault[]> {
  const claims = claiming.flatMap((claimant) => [
    ...valueClaims(claimant),
    ...relationClaims(claimant, rows),
  ]);
  const byColumn = Map.groupBy(claims, (claim) => claim.column);
  const faults: Fault[] = [];
  for (const [column, each] of byColumn) {
    const values = [...new Set(each.map(({ value }) => value))];
    const held = await holders(session, column, { values });
    const claimed = new Set<string | number>();
    for (const { value, path, key, name } of each) {
      const holder = held.get(value);
      if ((holder !== undefined && holder !== key) || claimed.has(value)) {
        faults.push(Faults.taken(path, name));
      }
      claimed.add(value);
    }
  }
  return faults;
}

function valueClaims({ write, key }: Claimant): Claim[] {
  return write.model.lookups.flatMap((lookup) => {
    const { name } = lookup.column;
    const value = write.values.get(lookup.column);
    return value === undefined || value === null
      ? []
      : [
          {
            column: lookup.key,
            name,
            value: lookupKey(lookup, value),
            path: [...write.path, name],
            key,
          },
        ];
  });
}

/** Rows that are hidden are missing: that they have no room left is nobody's to know. */
function relationClaims({ write, key }: Claimant, rows: Resolved['rows']): Claim[] {
  return write.links.flatMap(({ relation, connect, path }) => {
    const column = uniqueKey(relation);
    const seen = rows.get(relation.target);
    return column === null
      ? []
      : connect
          .filter((target) => seen?.has(target.key) === true)
          .map((target) => ({ column, name: relation.name, value: target.key, path, key }));
  });
}

/** The key of a relation whose target has room for one row; null for any other relation. */
export function uniqueKey({ join, target }: Relation): Column | null {
  if (join.kind !== 'sourceKey') {
    return null;
  }
  const isTheOnly = ({ many, join: back }: Relation): boolean =>
    !many && back.kind === 'targetKey' && back.key === join.key;
  return [...target.relations.values()].some(isTheOnly) ? join.key : null;
}
