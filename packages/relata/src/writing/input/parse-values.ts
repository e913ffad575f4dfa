import type { Column, Model } from '../../model/model.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { type Validated, validateValues } from './validate.js';
import { givenKey } from '../../kinds/key-forms.js';
import { keyFormOf } from '../../model/key.js';
import type { Stored, ValueLimits } from '../../kinds/kind.js';

/** A text of which only a hash is stored, and where. */
export interface Secret {
  readonly column: Column;
  readonly text: string;
  readonly values: Map<Column, unknown>;
}

/** What an input says of the columns of its row. */
export interface ParsedValues {
  /** In the form entities have them; empty texts stand for secrets until they are hashed. */
  readonly values: Map<Column, unknown>;
  readonly secrets: readonly Secret[];
  readonly userErrors: readonly UserError[];
  /** What the validators of the model find; null where it has none. */
  readonly validated: Promise<Validated> | null;
}

/** What is said of columns, and where. */
interface SaidValues {
  readonly input: Readonly<Record<string, unknown>>;
  readonly path: InputPath;
}

/** Reads the columns of one row, by what both databases can hold and what the model declares. */
export function parseValues(model: Model, said: SaidValues, limits: ValueLimits): ParsedValues {
  const { values, secrets, userErrors } = readValues(model, said, limits);
  const { path } = said;
  return {
    values,
    secrets,
    userErrors: [...userErrors, ...secretErrors(secrets, values, path)],
    validated: validateValues(model, values, path),
  };
}

/** The same, by what both databases can hold alone. */
export function readValues(
  model: Model,
  { input, path }: SaidValues,
  limits: ValueLimits,
): Omit<ParsedValues, 'validated'> {
  const values = new Map<Column, unknown>();
  const secrets: Secret[] = [];
  const userErrors: UserError[] = [];
  for (const column of model.columns.values()) {
    const name = column.input?.name ?? '';
    const value = input[name];
    if (column.input === null || value === undefined || model.relations.has(column.name)) {
      continue;
    }
    const parsed = parseValue(column, value, limits);
    if ('reason' in parsed) {
      userErrors.push(UserErrors.invalid([...path, name, ...(parsed.path ?? [])], parsed.reason));
    } else if (column.input.isSecret && value !== null) {
      secrets.push({ column, text: String(parsed.value), values });
      values.set(column, '');
    } else {
      values.set(column, parsed.value);
    }
  }
  return { values, secrets, userErrors };
}

function parseValue(column: Column, value: unknown, limits: ValueLimits): Stored {
  if (value === null) {
    return column.nullable ? { value } : { reason: 'must not be null' };
  }
  // The width of the column of a secret is that of its hash.
  const bounds = column.input?.isSecret === true ? { ...column, maxLength: null } : column;
  const stored = column.kind.store(value, bounds, limits);
  return column.model.keys.includes(column.name) ? asKey(column, stored) : stored;
}

/** What is part of a key must be what ids say: no integer below 1, and no empty text. */
function asKey(column: Column, stored: Stored): Stored {
  if ('reason' in stored) {
    return stored;
  }
  const form = keyFormOf(column);
  const read = givenKey(form, form.ofCode(stored.value));
  return read !== null && 'key' in read
    ? stored
    : { reason: read?.reason ?? `is no key, which is like ${form.example}` };
}

function secretErrors(
  secrets: readonly Secret[],
  values: ReadonlyMap<Column, unknown>,
  path: InputPath,
): readonly UserError[] {
  const row = Object.fromEntries([...values].map(([column, value]) => [column.name, value]));
  return secrets.flatMap(({ column: { input }, text }) => {
    const reason = input?.rule?.(text, row) ?? null;
    return reason === null ? [] : [UserErrors.invalid([...path, input?.name ?? ''], reason)];
  });
}
