import type { WritePolicy } from '../../access/access.js';
import { isNever } from '../../filter/condition.js';
import type { Viewer } from '../../access/viewer.js';
import type { Model } from '../../model/model.js';
import { UnauthenticatedError } from '../../errors.js';
import type { Engine } from '../../reading/engine.js';
import type { Outcome } from '../outcome.js';

/** Who asks, null where that is not known, and what the policies are. */
interface Asking {
  readonly engine: Engine;
  readonly viewer: Viewer | null;
}

/**
 * Leaves a write before anything is done for it, where whoever asks is not signed in and no row of
 * the model may be written so, by any of the policies.
 * @throws UnauthenticatedError
 */
export function demandSignIn(
  { engine, viewer }: Asking,
  model: Model,
  operations: readonly WritePolicy[],
): void {
  if (viewer?.userId !== null) {
    return;
  }
  const isDenied = operations.every((operation) =>
    isNever(engine.policies.write(model, operation, viewer)),
  );
  if (isDenied) {
    throw UnauthenticatedError.anonymous();
  }
}

/**
 * Leaves a write that failed for what is not allowed, where whoever asks is not signed in.
 * @throws UnauthenticatedError
 */
export function askToSignIn({ userErrors }: Pick<Outcome, 'userErrors'>, viewer: Viewer): void {
  if (viewer.userId === null && userErrors.some(({ code }) => code === 'FORBIDDEN')) {
    throw UnauthenticatedError.anonymous();
  }
}
