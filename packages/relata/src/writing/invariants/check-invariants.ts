import { RelataError } from '../../errors.js';
import type { Invariant } from '../../reading/engine.js';
import type { RequestContext } from '../../request/context.js';
import type { MutationRun } from '../mutation-run.js';
import { isOutcome, nothing } from '../outcome.js';
import { UserErrors } from '../user-error.js';
import { brokenInvariant, forgetChanges } from './suspects.js';

/** Looks, after a root field, whether it ended an invariant; a later one may still mend it. */
export async function watchField(
  run: MutationRun,
  context: RequestContext,
  key: string,
): Promise<void> {
  const broken = await brokenInvariant(context);
  if (broken === null) {
    run.violatingField = null;
    forgetChanges(context);
  } else {
    run.violatingField ??= key;
  }
}

/** Makes the field that ended an invariant the one that failed, unless a later one has mended it. */
export async function checkInvariants(run: MutationRun, context: RequestContext): Promise<void> {
  const { violatingField, records } = run;
  const broken = violatingField === null ? null : await brokenInvariant(context);
  const record = records.get(violatingField ?? '');
  if (violatingField !== null && broken !== null && record !== undefined && 'value' in record) {
    run.failed = violatingField;
    records.set(violatingField, recordOf(record.value, broken));
  }
}

function recordOf(
  value: unknown,
  { message }: Invariant,
): { readonly value: unknown } | { readonly error: RelataError } {
  return isOutcome(value)
    ? { value: nothing(value.model, [UserErrors.cancellation(message)]) }
    : { error: new RelataError('FORBIDDEN', message) };
}
