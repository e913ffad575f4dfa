const given = process.env['FAST_PATH'];

/**
 * FAST_PATH of the run of Jest, for the settings of tests that say nothing of it: tests pass with
 * `off`, too.
 */
export const LANE: Readonly<Record<string, string>> =
  given === undefined ? {} : { FAST_PATH: given };
