import { validateSync, type ValidationError } from 'class-validator';
import type { Column, Model } from '../catalog/model.js';
import { type Fault, Faults, type InputPath } from './fault.js';

/**
 * Checks values by what the model's properties declare with class-validator. Only what is being
 * set is looked at; null means "no value" and is a question of the column, not of its rules.
 */
export function validateValues(
  model: Model,
  values: ReadonlyMap<Column, unknown>,
  path: InputPath,
): readonly Fault[] {
  const row = Object.create(model.target.prototype as object) as object;
  const isSet = new Set<string>();
  for (const [column, value] of values) {
    if (value !== null) {
      // Not assigned: that would go through the setters the ORM gives its entities.
      Object.defineProperty(row, column.name, { value, enumerable: true, writable: true });
      isSet.add(column.name);
    }
  }
  return validateSync(row, OPTIONS)
    .filter(({ property }) => isSet.has(property))
    .flatMap((error) => faultsOf(error, path));
}

const OPTIONS = {
  skipMissingProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
} as const;

function faultsOf({ property, constraints = {} }: ValidationError, path: InputPath): Fault[] {
  return Object.values(constraints).map((reason) =>
    // class-validator begins with the name of the property, which the path says already.
    Faults.invalid([...path, property], reason.replace(`${property} `, '')),
  );
}
