import fc from 'fast-check';
import { beginningOf } from '../../text/text.js';

/** Pieces on which text handling goes wrong: case, order by code point, patterns, quoting. */
// prettier-ignore
const PIECES = [
  'a', 'A', 'b', 'Z', 'z', 'ab', 'aB', '1', '10', '9', ' ', '%', '_', '100%', 'a_b', '\\', '\\%',
  "'", '"', "O'Neil", '--', ';', '?', '$1', '{}', '{a,b}', '[1]', 'null', 'é', 'e\u0301', 'É', 'ß', 'ẞ',
  'Straße', 'STRASSE', 'İ', 'ı', 'I', 'i', 'Σ', 'σ', 'ς', 'ΣΑΣ', 'Σς', 'Ω', 'ﬀ', 'Ǆ', 'ǅ', '𐐀', '𐐨', '😀',
  '👩‍💻', '\uFF5E', '\uFFFD', '\uE000', '\u{10FFFF}', '日本', 'ж', 'Ж', '\t', '\n', '\u200B', '\u00A0', '\u00AD', '\u3164',
  '\u212A', '\u212B', '\u2126', 'Ꭰ', 'ꭰ', 'Ⅷ', 'ⓐ', 'Ⓐ', 'i\u0307', '\u0301', '\u0345', 'ΑΣ\u0301', 'ß\u0308',
] as const;

/** Words that meet in several spellings. */
const WORDS = ['hello', 'Hello', 'HELLO', 'wORLD', 'world', 'Élan', 'éLAN'] as const;

/** A piece of text. */
const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
);

/** Text of few pieces, so that values meet again; sometimes empty. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: piece },
  {
    weight: 5,
    arbitrary: fc.array(piece, { minLength: 2, maxLength: 4 }).map((all) => all.join('')),
  },
);

/** Another spelling of a text: upper or lower case. */
export function respelled(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(value, fc.constantFrom('same', 'upper', 'lower', 'lower'))
    .map(([original, how]) =>
      how === 'same' ? original : how === 'upper' ? original.toUpperCase() : original.toLowerCase(),
    );
}

/** Texts that a column has room for: longer ones are refused. */
export function within(value: fc.Arbitrary<string>, most: number | null): fc.Arbitrary<string> {
  return most === null ? value : value.map((original) => beginningOf(original, most));
}

/** A part of a text, cut between characters. */
export function partOf(
  value: fc.Arbitrary<string>,
  where: 'start' | 'end' | 'anywhere',
): fc.Arbitrary<string> {
  return fc
    .tuple(value, fc.nat(3), fc.constantFrom(0, 1, 1, 2, 3, 4))
    .map(([original, skip, take]) => {
      const characters = Array.from(original);
      switch (where) {
        case 'start':
          return characters.slice(0, take).join('');
        case 'end':
          return take === 0 ? '' : characters.slice(-take).join('');
        case 'anywhere':
          return characters
            .slice(skip % (characters.length + 1))
            .slice(0, take)
            .join('');
      }
    });
}
