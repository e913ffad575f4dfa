import type { Lookup } from '../../model/model.js';
import type { StoredRow } from '../oracle/data-set.js';
import { lookupArgument, lookupInput } from '../oracle/lookup-arguments.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { tiesOf } from './create-routes.js';
import { absent, fresh, freshRow, type Input, settable } from './inputs.js';
import type { Attack, Route } from './route.js';
import {
  attempt,
  expectAlike,
  expectCodes,
  hasMutation,
  isFound,
  rowSelection,
  rowsToGuess,
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
      const columns = lookup.columns.map((each) => each.column);
      const write = (values: Input, input: Input): Write => ({
        field: `upsert${model.name}`,
        asks: [model, 'create', 'update'],
        args: {
          by: [`${model.name}Unique!`, lookupInput(lookup, values)],
          create: [`${model.name}CreateInput!`, input],
          update: [`${model.name}UpdateInput!`, changing],
        },
        selection: `${model.singular} { ${rowSelection(model)} }`,
      });
      const missing = await attempt(attack, write(absentValues(attack, lookup), creating));
      for (const row of rowsToGuess(attack, columns)) {
        const values = valuesOf(lookup, row);
        const tried = await attempt(attack, write(values, creating));
        if (isFound(view, columns, row)) {
          expectCodes(attack, tried, rights.update(model, row.id, Object.keys(changing)));
          continue;
        }
        expectAlike(attack, tried, missing);
        if (columns.every(({ references }) => references === null)) {
          // Whoever may create rows learns that the name is taken, nobody else.
          const taken = await attempt(attack, write(values, { ...creating, ...values }));
          const isTaken = view.isOfTenant(model, row) && missing.codes.length === 0;
          expectCodes(attack, taken, isTaken ? ['NOT_UNIQUE'] : missing.codes);
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
