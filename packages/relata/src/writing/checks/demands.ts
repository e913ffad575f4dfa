import { type Condition, isAlways } from '../../filter/condition.js';
import type { Key, Operand } from '../../kinds/kind.js';
import { isKnownToHold } from '../../filter/evaluate-condition.js';
import type { Column, Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { allowedKeys } from '../rows/find-rows.js';
import { keyIn, knownKey } from '../../model/entity-key.js';
import type { Entity } from '../unit/unit.js';
import { type InputPath, type UserError, UserErrors } from '../user-error.js';

/** Something that must be allowed of a row. */
export interface Demand {
  /** Of rows of one model, the same wherever `what` is. */
  readonly condition: Condition;
  readonly key: Key;
  readonly path: InputPath;
  readonly what: string;
  /** The row as it was written, where that is at hand. */
  readonly row?: Entity;
}

/** Says which of some demands hold, all of one condition. */
export type Ask = (
  model: Model,
  demands: readonly Demand[],
  condition: Condition,
) => Promise<ReadonlySet<Demand>>;

/** Asks the database about rows that are written: once, however many they are. */
export function askingOf(session: StatementRunner): Ask {
  return async (model, demands, condition) => {
    const keys = [...new Set(demands.map(({ key }) => key))];
    const allowed = await allowedKeys(session, { model, keys }, condition);
    return new Set(demands.filter(({ key }) => allowed.has(key)));
  };
}

/** Finds what is not allowed. Asked is only about rows whose own values do not tell. */
export async function checkDemands(
  demands: ReadonlyMap<Model, readonly Demand[]>,
  ask: Ask,
): Promise<readonly UserError[]> {
  const userErrors: UserError[] = [];
  for (const [model, each] of demands) {
    for (const demanded of Map.groupBy(each, ({ what }) => what).values()) {
      const condition = demanded[0]?.condition;
      if (condition === undefined || isAlways(condition)) {
        continue;
      }
      const known = new Map(demanded.map((demand) => [demand, isFulfilled(demand)]));
      const open = demanded.filter((demand) => known.get(demand) === undefined);
      const allowed = open.length === 0 ? new Set<Demand>() : await ask(model, open, condition);
      userErrors.push(
        ...demanded
          .filter((demand) => !(known.get(demand) ?? allowed.has(demand)))
          .map(({ path, what }) => UserErrors.forbidden(path, what)),
      );
    }
  }
  return userErrors;
}

function isFulfilled({ condition, row }: Demand): boolean | undefined {
  return row === undefined
    ? undefined
    : isKnownToHold(condition, (column) => plainValue(column, row));
}

/** A value as conditions have it: of the row, and of others, the key. */
function plainValue(column: Column, row: Entity): Operand | null | undefined {
  const { model, name, references } = column;
  const value = row[name];
  if (column === model.id) {
    return knownKey(model, row) ?? undefined;
  }
  return references === null || value === null || value === undefined
    ? (value as Operand | null | undefined)
    : (keyIn(column, value) ?? undefined);
}
