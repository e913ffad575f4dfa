import { inexactNumber, isExactNumber, keepsDigits } from '../../kinds/exact-number.js';
import { BadInputError } from '../../errors.js';

/** What a number has that may be another once it is parsed: many digits, a point among them, or so few before them that it is 0. */
const SUSPECT = /[1-9](?:\.?\d){15}|\d[eE]-\d{3}/;

/** A number of variables that is parsed to one near to it. */
export interface RoundedNumber {
  /** From the variable to it, as keys and indexes. */
  readonly path: readonly string[];
  /** As it was written. */
  readonly text: string;
}

/** What becomes of the numbers of variables when their JSON is parsed. */
export interface ReadNumbers {
  /** What is wrong with a number that no type takes; null where there is none. */
  readonly error: BadInputError | null;
  readonly rounded: readonly RoundedNumber[];
}

/** What there is to say of next to all texts. */
const AS_WRITTEN: ReadNumbers = { error: null, rounded: [] };

/** Stands for a number that is not what was written. */
class OtherNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Finds the numbers of variables that become others when their JSON is parsed. Next to no text has so many digits in a
 * row: the others are only looked at for that.
 * @param text - what was sent, which is JSON
 * @param variablesIn - the variables in what it is parsed into
 */
export function readNumbers(text: string, variablesIn: (parsed: unknown) => unknown): ReadNumbers {
  if (!SUSPECT.test(text)) {
    return AS_WRITTEN;
  }
  const mark: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isAsWritten(source)
      ? new OtherNumber(source)
      : value;
  const parsed = parse(text, mark);
  const rounded: RoundedNumber[] = [];
  const open: { value: unknown; path: readonly string[] }[] = [
    { value: variablesIn(parsed), path: [] },
  ];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value, path } = visit;
    if (value instanceof OtherNumber) {
      if (!isExactNumber(value.text)) {
        const place = ['variables', ...path].join('.');
        return { error: BadInputError.at(place, inexactNumber(value.text)), rounded: [] };
      }
      rounded.push({ path, text: value.text });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value) as [string, unknown][]) {
        open.push({ value: member, path: [...path, key] });
      }
    }
  }
  return { error: null, rounded };
}

function isAsWritten(source: string): boolean {
  return isExactNumber(source) && keepsDigits(source);
}

/** What is no JSON holds no numbers: whoever reads it says what is wrong with it. */
function parse(text: string, reviver: Reviver): unknown {
  try {
    const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
    return JSON.parse(unmarked, reviver as (key: string, value: unknown) => unknown);
  } catch {
    return null;
  }
}

/** What was found as bodies were parsed; most requests have nothing here. */
const found = new WeakMap<object, readonly RoundedNumber[]>();

/** Keeps for a request what was found in its body. */
export function rememberRounded(request: object, rounded: readonly RoundedNumber[]): void {
  if (rounded.length > 0) {
    found.set(request, rounded);
  }
}

/** What was found in the body of a request. */
export function roundedIn(request: object): readonly RoundedNumber[] {
  return found.get(request) ?? AS_WRITTEN.rounded;
}
