import { type Condition, isAlways, isNever, type Operand } from '../../filter/condition.js';
import { isKnownToHold } from '../../filter/evaluate-condition.js';
import type { Column, Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { allowedKeys } from '../rows/find-rows.js';
import type { Created, Entity, Moved } from '../unit/unit.js';
import type { RowWrite } from '../input/write-plan.js';

/** Something that must be allowed of a row. */
interface Demand {
  readonly condition: Condition;
  readonly key: number;
  readonly path: InputPath;
  readonly what: string;
  /** The row as it was written, where that is at hand. */
  readonly row?: Entity;
}

/** Checks what was created, as it now is, by the create policies of its models and fields. */
export async function checkCreated(
  session: StatementRunner,
  created: readonly Created[],
): Promise<readonly UserError[]> {
  const { engine, context } = session;
  return await checkDemands(
    session,
    Map.groupBy(created, ({ model }) => model),
    ({ model, entity, write }) => [
      {
        condition: engine.policies.write(model, 'create', context.viewer),
        key: entity.id,
        path: write.path,
        what: `create this ${model.name}`,
        row: entity,
      },
      ...fieldDemands(session, write, entity.id).map((demand) => ({ ...demand, row: entity })),
    ],
  );
}

/** Checks that rows which were given another owner are still rows the viewer may update. */
export async function checkMoved(
  session: StatementRunner,
  moved: readonly Moved[],
): Promise<readonly UserError[]> {
  const { engine, context } = session;
  return await checkDemands(
    session,
    Map.groupBy(moved, ({ model }) => model),
    ({ model, entity, path }) => [
      {
        condition: engine.policies.write(model, 'update', context.viewer),
        key: entity.id,
        path,
        what: `give this ${model.name} to another`,
      },
    ],
  );
}

/** Checks that the viewer may set the fields an update sets, of rows as they are before it. */
export async function checkFields(
  session: StatementRunner,
  write: RowWrite,
  keys: readonly number[],
): Promise<readonly UserError[]> {
  return await checkDemands(session, new Map([[write.model, keys]]), (key) =>
    fieldDemands(session, write, key),
  );
}

/** For each column an update sets: the keys of rows in which the viewer does not see it. */
export async function unseenKeys(
  session: StatementRunner,
  { model, values }: RowWrite,
  keys: readonly number[],
): Promise<ReadonlyMap<Column, ReadonlySet<number>>> {
  const { engine, context } = session;
  const unseen = new Map<Column, ReadonlySet<number>>();
  for (const column of values.keys()) {
    const mask = engine.policies.mask(column, context.viewer);
    if (!isAlways(mask)) {
      const seen = await allowedKeys(session, { model, keys }, mask);
      unseen.set(column, new Set(keys.filter((key) => !seen.has(key))));
    }
  }
  return unseen;
}

/** Models some inputs create that the viewer may create no row of, whatever it says. */
export function neverAllowed(
  session: StatementRunner,
  rows: Iterable<RowWrite>,
): readonly UserError[] {
  const { engine, context } = session;
  return [...rows].flatMap(({ model, path }) =>
    isNever(engine.policies.write(model, 'create', context.viewer))
      ? [UserErrors.forbidden(path, `create a ${model.name}`)]
      : [],
  );
}

function fieldDemands(session: StatementRunner, write: RowWrite, key: number): Demand[] {
  const { engine, context } = session;
  const set = [
    ...[...write.values.keys()].map((column) => [column.name, column.input?.name ?? column.name]),
    ...write.links.map(({ relation }) => [relation.name, relation.name]),
  ] as const;
  return set.flatMap(([name = '', field = '']) => {
    const condition = engine.policies.fieldWrite(write.model, name, context.viewer);
    return isAlways(condition)
      ? []
      : [{ condition, key, path: [...write.path, field], what: `set ${field}` }];
  });
}

/**
 * Asks the database once for each condition, however many rows it is asked of: those whose own
 * values do not tell.
 */
async function checkDemands<T>(
  session: StatementRunner,
  subjects: ReadonlyMap<Model, readonly T[]>,
  demandsOf: (subject: T) => readonly Demand[],
): Promise<readonly UserError[]> {
  const userErrors: UserError[] = [];
  for (const [model, each] of subjects) {
    const demands = Map.groupBy(each.flatMap(demandsOf), ({ condition }) => condition);
    for (const [condition, demanded] of demands) {
      if (isAlways(condition)) {
        continue;
      }
      const known = new Map(demanded.map((demand) => [demand, isFulfilled(demand)]));
      const open = demanded.filter((demand) => known.get(demand) === undefined);
      const keys = [...new Set(open.map(({ key }) => key))];
      const allowed =
        keys.length === 0
          ? new Set<number>()
          : await allowedKeys(session, { model, keys }, condition);
      userErrors.push(
        ...demanded
          .filter((demand) => !(known.get(demand) ?? allowed.has(demand.key)))
          .map(({ path, what }) => UserErrors.forbidden(path, what)),
      );
    }
  }
  return userErrors;
}

function isFulfilled({ condition, row }: Demand): boolean | undefined {
  return row === undefined
    ? undefined
    : isKnownToHold(condition, ({ name }) => plainValue(row[name]));
}

/** A value as conditions have it: of another row its key. */
function plainValue(value: unknown): Operand | null | undefined {
  return typeof value === 'object' && value !== null && 'id' in value
    ? (value.id as number | undefined)
    : (value as Operand | null | undefined);
}
