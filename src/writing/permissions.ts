import type { Condition } from '../catalog/condition.js';
import { isAlways } from '../catalog/condition.js';
import type { Column, Model } from '../catalog/model.js';
import type { ReadSession } from '../reading/reader/session.js';
import { type Fault, Faults, type InputPath } from './fault.js';
import { allowedKeys } from './rows.js';
import type { Created, Moved } from './unit.js';
import type { RowWrite } from './write-plan.js';

/** Something that must be allowed of a row. */
interface Demand {
  readonly condition: Condition;
  readonly key: number;
  readonly path: InputPath;
  readonly what: string;
}

/** Checks what was created, as it now is, by the create policies of its models and fields. */
export async function checkCreated(
  session: ReadSession,
  created: readonly Created[],
): Promise<readonly Fault[]> {
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
      },
      ...fieldDemands(session, write, entity.id),
    ],
  );
}

/** Checks that rows which were given another owner are still rows the viewer may update. */
export async function checkMoved(
  session: ReadSession,
  moved: readonly Moved[],
): Promise<readonly Fault[]> {
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
  session: ReadSession,
  write: RowWrite,
  keys: readonly number[],
): Promise<readonly Fault[]> {
  return await checkDemands(session, new Map([[write.model, keys]]), (key) =>
    fieldDemands(session, write, key),
  );
}

/** For each column an update sets: the keys of rows in which the viewer does not see it. */
export async function unseenKeys(
  session: ReadSession,
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
export function neverAllowed(session: ReadSession, rows: Iterable<RowWrite>): readonly Fault[] {
  const { engine, context } = session;
  return [...rows].flatMap(({ model, path }) => {
    const condition = engine.policies.write(model, 'create', context.viewer);
    return condition.kind === 'constant' && !condition.value
      ? [Faults.forbidden(path, `create a ${model.name}`)]
      : [];
  });
}

function fieldDemands(session: ReadSession, write: RowWrite, key: number): Demand[] {
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

/** Asks the database once for each condition, however many rows it is asked of. */
async function checkDemands<T>(
  session: ReadSession,
  subjects: ReadonlyMap<Model, readonly T[]>,
  demandsOf: (subject: T) => readonly Demand[],
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [model, each] of subjects) {
    const demands = Map.groupBy(each.flatMap(demandsOf), ({ condition }) => condition);
    for (const [condition, demanded] of demands) {
      if (isAlways(condition)) {
        continue;
      }
      const keys = [...new Set(demanded.map(({ key }) => key))];
      const allowed = await allowedKeys(session, { model, keys }, condition);
      faults.push(
        ...demanded
          .filter(({ key }) => !allowed.has(key))
          .map(({ path, what }) => Faults.forbidden(path, what)),
      );
    }
  }
  return faults;
}
