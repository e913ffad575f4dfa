import type { Key } from '../../kinds/kind.js';
import { isAlways, isNever } from '../../filter/condition.js';
import type { Column, Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RowWrite } from '../input/write-plan.js';
import { allowedKeys } from '../rows/find-rows.js';
import type { Created, Entity, Moved, RowsUpdate } from '../unit/unit.js';
import { type InputPath, type UserError, UserErrors } from '../user-error.js';
import { keyOf } from '../../model/entity-key.js';
import { askingOf, checkDemands, type Demand } from './demands.js';
import type { UnwrittenLinks } from './unwritten-links.js';
import { askingOfUnwritten } from './unwritten-rows.js';

/** Checks what was created, as it now is, by the create policies of its models and fields. */
export async function checkCreated(
  session: StatementRunner,
  created: readonly Created[],
): Promise<readonly UserError[]> {
  return await checkDemands(demandsOf(session, created), askingOf(session));
}

/**
 * Checks what is to be created as {@link checkCreated} will, before it is written: asked only where it
 * cannot be written as a value of it is taken, which is nobody's to learn who may not create it.
 */
export async function checkUnwritten(
  session: StatementRunner,
  unwritten: UnwrittenLinks,
): Promise<readonly UserError[]> {
  const demands = demandsOf(session, unwritten.created);
  return await checkDemands(demands, askingOfUnwritten(session, unwritten));
}

function demandsOf(
  session: StatementRunner,
  created: readonly Created[],
): ReadonlyMap<Model, readonly Demand[]> {
  const { engine, context } = session;
  const demands = new Map<Model, readonly Demand[]>();
  for (const [model, each] of Map.groupBy(created, (row) => row.model)) {
    const condition = engine.policies.write(model, 'create', context.viewer);
    const what = `create this ${model.name}`;
    const ofRow = ({ entity: row, write }: Created): readonly Demand[] => {
      const key = keyOf(model, row);
      return [
        { condition, key, path: write.path, what, row },
        ...fieldDemands(session, write, key).map((demand) => ({ ...demand, row })),
      ];
    };
    demands.set(model, each.flatMap(ofRow));
  }
  return demands;
}

/** Checks that rows which were given another owner are still rows the viewer may update. */
export async function checkMoved(
  session: StatementRunner,
  moved: readonly Moved[],
): Promise<readonly UserError[]> {
  const { engine, context } = session;
  const demands = new Map<Model, readonly Demand[]>();
  for (const [model, each] of Map.groupBy(moved, (row) => row.model)) {
    const condition = engine.policies.write(model, 'update', context.viewer);
    const what = `give this ${model.name} to another`;
    demands.set(
      model,
      each.map(({ entity, path }) => ({ condition, key: keyOf(model, entity), path, what })),
    );
  }
  return await checkDemands(demands, askingOf(session));
}

/** Checks that the viewer may set the fields that updates set, of rows as they are before. */
export async function checkFields(
  session: StatementRunner,
  updates: readonly RowsUpdate[],
): Promise<readonly UserError[]> {
  const demands = new Map<Model, readonly Demand[]>();
  for (const [model, each] of Map.groupBy(updates, ({ write }) => write.model)) {
    const ofUpdate = ({ write, entities }: RowsUpdate): readonly Demand[] =>
      entities.flatMap((entity) => fieldDemands(session, write, keyOf(model, entity)));
    demands.set(model, each.flatMap(ofUpdate));
  }
  return await checkDemands(demands, askingOf(session));
}

/** For each column that updates set: the rows in which the viewer does not see it. */
export async function unseenRows(
  session: StatementRunner,
  updates: readonly RowsUpdate[],
): Promise<ReadonlyMap<Column, ReadonlySet<Entity>>> {
  const { engine, context } = session;
  const set = new Map<Column, Entity[]>();
  for (const { write, entities } of updates) {
    for (const column of write.values.keys()) {
      set.set(column, [...(set.get(column) ?? []), ...entities]);
    }
  }
  const unseen = new Map<Column, ReadonlySet<Entity>>();
  for (const [column, entities] of set) {
    const { model } = column;
    const mask = engine.policies.mask(column, context.viewer);
    if (!isAlways(mask)) {
      const keys = entities.map((entity) => keyOf(model, entity));
      const seen = await allowedKeys(session, { model, keys }, mask);
      unseen.set(column, new Set(entities.filter((entity) => !seen.has(keyOf(model, entity)))));
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

function fieldDemands(session: StatementRunner, write: RowWrite, key: Key): Demand[] {
  const { engine, context } = session;
  const at = (name: string, field: string, path = [...write.path, field]) => ({
    name,
    field,
    path,
  });
  const columnAt = (column: Column, path?: InputPath) =>
    at(column.name, column.input?.name ?? column.name, path && [...path]);
  const set = [
    ...[...write.values.keys()].map((column) => columnAt(column)),
    ...(write.edits ?? []).map(({ column, path }) => columnAt(column, path)),
    ...write.links.map(({ relation: { name } }) => at(name, name)),
  ];
  return set.flatMap(({ name, field, path }) => {
    const condition = engine.policies.fieldWrite(write.model, name, context.viewer);
    return isAlways(condition) ? [] : [{ condition, key, path, what: `set ${field}` }];
  });
}
