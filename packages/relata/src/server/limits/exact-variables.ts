import { inexactNumber, isExactNumber } from '../../kinds/exact-number.js';
import { BadInputError } from '../../errors.js';

/** As many digits as a number has that may be another once it is parsed, a point among them. */
const MANY_DIGITS = /[1-9](?:\.?\d){15}/;

/** Stands for a number that is not what was written. */
class LostNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * What is wrong with variables in which a number becomes another when their JSON is parsed. Next to
 * no text has so many digits in a row: the others are only looked at for that.
 * @param text - what was sent, which is JSON
 * @param variablesIn - the variables in what it is parsed into
 * @returns an error that names the variable and the place in it; null where nothing is lost
 */
export function lostNumberIn(
  text: string,
  variablesIn: (parsed: unknown) => unknown,
): BadInputError | null {
  if (!MANY_DIGITS.test(text)) {
    return null;
  }
  const mark: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isExactNumber(source)
      ? new LostNumber(source)
      : value;
  const parsed = parse(text, mark);
  const open = [{ value: variablesIn(parsed), path: 'variables' }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value, path } = visit;
    if (value instanceof LostNumber) {
      return BadInputError.at(path, inexactNumber(value.text));
    }
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value) as [string, unknown][]) {
        open.push({ value: member, path: `${path}.${key}` });
      }
    }
  }
  return null;
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
