/**
 * What nobody sees: default-ignorable characters (zero width, soft hyphen, variation selectors, fillers
 * of Hangul), control characters, and the blank and the annotations that Unicode counts as neither.
 */
const UNSEEN = String.raw`\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb`;
const INVISIBLE = new RegExp(`[${UNSEEN}]`, 'gu');

/** ASCII with single spaces between words, as most texts are. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** Finds a character that can be seen. */
export const VISIBLE = new RegExp(String.raw`[^${UNSEEN}\p{White_Space}]`, 'u');

/** Whether all there is in a text is seen, as it is, and none of it has another form but its case. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** What is seen of a text: without invisible characters, any white space as one space, none at the ends. */
export function visibleText(text: string): string {
  if (isPlain(text)) {
    return text;
  }
  return text
    .replaceAll(/\p{White_Space}/gu, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/ +/g, ' ')
    .trim();
}
