import type { Key } from '../kinds/kind.js';
import { globalId } from '../model/global-id.js';
import type { Model } from '../model/model.js';
import type { UserError } from './user-error.js';

/**
 * What a root field of a mutation came to.
 * @example
 * const hasFailed = ({ userErrors }: Outcome): boolean => userErrors.length > 0;
 */
export interface Outcome {
  readonly model: Model;
  /** Keys of the rows it left, in the order of its input; null for one that was not written. */
  readonly keys: readonly (Key | null)[];
  /** Keys of rows that are gone, or hidden by a soft delete. */
  readonly deletedKeys: readonly Key[];
  readonly affectedCount: number;
  readonly userErrors: readonly UserError[];
}

/** Whether a value is an outcome, whoever made it. */
export function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'object' && value !== null && 'userErrors' in value && 'deletedKeys' in value
  );
}

/** The outcome of a field that wrote nothing. */
export function nothing(model: Model, userErrors: readonly UserError[]): Outcome {
  return { model, keys: [], deletedKeys: [], affectedCount: 0, userErrors };
}

/** What a payload says of an outcome without looking at its rows. */
export const outcomeParts = {
  affectedCount: ({ affectedCount }: Outcome): number => affectedCount,
  deletedId: ({ model, deletedKeys: [key] }: Outcome): string | null =>
    key === undefined ? null : globalId(model, key),
  deletedIds: ({ model, deletedKeys }: Outcome): readonly string[] =>
    deletedKeys.map((key) => globalId(model, key)),
  errors: ({ userErrors }: Outcome): readonly UserError[] => userErrors,
};
