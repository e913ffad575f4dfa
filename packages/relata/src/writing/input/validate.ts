import { validate, type ValidationError } from 'class-validator';
import type { Column, Model } from '../../model/model.js';
import { RelataError, RuleError } from '../../errors.js';
import { isConnectionLost } from '../../database/database-failure.js';
import { type UserError, UserErrors, type InputPath } from '../user-error.js';
import { gatherThrown, guardValidators, type Thrown } from './guarded-validators.js';

/** What came of a validation: it does not reject, so that nobody need wait for it. */
export type Validated =
  | {
      readonly userErrors: readonly UserError[];
      /** What validators threw that nobody expects, for the log. */
      readonly unexpected: readonly unknown[];
    }
  | { readonly error: unknown };

/**
 * Checks values by what the model's properties declare with class-validator. Only what is being
 * set is looked at; null means "no value" and is a question of the column, not of its rules.
 * @returns null where the model declares nothing
 */
export function validateValues(
  model: Model,
  values: ReadonlyMap<Column, unknown>,
  path: InputPath,
): Promise<Validated> | null {
  return guardValidators(model) ? validated(model, values, path) : null;
}

async function validated(
  model: Model,
  values: ReadonlyMap<Column, unknown>,
  path: InputPath,
): Promise<Validated> {
  const row = Object.create(model.target.prototype as object) as object;
  const isSet = new Set<string>();
  for (const [column, value] of values) {
    if (value !== null) {
      // Not assigned: that would go through the setters the ORM gives its entities.
      Object.defineProperty(row, column.name, { value, enumerable: true, writable: true });
      isSet.add(column.name);
    }
  }
  const thrown = gatherThrown(row);
  try {
    const found = await validate(row, OPTIONS);
    const userErrors = found
      .filter(({ property }) => isSet.has(property))
      .flatMap((error) => userErrorsOf(error, path));
    return {
      userErrors: [...userErrors, ...thrown.map((each) => userErrorOfThrown(each, path))],
      unexpected: thrown.map((each) => each.error).filter((each) => !(each instanceof RuleError)),
    };
  } catch (error) {
    return { error };
  }
}

const OPTIONS = {
  skipMissingProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
} as const;

function userErrorsOf(
  { property, constraints = {} }: ValidationError,
  path: InputPath,
): UserError[] {
  // class-validator's own messages begin with the name of the property, which the path says already.
  const start = `${property} `;
  return Object.values(constraints).map((message) =>
    UserErrors.invalid(
      [...path, property],
      message.startsWith(start) ? message.slice(start.length) : message,
    ),
  );
}

/** A validator that cannot say that a value is good has not found it good. */
function userErrorOfThrown({ property, error }: Thrown, path: InputPath): UserError {
  if (error instanceof RelataError || isConnectionLost(error)) {
    throw error;
  }
  const reason = error instanceof RuleError ? error.message : 'is not valid';
  return UserErrors.invalid([...path, property], reason);
}
