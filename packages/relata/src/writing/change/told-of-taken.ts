import { checkUnwritten } from '../checks/permissions.js';
import type { Unit } from '../unit/unit.js';
import { apartFromForbidden, type UserError, WriteFailure } from '../user-error.js';

/** A write that cannot be done, as values of it are taken. */
export interface Taken {
  /** Makes the entities of its rows, in the unit. */
  readonly apply: () => Promise<unknown>;
  /** What is wrong besides: it is told before policies are asked. */
  readonly found: readonly UserError[];
  readonly taken: readonly UserError[];
}

/**
 * What is told of values that are taken, besides what was found: nothing where whoever writes would
 * not get so far if they were free. Then it is told what it would be told, what it may not do.
 */
export async function toldOfTaken(
  unit: Unit,
  { apply, found, taken }: Taken,
): Promise<readonly UserError[]> {
  if (taken.length === 0) {
    return [];
  }
  const { session } = unit;
  try {
    await apply();
    for (const change of unit.takeLast()) {
      await change();
    }
    const forbidden = await checkUnwritten(session, unit);
    const { userErrors } = unit;
    const told = apartFromForbidden([...found, ...userErrors, ...forbidden], taken);
    if (found.length > 0) {
      return told;
    }
    // What is wrong with an input is told before policies are asked, but after what is taken.
    return userErrors.length === 0 ? [...forbidden, ...told] : told.length > 0 ? told : userErrors;
  } catch (error) {
    if (!(error instanceof WriteFailure)) {
      throw error;
    }
    return found.length > 0 ? [] : error.userErrors;
  } finally {
    // What was made is not to be written.
    session.context.em.clear();
  }
}
