import { BadInputError } from '../errors.js';
import { plural } from '../plural.js';

/**
 * What is wrong with a text that the databases would treat differently, NUL (PostgreSQL cannot store
 * it) and lone surrogates (both replace them silently), or that is too long; null where nothing is.
 */
export function textProblem(text: string, maxCharacters: number): string | null {
  if (text.includes('\0')) {
    return 'must not contain NUL';
  }
  if (!text.isWellFormed()) {
    return 'must be well-formed Unicode, it has a lone surrogate';
  }
  return text.length > maxCharacters
    ? `must have at most ${String(maxCharacters)} ${plural(maxCharacters, 'character')}, has ${String(text.length)}`
    : null;
}

/**
 * Refuses text in which {@link textProblem} finds something.
 * @throws BadInputError
 */
export function checkText(text: string, argument: string, maxCharacters: number): string {
  const problem = textProblem(text, maxCharacters);
  if (problem !== null) {
    throw BadInputError.at(argument, problem);
  }
  return text;
}
