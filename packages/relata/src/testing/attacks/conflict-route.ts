import { idArguments } from '../oracle/lookup-arguments.js';
import { differenceOf } from '../reads/comparison.js';
import { fieldsOf, fresh, type Input, settable } from './inputs.js';
import { maskedColumns, whole } from './read-routes.js';
import type { Attack, Route } from './route.js';
import {
  attempt,
  expectAlike,
  hasMutation,
  idArgument,
  picks,
  tryOnEach,
  updateOf,
  type Write,
} from './writes.js';

/** Changes of rows that are other than whoever makes them says that they were. */
export const conflict: Route = {
  name: 'conflict',
  isOpen: (model, attack) =>
    model.columns.has('version') &&
    settable(attack.schema, model).length > 0 &&
    hasMutation(attack, `update${model.name}`),
  run: async (attack) => {
    const { model, schema, rights, oracle } = attack;
    const [column] = settable(schema, model);
    if (column === undefined) {
      return;
    }
    const stale = (key: number, input: Input): Write => {
      const { args, ...rest } = updateOf(model, key, input);
      return { ...rest, args: { ...args, expectedVersion: ['Int', 1] } };
    };
    const input = { [column.name]: fresh(attack, model, column.name) };
    const rows = picks(attack, model, 'update');
    const isRowAllowed = (key: number): readonly string[] => rights.update(model, key, []);
    await tryOnEach(attack, rows, {
      write: (key) => stale(key, input),
      expected: (key) => (isRowAllowed(key).length === 0 ? ['CONFLICT'] : isRowAllowed(key)),
    });
    for (const key of rows.allowed) {
      const { payload, document } = await attempt(attack, stale(key, input));
      const current = (payload?.errors[0] as { current?: unknown } | undefined)?.current;
      const expected = oracle.answer({
        kind: 'lookup',
        field: 'node',
        model: model.name,
        args: idArguments(idArgument(model, key)[1]),
        selection: whole(model),
      });
      const difference = differenceOf(current, expected);
      if (difference !== null) {
        attack.report(`current ${difference}`, document);
      }
    }
    await guess(attack, stale);
  },
};

/** Who may set a field, and not read it, does not learn what it holds by setting it. */
async function guess(attack: Attack, stale: (key: number, input: Input) => Write): Promise<void> {
  const { model, schema, view } = attack;
  const columns = maskedColumns(model).filter((column) => settable(schema, model).includes(column));
  for (const column of columns) {
    const row = view.store
      .all(model)
      .find(
        (each) =>
          view.isReadable(model, each) &&
          view.isWritable(model, each, 'update') &&
          view.isSettable(model, each, column.name) &&
          !view.isUnmasked(column, each) &&
          each[column.name] !== null,
      );
    if (row === undefined) {
      continue;
    }
    const right = { [column.name]: row[column.name] };
    const wrong = { [column.name]: fresh(attack, model, column.name) };
    const merging = (key: number, base: Input): Write => {
      const { args, ...rest } = updateOf(model, key, wrong);
      const known: Write['args'] = {
        onConflict: ['OnConflict', 'MERGE'],
        base: [`${model.name}BaseInput`, base],
      };
      return { ...rest, args: { ...args, ...known } };
    };
    const isRead = fieldsOf(schema, `${model.name}BaseInput`)[column.name] !== undefined;
    const attempts = [
      stale,
      (key: number, input: Input) => updateOf(model, key, input),
      ...(isRead ? [merging] : []),
    ];
    for (const write of attempts) {
      expectAlike(
        attack,
        await attempt(attack, write(row.id, right)),
        await attempt(attack, write(row.id, wrong)),
      );
    }
  }
}
