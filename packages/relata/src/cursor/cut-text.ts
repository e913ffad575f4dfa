import { createHash } from 'node:crypto';
import type { Bindable } from '../filter/placeholder.js';

/** Length of a digest, in bytes. */
export const DIGEST_BYTES = 12;

/** A text that is too long for where it is to stand: how it begins, and what tells it from others. */
export class CutText {
  readonly prefix: Bindable<string>;
  readonly digest: Bindable<string>;

  constructor(prefix: Bindable<string>, digest: Bindable<string>) {
    this.prefix = prefix;
    this.digest = digest;
  }
}

/** A text as it is, or cut where it has more than so many characters (code points). */
function cutText(text: string, max: number): string | CutText {
  let end = 0;
  for (let count = 0; count < max && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return end === text.length ? text : new CutText(text.slice(0, end), digestOf(text));
}

/** The first bytes of the SHA-256 of a text in UTF-8, in base64url. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES).toString('base64url');
}

/** What stands for a text in JSON: itself, or a list of how it begins and its digest. */
export function cutTextJson(text: string, max: number): string {
  const cut = cutText(text, max);
  return JSON.stringify(cut instanceof CutText ? [cut.prefix, cut.digest] : cut);
}
