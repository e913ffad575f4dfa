/** Written out, since what is tested has them from Unicode's property. */
// prettier-ignore
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x08], [0x0e, 0x1f], [0x7f, 0x84], [0x86, 0x9f], [0xad, 0xad], [0x34f, 0x34f],
  [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f],
  [0x202a, 0x202e], [0x2060, 0x206f], [0x2800, 0x2800], [0x3164, 0x3164], [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xfffb], [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** What unique text without regard to case is compared by, worked out another way than it is there. */
export function caselessKey(text: string): string {
  const seen = (part: string): string =>
    Array.from(part)
      .filter((character) => {
        const code = character.codePointAt(0) ?? 0;
        return !INVISIBLE.some(([first, last]) => code >= first && code <= last);
      })
      .join('')
      .split(/[\s\u0085]+/u)
      .filter((word) => word !== '')
      .join(' ');
  return seen(seen(text).normalize('NFKC').toLowerCase());
}
