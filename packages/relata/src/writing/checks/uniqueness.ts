import { getOrMake } from '../../cache/get-or-make.js';
import type { Key, Operand } from '../../kinds/kind.js';
import type { Column, Model, Relation, Unique, UniqueColumn } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { type PlaceOfColumns, type UserError, UserErrors } from '../user-error.js';
import { lookupKey, mentionOf } from '../input/lookup-key.js';
import type { Resolved } from '../rows/resolve.js';
import { holders } from '../rows/find-rows.js';
import { checkStillMissing } from '../rows/sought.js';
import type { RowWrite } from '../input/write-plan.js';
import { placeOfColumns } from '../input/place-of-columns.js';
import { keyOf } from '../input/relation-keys.js';

/** A row that claims unique values. */
export interface Claimant {
  readonly write: RowWrite;
  /** Its own; null for a new row. */
  readonly key: Key | null;
}

interface Claim {
  readonly unique: Unique;
  readonly values: readonly Operand[];
  readonly place: PlaceOfColumns;
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
  readonly #holders: ReadonlyMap<Unique, ReadonlyMap<string, Key>>;

  private constructor(
    seen: Resolved['rows'],
    found: ReadonlyMap<Unique, ReadonlyMap<string, Key>>,
  ) {
    this.#seen = seen;
    this.#holders = found;
  }

  /** Looks up who holds what the rows claim: one statement for what is unique together. */
  static async lookUp(
    session: StatementRunner,
    claiming: readonly Claimant[],
    { rows: seen }: Resolved,
  ): Promise<UniqueValues> {
    const claims = claiming.flatMap((claimant) => claimsOf(claimant, seen));
    const found = new Map<Unique, ReadonlyMap<string, Key>>();
    for (const [unique, each] of Map.groupBy(claims, (claim) => claim.unique)) {
      const values = new Map(each.map((claim) => [mentionOf(unique, claim.values), claim.values]));
      found.set(unique, await holders(session, unique, { values: [...values.values()] }));
    }
    const isHeld = ({ unique, values }: Claim): boolean =>
      found.get(unique)?.has(mentionOf(unique, values)) === true;
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
      const { unique, values, place, key } = claim;
      const mention = mentionOf(unique, values);
      const holder = this.#holders.get(unique)?.get(mention);
      const isHeld = holder !== undefined && holder !== key;
      if (isHeld || claimed.has(mention) || claims.has(mention)) {
        userErrors.push(UserErrors.taken(place));
      }
      claims.add(mention);
    }
    return { userErrors, claims };
  }
}

function claimsOf(claimant: Claimant, seen: Resolved['rows']): readonly Claim[] {
  const { write, key } = claimant;
  return uniquesOf(write.model).flatMap((unique) => {
    const columns = unique.columns.map(({ column }) => column);
    const values = unique.columns.flatMap((each) => claimedValue(write, each, seen) ?? []);
    return values.length === columns.length
      ? [{ unique, values, place: placeOfColumns(write, columns), key }]
      : [];
  });
}

const uniques = new WeakMap<Model, readonly Unique[]>();

/** What of a row no other has: a key that is given is no lookup where it is the id, and a relation to the one row is none. */
function uniquesOf(model: Model): readonly Unique[] {
  return getOrMake(uniques, model, () => {
    const { id, lookups, relations } = model;
    const others = [
      ...(id.input === null ? [] : [id]),
      ...[...relations.values()].flatMap((relation) => uniqueKey(relation) ?? []),
    ];
    return [
      // Which of them are the same in the end, the commit says.
      ...lookups.filter(({ isDeferred }) => isDeferred !== true),
      ...others
        .filter((column) => !lookups.some(({ columns }) => isOf(columns, column)))
        .map((column) => ({ model, columns: [{ column, key: column }] })),
    ];
  });
}

function isOf(columns: readonly UniqueColumn[], only: Column): boolean {
  return columns.length === 1 && columns[0]?.column === only;
}

/** What an input says of a column; null where it says nothing: the rest the database knows. */
function claimedValue(
  write: RowWrite,
  unique: UniqueColumn,
  seen: Resolved['rows'],
): Operand | null {
  const { column } = unique;
  const link = write.links.find(({ relation }) => keyOf(relation) === column);
  if (link !== undefined) {
    // Rows that are hidden are missing: that they have no room left is nobody's to know.
    const [connected] = link.connect;
    const isSeen =
      connected !== undefined && seen.get(link.relation.target)?.has(connected.key) === true;
    return isSeen ? connected.key : null;
  }
  const value = write.values.get(column);
  return value === undefined || value === null ? null : lookupKey(unique, value);
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
