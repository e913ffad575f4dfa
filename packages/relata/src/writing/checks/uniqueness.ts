import type { Key, Operand } from '../../kinds/kind.js';
import type { Column, Lookup, Model, Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { lookupKey, mentionOf } from '../input/lookup-key.js';
import type { Resolved } from '../rows/resolve.js';
import { holders } from '../rows/find-rows.js';
import { checkStillMissing } from '../rows/sought.js';
import type { RowWrite } from '../input/write-plan.js';

/** A row that claims unique values; `key` is its own, null for a new row. */
export interface Claimant {
  readonly write: RowWrite;
  readonly key: Key | null;
}

interface Claim {
  /** The column that is compared. */
  readonly column: Column;
  /** The field clients know. */
  readonly name: string;
  readonly value: Operand;
  readonly path: InputPath;
  readonly key: Key | null;
}

/** New rows as claimants. */
export function claimants(rows: readonly RowWrite[]): Claimant[] {
  return rows.map((write) => ({ write, key: null }));
}

/**
 * The unique values that rows of an input claim, and who holds them already. What slips in between
 * is caught by the database, and told alike.
 */
export class UniqueValues {
  readonly #seen: Resolved['rows'];
  readonly #holders: ReadonlyMap<Column, ReadonlyMap<string, Key>>;

  private constructor(
    seen: Resolved['rows'],
    found: ReadonlyMap<Column, ReadonlyMap<string, Key>>,
  ) {
    this.#seen = seen;
    this.#holders = found;
  }

  /** Looks up who holds what the rows claim: one statement a unique column. */
  static async lookUp(
    session: StatementRunner,
    claiming: readonly Claimant[],
    { rows: seen }: Resolved,
  ): Promise<UniqueValues> {
    const claims = claiming.flatMap((claimant) => claimsOf(claimant, seen));
    const found = new Map<Column, ReadonlyMap<string, Key>>();
    for (const [column, each] of Map.groupBy(claims, (claim) => claim.column)) {
      const values = [...new Set(each.map(({ value }) => value))];
      found.set(column, await holders(session, column, { values }));
    }
    const isHeld = ({ column, value }: Claim): boolean =>
      found.get(column)?.has(mentionOf(column, value)) === true;
    if (claims.some(isHeld)) {
      const beaten = claiming.filter((claimant) => claimsOf(claimant, seen).some(isHeld));
      await checkStillMissing(
        session,
        beaten.flatMap(({ write }) => write.sought ?? []),
      );
    }
    return new UniqueValues(seen, found);
  }

  /**
   * Finds the values of some rows that others hold, that are claimed, or that two of the rows want.
   * @param claimed - by rows that come before; see `claims`
   */
  judge(
    claiming: readonly Claimant[],
    claimed: ReadonlySet<string> = new Set(),
  ): { readonly userErrors: readonly UserError[]; readonly claims: ReadonlySet<string> } {
    const claims = new Set<string>();
    const userErrors: UserError[] = [];
    for (const claim of claiming.flatMap((claimant) => claimsOf(claimant, this.#seen))) {
      const { column, value, path, key, name } = claim;
      const mention = mentionOf(column, value);
      const holder = this.#holders.get(column)?.get(mention);
      const isHeld = holder !== undefined && holder !== key;
      if (isHeld || claimed.has(mention) || claims.has(mention)) {
        userErrors.push(UserErrors.taken(path, name));
      }
      claims.add(mention);
    }
    return { userErrors, claims };
  }
}

function claimsOf(claimant: Claimant, seen: Resolved['rows']): readonly Claim[] {
  return [...valueClaims(claimant), ...relationClaims(claimant, seen)];
}

/** What finds a row of a model: a key that is given is no lookup where it is the id. */
function uniquesOf({ id, lookups }: Model): readonly Pick<Lookup, 'column' | 'key'>[] {
  return id.input === null ? lookups : [...lookups, { column: id, key: id }];
}

function valueClaims({ write, key }: Claimant): Claim[] {
  return uniquesOf(write.model).flatMap((lookup) => {
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
