/**
 * Whether a number as it is written is still that number as a double: finite, and where it is an
 * integer beyond 2^53, none of its digits lost. Fractions are rounded as they are everywhere.
 * @param text - in the notation of JSON and GraphQL, `12`, `-1.5e3`
 */
export function isExactNumber(text: string): boolean {
  const value = Number(text);
  if (!Number.isFinite(value)) {
    return false;
  }
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
    return true;
  }
  // Somebody who writes out so many digits means all of them; 6.022e23 is written as a double is.
  return /[.eE]/.test(text) && digitsOf(text) === digitsOf(String(value));
}

/** Whether a double has all the digits of a number as it is written, and no others. */
export function keepsDigits(text: string): boolean {
  return digitsOf(text) === digitsOf(String(Number(text)));
}

/** What is said of a number that is not exact. */
export function inexactNumber(text: string): string {
  return `${text} is beyond what a number can hold without becoming another, write it as a text`;
}

function digitsOf(text: string): string {
  const [mantissa = ''] = text.toLowerCase().split('e');
  return mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
}
