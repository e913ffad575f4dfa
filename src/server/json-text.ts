import type { FormattedExecutionResult } from 'graphql';
import { JsonText } from '../reading/compiled/json-text.js';

/** Writes an answer; data that is text already is taken as it is. */
export function stringifyAnswer(result: FormattedExecutionResult): string {
  const { data, ...rest } = result;
  if (!((data as unknown) instanceof JsonText)) {
    return `${JSON.stringify(result)}\n`;
  }
  const others = JSON.stringify(rest).slice(1, -1);
  const { text } = data as unknown as JsonText;
  return `{"data":${text}${others === '' ? '' : `,${others}`}}\n`;
}
