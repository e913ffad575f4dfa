import type { Column } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import { validateValues } from '../input/validate.js';
import type { Edit, RowWrite } from '../input/write-plan.js';
import type { RowsUpdate } from '../unit/unit.js';
import { type InputPath, type UserError, UserErrors } from '../user-error.js';
import { unseenRows } from './permissions.js';

/** What values become that change by what they are. */
export interface EditedRows {
  readonly updates: readonly RowsUpdate[];
  readonly userErrors: readonly UserError[];
}

/**
 * Works out what values become that change by what they are, of rows that are locked and loaded: what
 * comes of it is checked as if it were set. Who does not see a value does not learn it by adding to it.
 */
export async function editedRows(
  session: StatementRunner,
  updates: readonly RowsUpdate[],
): Promise<EditedRows> {
  const edited = updates.filter(({ write: { edits = [] } }) => edits.length > 0);
  if (edited.length === 0) {
    return { updates: [], userErrors: [] };
  }
  const unseen = await unseenRows(session, edited.map(asSet));
  const changes: RowsUpdate[] = [];
  const userErrors: UserError[] = [];
  for (const { write, entities } of edited) {
    for (const entity of entities) {
      for (const [path, edits] of byPlace(write)) {
        const values = new Map<Column, unknown>();
        for (const edit of edits) {
          const { column, path: place } = edit;
          const stored = edit.apply(entity[column.name]);
          if (unseen.get(column)?.has(entity) === true) {
            userErrors.push(UserErrors.forbidden(place, `change ${column.name} unseen`));
          } else if ('reason' in stored) {
            userErrors.push(UserErrors.invalid(place, stored.reason));
          } else {
            values.set(column, stored.value);
          }
        }
        userErrors.push(...(await invalid(write, values, path)));
        changes.push({
          write: { model: write.model, path, values, links: [], sought: null },
          entities: [entity],
        });
      }
    }
  }
  return { updates: changes, userErrors: eachOnce(userErrors) };
}

/** What is wrong with one input, it is told once, of however many rows. */
function eachOnce(userErrors: readonly UserError[]): readonly UserError[] {
  const byText = new Map(
    userErrors.map((each) => [JSON.stringify([each.code, each.path, each.message]), each]),
  );
  return [...byText.values()];
}

/** The same rows, as if what changes were set. */
function asSet({ write, entities }: RowsUpdate): RowsUpdate {
  const values = new Map((write.edits ?? []).map(({ column }) => [column, null]));
  return { write: { ...write, values }, entities };
}

/** Edits of an input by the member of it that says so. */
function byPlace({ edits = [] }: RowWrite): readonly (readonly [InputPath, readonly Edit[]])[] {
  const places = Map.groupBy(edits, ({ path }) => path.at(-2));
  return [...places.values()].map((each) => [each[0]?.path.slice(0, -1) ?? [], each]);
}

async function invalid(
  { model }: RowWrite,
  values: ReadonlyMap<Column, unknown>,
  path: InputPath,
): Promise<readonly UserError[]> {
  const validated = await validateValues(model, values, path);
  if (validated === null) {
    return [];
  }
  if ('error' in validated) {
    throw validated.error;
  }
  return validated.userErrors;
}
