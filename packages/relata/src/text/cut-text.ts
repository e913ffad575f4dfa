import { createHash } from 'node:crypto';

/** Length of a digest, in bytes. */
export const DIGEST_BYTES = 12;

/** The first bytes of the SHA-256 of a text in UTF-8, in base64url. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES).toString('base64url');
}

/**
 * What stands for a text in JSON: itself, or where it has more than so many characters (code points) a list of how it
 * begins and its digest.
 */
export function cutTextJson(text: string, max: number): string {
  let end = 0;
  for (let count = 0; count < max && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return JSON.stringify(end === text.length ? text : [text.slice(0, end), digestOf(text)]);
}
