import { createHash } from 'node:crypto';
import { beginningOf } from './text.js';

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
  const beginning = beginningOf(text, max);
  return JSON.stringify(beginning === text ? text : [beginning, digestOf(text)]);
}
