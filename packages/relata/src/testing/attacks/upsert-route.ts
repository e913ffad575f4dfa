import type { Lookup } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import { lookupArgument } from '../oracle/lookup-arguments.js';
import type { View } from '../oracle/policy.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { tiesOf } from './create-routes.js';
import { absent, fresh, freshRow, type Input, settable } from './inputs.js';
import type { Attack, Route } from './route.js';
import {
  attempt,
  expectAlike,
  expectCodes,
  hasMutation,
  rowSelection,
  type Write,
} from './writes.js';

/** Rows that are there or not, found by what is unique. */
export const upsert: Route = {
  name: 'upsert',
  isOpen: (model, attack) => hasMutation(attack, `upsert${model.name}`),
  run: async (attack) => {
    const { model, schema, view, rights } = attack;
    const [column] = settable(schema, model);
    const ties = tiesOf(attack);
    const creating = { ...freshRow(attack, model), ...ties.input };
    const changing =
      column === undefined ? {} : { [column.name]: fresh(attack, model, column.name) };
    for (const lookup of model.lookups) {
      const write = (values: Input, input: Input): Write => ({
        field: `upsert${model.name}`,
        asks: [model, 'create', 'update'],
        args: {
          by: [
            `${model.name}Unique!`,
            lookup.columns.length === 1 ? values : { [lookup.name]: values },
          ],
          create: [`${model.name}CreateInput!`, input],
          update: [`${model.name}UpdateInput!`, changing],
        },
        selection: `${model.singular} { ${rowSelection(model)} }`,
      });
      const missing = await attempt(attack, write(absentValues(attack, lookup), creating));
      for (const row of rowsToFind(attack, lookup)) {
        const values = valuesOf(lookup, row);
        const tried = await attempt(attack, write(values, creating));
        if (isFound(view, lookup, row)) {
          expectCodes(attack, tried, rights.update(model, row.id, Object.keys(changing)));
          continue;
        }
        expectAlike(attack, tried, missing);
        if (lookup.columns.every(({ column: { references } }) => references === null)) {
          // Whoever may create rows learns that the name is taken, nobody else.
          const taken = await attempt(attack, write(values, { ...creating, ...values }));
          expectCodes(attack, taken, missing.codes.length === 0 ? ['NOT_UNIQUE'] : missing.codes);
        }
      }
    }
  },
};

/** What finds a row by a lookup. */
function valuesOf({ columns }: Lookup, row: StoredRow): Input {
  return Object.fromEntries(
    columns.map(({ column }) => [
      column.name,
      lookupArgument(column, row[column.name] ?? null).value,
    ]),
  );
}

/** What finds none. */
function absentValues(attack: Attack, { columns }: Lookup): Input {
  return Object.fromEntries(
    columns.map(({ column }) => [
      column.name,
      column.references === null
        ? absent(attack, column)
        : rowId(column.references.model, absentRow(column.references.model)),
    ]),
  );
}

/** Rows to look for: one that is hidden, one of which a value is, and one that is seen. */
function rowsToFind({ view, model }: Attack, lookup: Lookup): readonly StoredRow[] {
  const rows = view.store
    .all(model)
    .filter((row) => lookup.columns.every(({ column }) => (row[column.name] ?? null) !== null));
  const isReadable = (row: StoredRow): boolean => view.isReadable(model, row);
  const wanted = [
    rows.find((row) => !isReadable(row)),
    rows.find((row) => isReadable(row) && !isFound(view, lookup, row)),
    rows.find((row) => isFound(view, lookup, row)),
  ];
  return wanted.filter((row) => row !== undefined);
}

/** Whether a viewer finds a row: sees it, and all that it is looked for by. */
function isFound(view: View, { model, columns }: Lookup, row: StoredRow): boolean {
  return view.isReadable(model, row) && columns.every(({ column }) => view.finds(column, row));
}
