import type { Stored, ValueLimits } from '../../kinds/kind.js';
import { readId } from '../../model/global-id.js';
import type { Lookup, Model, UniqueColumn } from '../../model/model.js';
import { type InputPath, type UserError, UserErrors } from '../user-error.js';
import { lookupKey } from './lookup-key.js';
import type { Input } from './raw-row.js';
import type { Sought } from './write-plan.js';

/** What finds a row, or what is wrong with it. */
export type ParsedUnique =
  | { readonly sought: Sought; readonly userErrors: readonly [] }
  | { readonly sought: null; readonly userErrors: readonly UserError[] };

/** Reads `{ name: "x" }` or `{ postAndAuthor: { post: "post_1", author: "user_2" } }`, which find a row. */
export function parseUnique(
  model: Model,
  input: Input,
  { path, limits }: { readonly path: InputPath; readonly limits: ValueLimits },
): ParsedUnique {
  const lookup = model.lookups.find(({ name }) => (input[name] ?? null) !== null);
  if (lookup === undefined) {
    return { sought: null, userErrors: [UserErrors.invalid(path, 'must name one unique field')] };
  }
  const given = givenOf(lookup, input);
  const place = lookup.columns.length === 1 ? path : [...path, lookup.name];
  const read = lookup.columns.map((each) => ({
    ...each,
    stored: storedOf(each, given[each.column.name], limits),
  }));
  const userErrors = read.flatMap(({ column, stored }) =>
    'reason' in stored ? [UserErrors.invalid([...place, column.name], stored.reason)] : [],
  );
  return userErrors.length > 0
    ? { sought: null, userErrors }
    : {
        sought: {
          lookup,
          values: read.map((each) =>
            lookupKey(each, 'value' in each.stored ? each.stored.value : null),
          ),
        },
        userErrors: [],
      };
}

/** What is given of each column. */
function givenOf({ name, columns }: Lookup, input: Input): Input {
  return columns.length === 1 ? input : (input[name] as Input);
}

function storedOf({ column }: UniqueColumn, given: unknown, limits: ValueLimits): Stored {
  if (column.references === null) {
    return column.kind.store(given, column, limits);
  }
  const read = readId(column.references.model, String(given));
  return 'reason' in read ? { reason: read.reason } : { value: read.key };
}
