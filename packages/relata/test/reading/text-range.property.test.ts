import fc from 'fast-check';
import { afterPrefix, hasAfterPrefix } from '../../src/reading/sql/text-range.js';

// Most random texts have one after them: the last character there is must come often, alone too.
const text = fc
  .array(fc.constantFrom('\u{10ffff}', '\u{10ffff}', '\u{10fffe}', '\ud7ff', '\udbff', 'a'), {
    maxLength: 4,
  })
  .map((characters) => characters.join(''));

describe('what comes after a prefix', () => {
  it('is there where it is said to be', () => {
    const counts = { some: 0, none: 0 };
    fc.assert(
      fc.property(text, (prefix) => {
        const after = afterPrefix(prefix);
        expect(hasAfterPrefix(prefix)).toBe(after !== null);
        counts[after === null ? 'none' : 'some'] += 1;
      }),
      { seed: 3, numRuns: 2000 },
    );
    expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(50);
  });
});
