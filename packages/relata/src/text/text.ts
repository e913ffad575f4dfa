import { BadInputError } from '../errors.js';
import { plural } from '../plural.js';

/**
 * What is wrong with a text that the databases would treat differently, NUL (PostgreSQL cannot store
 * it) and lone surrogates (both replace them silently), or that is too long in code points; null where nothing is.
 */
export function textProblem(text: string, maxCharacters: number): string | null {
  if (text.includes('\0')) {
    return 'must not contain NUL';
  }
  if (!text.isWellFormed()) {
    return 'must be well-formed Unicode, it has a lone surrogate';
  }
  // Never more of them than units.
  const length = text.length > maxCharacters ? lengthOf(text) : 0;
  return length > maxCharacters
    ? `must have at most ${String(maxCharacters)} ${plural(maxCharacters, 'character')}, has ${String(length)}`
    : null;
}

/** Characters of a text as both databases count them: code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; length += 1) {
    at += unitsAt(text, at);
  }
  return length;
}

/** A text that is short enough for people, by leaving out its end. */
export function shortened(text: string, characters: number): string {
  return text.length > characters && lengthOf(text) > characters
    ? `${beginningOf(text, characters - 1)}…`
    : text;
}

/** How a text begins: as many characters, none of them cut in two. */
export function beginningOf(text: string, characters: number): string {
  let end = 0;
  for (let count = 0; count < characters && end < text.length; count += 1) {
    end += unitsAt(text, end);
  }
  return text.slice(0, end);
}

/** Units of UTF-16 that the character at a place has. */
function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
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
