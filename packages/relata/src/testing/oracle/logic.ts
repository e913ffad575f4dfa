/** A truth value of SQL: true, false, or null for unknown. */
export type Truth = boolean | null;

/** False as soon as one is false, else unknown as soon as one is unknown. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) {
    return false;
  }
  return truths.includes(null) ? null : true;
}

/** True as soon as one is true, else unknown as soon as one is unknown. */
export function someOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) {
    return true;
  }
  return truths.includes(null) ? null : false;
}

/** The opposite; of unknown, unknown. */
export function opposite(truth: Truth): Truth {
  return truth === null ? null : !truth;
}
