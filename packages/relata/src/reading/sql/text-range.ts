const LAST_CODE_POINT = 0x10_ffff;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xdfff;

const ONLY_LAST = /^\u{10ffff}*$/u;

/** Whether there is a text after all that start with a prefix: {@link afterPrefix} gives it. */
export function hasAfterPrefix(prefix: string): boolean {
  return !ONLY_LAST.test(prefix);
}

/**
 * The first text, by code point, after all that start with a prefix; null where there is none.
 * `startsWith` is the range between the two, which an index serves.
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < LAST_CODE_POINT) {
      const next = last + 1;
      const isSurrogate = next >= SURROGATES_START && next <= SURROGATES_END;
      return String.fromCodePoint(...points, isSurrogate ? SURROGATES_END + 1 : next);
    }
  }
  return null;
}
