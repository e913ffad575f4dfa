import type { FormattedExecutionResult } from 'graphql';
import { BEFORE_DATA, JsonText } from '../reading/compiled/json-text.js';

/**
 * Writes an answer; one that is JSON already is taken as it is.
 * @returns text, or the UTF-8 of it, which Apollo hands on like text: a string would be measured,
 *   joined to the head and encoded once more
 */
export function stringifyAnswer(result: FormattedExecutionResult): string {
  const { data, ...rest } = result;
  if (!((data as unknown) instanceof JsonText)) {
    return `${JSON.stringify(result)}\n`;
  }
  const answer = data as unknown as JsonText;
  // Apollo lists members that are undefined, too.
  const others = JSON.stringify(rest).slice('{'.length);
  return others === '}' ? (answer.text as string) : `${BEFORE_DATA}${answer.data},${others}\n`;
}
