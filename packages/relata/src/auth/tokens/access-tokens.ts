import type { Key, KeyForm } from '../../kinds/kind.js';
import { hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { BoundedCache } from '../../cache/bounded-cache.js';
import { intKeyForm } from '../../kinds/key-forms.js';
import { UnauthenticatedError } from '../../errors.js';

/** What access tokens of this server say of who made them. */
export const ISSUER = 'relata';
const AUDIENCE = 'relata';
const TYPE = 'at+jwt';
const ALGORITHM = 'HS256';
/** Longer than any token we make. */
const MAX_CHARACTERS = 2048;

/** Who an access token speaks for. */
export interface Claims {
  readonly userId: Key;
  /** The sign-in it belongs to: ended with it. */
  readonly sessionId: number;
}

/** How keys are written. */
type KeyText = Pick<KeyForm, 'read' | 'print'>;

/** A token that was found good. */
interface Verified {
  readonly claims: Claims;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Most tokens that are known to be good without another look. */
const MAX_VERIFIED = 10_000;

/** Makes and checks access tokens: JWTs signed by a key derived from the secret of the server. */
export class AccessTokens {
  readonly #key: Uint8Array;
  readonly #lifetimeMs: number;
  readonly #userKey: KeyText;
  readonly #verified = new BoundedCache<string, Verified>(MAX_VERIFIED);

  /**
   * @param lifetimeMs - time a token is good for
   * @param userKey - how keys of users are written
   */
  constructor(secret: string, lifetimeMs: number, userKey: KeyText) {
    this.#userKey = userKey;
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'relata/access-token', 32));
    this.#lifetimeMs = lifetimeMs;
  }

  /** @param endsAt - when the sign-in ends: its token lasts no longer */
  async sign(
    { userId, sessionId }: Claims,
    endsAt: Date,
    now = new Date(),
  ): Promise<{ token: string; expiresAt: Date }> {
    const expiresAt = new Date(Math.min(now.getTime() + this.#lifetimeMs, endsAt.getTime()));
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(this.#userKey.print(userId))
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiresAt };
  }

  /** What a token that was verified before says, as long as it is good; null for any other. */
  verifiedBefore(token: string): Claims | null {
    const known = this.#verified.get(token);
    return known !== undefined && Date.now() < known.expiresAt ? known.claims : null;
  }

  /** @throws UnauthenticatedError for whatever is not a good token of this server; it never says why */
  async verify(token: string): Promise<Claims> {
    if (token.length > MAX_CHARACTERS) {
      throw UnauthenticatedError.badToken();
    }
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'exp', 'sid'],
      });
      const userId = keyIn(this.#userKey, payload.sub);
      const sessionId = Number(keyIn(intKeyForm, payload['sid']));
      const claims = { userId, sessionId };
      this.#verified.set(token, { claims, expiresAt: Number(payload.exp) * 1000 });
      return claims;
    } catch (error) {
      throw UnauthenticatedError.badToken(error);
    }
  }
}

/** @throws UnauthenticatedError */
function keyIn(form: KeyText, claim: unknown): Key {
  const read = form.read(String(claim));
  if (read === null || 'reason' in read) {
    throw UnauthenticatedError.badToken();
  }
  return read.key;
}
