import type { Key } from '../../kinds/kind.js';
import { isAlways } from '../../filter/condition.js';
import { writtenValue } from '../../kinds/written-value.js';
import { globalId } from '../../model/global-id.js';
import type { Column, Model } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { keyIn } from '../../model/entity-key.js';
import { allowedKeys, findRows } from '../rows/find-rows.js';

type Values = Readonly<Record<string, unknown>>;

/** What a viewer sees of some rows of a model, as they were when they were looked at. */
export interface Visibility {
  /** Keys of the rows it sees at all. */
  readonly rows: ReadonlySet<Key>;
  /** Whether a column of a row is one it may read. */
  shows(column: Column, key: Key): boolean;
  /** The value in that column of a row, as an answer would have it; null where it is hidden. */
  value(column: Column, key: Key, values: Values): unknown;
}

/** Sees no row. */
export const NOTHING_VISIBLE: Visibility = {
  rows: new Set(),
  shows: () => false,
  value: () => null,
};

/** Asks the database what the viewer sees of some rows: one statement for each rule it depends on. */
export async function visibilityOf(
  session: StatementRunner,
  model: Model,
  rows: readonly { readonly key: Key; readonly values: Values }[],
): Promise<Visibility> {
  const { engine, context } = session;
  const keys = rows.map(({ key }) => key);
  const visible = await seenKeys(session, model, keys);
  const masked = new Map<Column, ReadonlySet<Key>>();
  const targets = new Map<Column, ReadonlySet<Key>>();
  for (const column of model.columns.values()) {
    const mask = engine.policies.mask(column, context.viewer);
    if (!isAlways(mask)) {
      masked.set(column, await allowedKeys(session, { model, keys }, mask));
    }
    if (isRelation(column)) {
      const named = rows.flatMap(({ values }) => keyIn(column, values[column.name]) ?? []);
      targets.set(column, await seenKeys(session, column.references.model, named));
    }
  }
  const shows = (column: Column, key: Key): boolean =>
    (column.exposed || isRelation(column)) &&
    column !== model.id &&
    visible.has(key) &&
    (masked.get(column)?.has(key) ?? true);
  return {
    rows: visible,
    shows,
    value: (column, key, values) => {
      const value = values[column.name] ?? null;
      if (value === null || !shows(column, key)) {
        return null;
      }
      if (isRelation(column)) {
        const target = keyIn(column, value);
        return target !== null && targets.get(column)?.has(target) === true
          ? globalId(column.references.model, target)
          : null;
      }
      return writtenValue(column, value);
    },
  };
}

/** Which of the keys are rows the viewer sees, deleted ones included where it may see those. */
export async function seenKeys(
  session: StatementRunner,
  model: Model,
  keys: readonly Key[],
): Promise<ReadonlySet<Key>> {
  const where = { keys: [...new Set(keys)] };
  const found =
    keys.length === 0
      ? []
      : await findRows(session, { model, where, deleted: 'INCLUDE', isLocking: false });
  return new Set(found.map(({ key }) => key));
}

type RelationColumn = Column & { readonly references: NonNullable<Column['references']> };

/** A key of another row is not a field, but the relation it stands for is, by the same name. */
function isRelation(column: Column): column is RelationColumn {
  return column.references !== null && column.model.relations.has(column.name);
}
