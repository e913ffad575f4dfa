import fc from 'fast-check';
import { foldKey } from '../../src/text/case-folding.js';
import { VISIBLE } from '../../src/text/visible-text.js';
import { caselessKey } from '../../src/testing/rows/caseless-key.js';

/** Spellings of one name. */
// prettier-ignore
const SPELLINGS: readonly (readonly [string, readonly string[]])[] = [
  ['mira', ['Mira', 'MIRA', 'ＭＩＲＡ', 'mira ', ' mira', '\tmira\n', '\u00a0mira\u3000', 'mira\u0085']],
  ['mira', ['mi\u00adra', 'mi\u200bra', '\ufeffmira', 'm\u2060ira', 'mira\ufe0f', 'mi\u3164ra', 'mi\uffa0ra']],
  ['mira', ['mi\u034fra', 'mi\u061cra', '\u202emira', 'mi\u{e0041}ra', 'mi\u180era', 'mi\u2800ra', 'mi\u0007ra']],
  ['mira sol', ['mira  sol', 'Mira\u00a0Sol', 'mira\tsol', 'mira \u200b sol', 'mira\u2028sol', 'mira\u1680sol']],
  ['zoé', ['zoe\u0301', 'zoe\u200d\u0301', 'ZOÉ', 'ZOE\u00ad\u0301']],
  ['', ['', ' ', '\u200b', '\u00ad \u3164', '\u2800', '\t\n']],
];

describe('the key of unique text without regard to case', () => {
  it.each(SPELLINGS)('is %j whatever nobody sees of it', (key, spellings) => {
    expect(spellings.map(foldKey)).toEqual(spellings.map(() => key));
  });

  it('keeps apart what is seen apart', () => {
    const names = [
      'mira',
      'mirа',
      'mi ra',
      'mi-ra',
      'mi_ra',
      'mi.ra',
      'míra',
      'mira1',
      'straße',
      'strasse',
    ];
    expect(new Set(names.map(foldKey)).size).toBe(names.length);
  });

  it('of every character is worked out right, and is its own key', () => {
    const wrong: number[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const text = `a${character}b`;
      const key = foldKey(text);
      const isRight = key === caselessKey(text) && foldKey(key) === key;
      const isSeen = foldKey(character) !== '';
      if (character.isWellFormed() && (!isRight || isSeen !== VISIBLE.test(character))) {
        wrong.push(code);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is its own key, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const key = foldKey(text);
        expect(foldKey(key)).toBe(key);
        expect(foldKey(` ${text}\u200b`)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['\u00a8mira', 'mira\u00a8', 'a \u00b4 b', '\ufdfa'])(
    'of a key is the key itself, where the compatibility form has spaces (%j)',
    (text) => {
      const key = foldKey(text);
      expect(foldKey(key)).toBe(key);
      expect(key).toBe(key.trim().replaceAll(/ +/g, ' '));
    },
  );
});
