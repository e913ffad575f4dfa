/**
 * A number of units of 10^-places, in digits: 1230 with 2 places is `12.30`.
 * @param places - digits after the point; none of them is left out
 */
export function textOfUnits(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = places === 0 ? '' : `.${digits.slice(point)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

/**
 * What a sum comes to for each of some, exact, rounded half away from zero: computed from sum and count, so that both
 * databases agree.
 * @param count - how many there are, at least one
 * @param places - of the result, more than the sum has
 */
export function exactQuotient(sum: bigint, count: bigint, places: number): bigint {
  const total = sum * 10n ** BigInt(places);
  const magnitude = total < 0n ? -total : total;
  const rounded = (2n * magnitude + count) / (2n * count);
  return total < 0n ? -rounded : rounded;
}

/** A decimal number as texts have it. */
const TEXT = /^-?\d{1,40}(?:\.\d{1,40})?$/;
/** As the numbers of JSON and GraphQL have it. */
const NUMBER = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,2}))?$/;
/** So many digits a number has without one of them being lost. */
const EXACT_DIGITS = 15;

/** Whether a text is a decimal number, with all its digits. */
export function isDecimal(text: string): boolean {
  return TEXT.test(text);
}

/**
 * The units of 10^-places that a decimal number has.
 * @returns null for what is none, or has more places, whatever stands in them
 */
export function unitsOf(text: string, places: number): bigint | null {
  const [whole = '', fraction = ''] = text.split('.');
  return isDecimal(text) && fraction.length <= places
    ? BigInt(whole + fraction.padEnd(places, '0'))
    : null;
}

/**
 * The text of a number in the notation of JSON and GraphQL, without an exponent.
 * @returns null where it has more digits than a number keeps
 */
export function textOfNumber(text: string): string | null {
  const [, sign = '', whole, fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole === undefined) {
    return null;
  }
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (digits.replace(/^0+|0+$/g, '').length > EXACT_DIGITS) {
    return null;
  }
  const point = whole.length + shift;
  const padded = digits.padStart(digits.length + Math.max(0, 1 - point), '0').padEnd(point, '0');
  const at = Math.max(point, 1);
  const rest = padded.slice(at).replace(/0+$/, shift === 0 ? '$&' : '');
  return `${sign}${padded.slice(0, at)}${rest === '' ? '' : `.${rest}`}`;
}
