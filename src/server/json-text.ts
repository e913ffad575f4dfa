import type { FormattedExecutionResult } from 'graphql';
import { JsonText } from '../reading/compiled/json-text.js';

const END = '}\n';

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
  const { text } = data as unknown as JsonText;
  const others = JSON.stringify(rest).slice('{'.length);
  return (others === '}' ? text : `${text.toString().slice(0, -END.length)},${others}\n`) as string;
}
