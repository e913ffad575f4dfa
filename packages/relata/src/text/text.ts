import { BadInputError } from '../errors.js';
import { plural } from '../plural.js';

/**
 * Refuses text that the databases would treat differently: NUL (PostgreSQL cannot store it) and
 * lone surrogates (both replace them silently).
 */
export function checkText(text: string, argument: string, maxCharacters: number): string {
  if (text.includes('\0')) {
    throw BadInputError.at(argument, 'must not contain NUL');
  }
  if (!text.isWellFormed()) {
    throw BadInputError.at(argument, 'must be well-formed Unicode, it has a lone surrogate');
  }
  if (text.length > maxCharacters) {
    throw BadInputError.at(
      argument,
      `must have at most ${String(maxCharacters)} ${plural(maxCharacters, 'character')}, has ${String(text.length)}`,
    );
  }
  return text;
}
