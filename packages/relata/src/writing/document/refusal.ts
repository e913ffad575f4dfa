import { BadInputError, ForbiddenError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { type UserError, WriteFailure } from '../user-error.js';
import type { MutationRun } from '../mutation-run.js';
import { isOutcome, nothing, type Outcome } from '../outcome.js';
import { userErrorOf } from '../violations/user-error-of.js';

/**
 * Notes that a part of a hand-written field was refused: what it wrote meanwhile must not be kept,
 * even if the field goes on and answers something else.
 */
export function noteRefusal(run: MutationRun, outcome: Outcome): Outcome {
  if (outcome.userErrors.length > 0) {
    run.refused ??= outcome;
  }
  return outcome;
}

/**
 * What a hand-written field comes to in which something went wrong that may go wrong.
 * @param payload - the model of the payload it answers with; undefined for any other type
 * @throws ForbiddenError or BadInputError where it has no payload to say it in
 */
export function refusalOf(payload: Model | undefined, userErrors: readonly UserError[]): Outcome {
  if (payload !== undefined) {
    return nothing(payload, userErrors);
  }
  const forbidden = userErrors.find(({ code }) => code === 'FORBIDDEN');
  const { path = [], message = '' } = forbidden ?? userErrors[0] ?? {};
  const text = path.length === 0 ? message : `${path.join('.')}: ${message}`;
  throw forbidden === undefined ? new BadInputError(text) : ForbiddenError.saying(text);
}

/** The user errors a thrown error stands for; null for one nobody expects. */
export function userErrorsOf(error: unknown): readonly UserError[] | null {
  if (error instanceof WriteFailure) {
    return error.userErrors;
  }
  const userError = userErrorOf(error, { path: [], writes: [] });
  return userError === null ? null : [userError];
}

/** Whether an answer says itself that it was refused. */
export function isRefused(value: unknown): value is Outcome {
  return isOutcome(value) && value.userErrors.length > 0 && value.affectedCount === 0;
}
