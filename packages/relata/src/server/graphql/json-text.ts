import type { FormattedExecutionResult } from 'graphql';
import { BEFORE_DATA, JsonText } from '../../reading/compiled/json/json-text.js';

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
  // Apollo leaves members that are undefined in the result.
  if (rest.errors === undefined && rest.extensions === undefined) {
    return answer.text as string;
  }
  return `${BEFORE_DATA}${answer.data},${JSON.stringify(rest).slice('{'.length)}\n`;
}
