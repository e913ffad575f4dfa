import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const BYTES = 32;
/** Most exchanges in a row that a token is followed through: nobody makes more in a moment. */
const MAX_FOLLOWED = 1000;

/**
 * Makes refresh tokens. The first of a sign-in is random; each of the others follows from the one
 * before by a key of the server, so that it can be told again although only digests are kept.
 */
export class RefreshTokens {
  readonly #key: Uint8Array;

  /** @param secret - of the server */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'relata/refresh-token', BYTES));
  }

  /** A token that begins a family. */
  first(): string {
    return randomBytes(BYTES).toString('base64url');
  }

  /** The token that a token is exchanged for: always the same one, and only this server knows it. */
  after(token: string): string {
    return createHmac('sha256', this.#key).update(token).digest('base64url');
  }

  /** The token with a digest, of those that follow from a token; null if none has it. */
  follow(token: string, digest: Buffer): string | null {
    let next = token;
    for (let step = 0; step < MAX_FOLLOWED; step += 1) {
      next = this.after(next);
      if (digestOf(next).equals(digest)) {
        return next;
      }
    }
    return null;
  }
}

/** What is kept of a refresh token: SHA-256 is enough for 256 random bits. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
