/** Milliseconds of each unit, the largest first. */
const UNITS = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;

// A sign, weeks and days, then hours, minutes and seconds; something must follow the P, and the T.
const FORM =
  /^(-)?P(?=[\dT])(?:(\d{1,12})W)?(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,13})H)?(?:(\d{1,15})M)?(?:(\d{1,16})(?:\.(\d{1,3}))?S)?)?$/;

/**
 * The length of a duration of ISO 8601 in milliseconds.
 * @returns null for what is none, has years or months, which have no length, or is longer than is exact
 */
export function millisecondsOf(text: string): number | null {
  const match = FORM.exec(text);
  if (match === null) {
    return null;
  }
  const [, sign, weeks, days, hours, minutes, seconds, fraction = ''] = match;
  const lengthOf = (count: string | undefined, unit: number): bigint =>
    BigInt(count ?? 0) * BigInt(unit);
  const total =
    lengthOf(weeks, UNITS.W) +
    lengthOf(days, UNITS.D) +
    lengthOf(hours, UNITS.H) +
    lengthOf(minutes, UNITS.M) +
    lengthOf(seconds, UNITS.S) +
    lengthOf(fraction.padEnd(3, '0'), 1);
  const length = Number(sign === undefined ? total : -total);
  return Number.isSafeInteger(length) ? length + 0 : null;
}

/** What {@link durationOf} writes; a pattern that PostgreSQL reads, too. */
export const WRITTEN_DURATION =
  /^-?P(?=[0-9T])([0-9]{1,9}D)?(T(?=[0-9])([0-9]{1,2}H)?([0-9]{1,2}M)?([0-9]{1,2}([.][0-9]{1,3})?S)?)?$/;

/** A length as ISO 8601 has it, in days, hours, minutes and seconds: `P1DT2H3M4.005S`. */
export function durationOf(milliseconds: number | bigint): string {
  const length = milliseconds < 0 ? -milliseconds : milliseconds;
  const rest = Number(typeof length === 'bigint' ? length % BigInt(UNITS.D) : length % UNITS.D);
  const days = part(
    typeof length === 'bigint' ? length / BigInt(UNITS.D) : (length - rest) / UNITS.D,
    'D',
  );
  const clock =
    part(Math.floor(rest / UNITS.H), 'H') +
    part(Math.floor((rest % UNITS.H) / UNITS.M), 'M') +
    part((rest % UNITS.M) / UNITS.S, 'S');
  const time = clock === '' && days !== '' ? '' : `T${clock === '' ? '0S' : clock}`;
  return `${milliseconds < 0 ? '-' : ''}P${days}${time}`;
}

function part(count: number | bigint, unit: keyof typeof UNITS): string {
  return Number(count) === 0 ? '' : `${String(count)}${unit}`;
}
